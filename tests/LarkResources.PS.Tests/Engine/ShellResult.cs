using System.Collections.ObjectModel;
using System.Management.Automation;

namespace LarkResources.PS.Tests.Engine;

/// <summary>All that a script gave, stream by stream.</summary>
public sealed record ShellResult
{
    /// <summary>Gets the objects of the output stream.</summary>
    public required Collection<PSObject> Output { get; init; }

    /// <summary>Gets the error stream; a terminating error is its last record.</summary>
    public required IReadOnlyList<ErrorRecord> Errors { get; init; }

    /// <summary>Gets the warnings.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Gets what ended the script before its last statement; null when nothing did.</summary>
    public RuntimeException? TerminatedBy { get; init; }

    /// <summary>Gets a value indicating whether the script was stopped as Ctrl+C does it.</summary>
    public bool WasStopped => TerminatedBy is PipelineStoppedException;

    /// <summary>The output as objects of one type.</summary>
    public IReadOnlyList<T> OutputAs<T>() => [.. Output.Select(item => LanguagePrimitives.ConvertTo<T>(item))];

    /// <summary>For steps that a test rests on but does not test.</summary>
    public ShellResult EnsureNoErrors() => Errors.Count == 0 && TerminatedBy is null
        ? this
        : throw new InvalidOperationException(string.Join(Environment.NewLine, Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}")));

    internal static ShellResult Of(PowerShell shell, Collection<PSObject> output, RuntimeException? terminatedBy)
    {
        var errors = shell.Streams.Error.ToList();
        if (terminatedBy is not (null or PipelineStoppedException))
        {
            errors.Add(terminatedBy.ErrorRecord);
        }

        return new ShellResult
        {
            Output = output,
            Errors = errors,
            Warnings = [.. shell.Streams.Warning.Select(record => record.Message)],
            TerminatedBy = terminatedBy,
        };
    }
}
