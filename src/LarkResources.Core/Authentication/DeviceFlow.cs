using System.Runtime.ExceptionServices;
using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Authentication;

/// <summary>Waits until a person has let the app act for them (RFC 8628).</summary>
internal static class DeviceFlow
{
    private static readonly TimeSpan SlowDownStep = TimeSpan.FromSeconds(5);

    /// <summary>Between two questions while no answer comes, unless the platform has asked for more.</summary>
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(60);

    /// <param name="endpoint">Who grants.</param>
    /// <param name="send">Sends without a token.</param>
    /// <param name="authorization">What the person was shown.</param>
    /// <param name="clock">The time.</param>
    /// <param name="onWait">Told, before each wait, how long the code is still good for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LarkException">
    /// Timeout when the sign-in was not confirmed in time; Unauthorized when it was declined; a fault of the network or server that outlasts the code; any other answer of the platform.
    /// </exception>
    public static async Task<UserGrant> WaitAsync(
        OAuthEndpoint endpoint, AnonymousSend send, DeviceAuthorization authorization, TimeProvider clock, Action<TimeSpan> onWait, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var interval = authorization.Interval;
        LarkException? fault = null;
        while (true)
        {
            var left = authorization.Lifetime - clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                if (fault is not null)
                {
                    ExceptionDispatchInfo.Throw(fault);
                }

                throw Expired(null);
            }

            onWait(left);
            await Task.Delay(left < interval ? left : interval, clock, cancellationToken).ConfigureAwait(false);
            try
            {
                return await endpoint.RedeemAsync(send, authorization, cancellationToken).ConfigureAwait(false);
            }
            catch (LarkException e) when (e.OAuthError is "authorization_pending" or "slow_down")
            {
                interval += e.OAuthError is "slow_down" ? SlowDownStep : TimeSpan.Zero;
                fault = null;
            }
            catch (LarkException e) when (e.Disposition.IsRetryable())
            {
                // A laptop sleeps, a network changes: the person may be confirming meanwhile. RFC 8628, 3.5 has the next question come later.
                interval = interval >= LongestBackoff ? interval : interval * 2 < LongestBackoff ? interval * 2 : LongestBackoff;
                fault = e;
            }
            catch (LarkException e) when (e.OAuthError is "expired_token")
            {
                throw Expired(e);
            }
            catch (LarkException e) when (e.OAuthError is "access_denied")
            {
                throw LarkErrors.Local(Situations.Unauthorized, LarkErrors.Localized("The user declined the sign-in.", "用户拒绝了应用的授权请求。"), null, e,
                    LarkErrors.Localized(
                        "Run Connect-Lark -DeviceCode again, and ask for less with -Scope if that was the reason.",
                        "重新运行 Connect-Lark -DeviceCode；如因权限过多被拒绝，用 -Scope 减少申请的权限。"));
            }
        }
    }

    private static LarkException Expired(Exception? inner) =>
        LarkErrors.Local(ModuleErrors.Timeout, LarkErrors.Localized("The code expired before the sign-in was confirmed.", "验证码在登录确认之前已失效。"), null, inner,
            LarkErrors.Localized(
                "Run Connect-Lark -DeviceCode again, and confirm the code before it expires.",
                "重新运行 Connect-Lark -DeviceCode，并在验证码有效期内确认。"));
}
