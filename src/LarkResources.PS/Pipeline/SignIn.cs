using System.Management.Automation;
using LarkResources.Authentication;
using LarkResources.Errors;

namespace LarkResources.Pipeline;

/// <summary>Shows a person where to sign in, and how long the code is still good for.</summary>
internal sealed class SignIn(Cmdlet cmdlet, SynchronizationContext pipeline)
{
    /// <summary>The tag by which a host knows what Write-Host wrote: shown, but never part of the output.</summary>
    private static readonly string[] HostTag = ["PSHOST"];

    private readonly ProgressRecord _progress = new(0, ProgressText.Of(cmdlet, LarkErrors.Localized("Waiting for the sign-in", "等待登录")), TransferProgress.Waiting);

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
        _ => cmdlet.WriteInformation(new HostInformationMessage { Message = LarkErrors.Localized($"Open {authorization.Link} and confirm the code {authorization.UserCode}.", $"请打开 {authorization.Link} 并确认验证码 {authorization.UserCode}。") }, HostTag),
        null);

    private void Count(TimeSpan left) => pipeline.Post(
        _ =>
        {
            _progress.StatusDescription = ProgressText.Of(cmdlet, LarkErrors.Localized($"The code expires in {left.TotalSeconds:0} seconds", $"验证码将在 {left.TotalSeconds:0} 秒后失效"));
            _progress.SecondsRemaining = (int)left.TotalSeconds;
            cmdlet.WriteProgress(_progress);
        },
        null);
}
