using System.Management.Automation;
using LarkResources.Authentication;

namespace LarkResources.Pipeline;

/// <summary>Shows a person where to sign in, and how long the code is still good for.</summary>
internal sealed class SignIn(Cmdlet cmdlet, SynchronizationContext pipeline)
{
    /// <summary>The tag by which a host knows what Write-Host wrote: shown, but never part of the output.</summary>
    private static readonly string[] HostTag = ["PSHOST"];

    private readonly ProgressRecord _progress = new(0, "Waiting for the sign-in", "Waiting");

    public async Task RunAsync(LarkConnection connection, UserTokenSource tokens, IEnumerable<string> scopes, CancellationToken stop)
    {
        try
        {
            await tokens.SignInAsync(connection.Client().SendAsync, scopes, Show, Count, stop);
        }
        finally
        {
            _progress.RecordType = ProgressRecordType.Completed;
            cmdlet.WriteProgress(_progress);
        }
    }

    // Core calls these on whatever thread it is on.
    private void Show(DeviceAuthorization authorization) => pipeline.Post(
        _ => cmdlet.WriteInformation(new HostInformationMessage { Message = $"Open {authorization.Link} and confirm the code {authorization.UserCode}." }, HostTag),
        null);

    private void Count(TimeSpan left) => pipeline.Post(
        _ =>
        {
            _progress.StatusDescription = $"The code is good for {left.TotalSeconds:0} more seconds";
            _progress.SecondsRemaining = (int)left.TotalSeconds;
            cmdlet.WriteProgress(_progress);
        },
        null);
}
