using System.Globalization;
using System.Management.Automation.Host;

namespace LarkResources.PS.Tests.Engine;

/// <summary>A host whose screen is a text in memory.</summary>
internal sealed class CapturingHost(CultureInfo uiCulture, int width) : PSHost
{
    internal CapturingUI Screen { get; } = new(width);

    internal int? ExitCode { get; private set; }

    public override string Name => "LarkResources.PS.Tests";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => Screen;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture { get; } = uiCulture;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("Nobody sits in front of a test.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("Nobody sits in front of a test.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
