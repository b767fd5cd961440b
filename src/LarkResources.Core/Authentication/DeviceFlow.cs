using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Authentication;

/// <summary>Waits until a person has let the app act for them (RFC 8628).</summary>
internal static class DeviceFlow
{
    private static readonly TimeSpan SlowDownStep = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause after failed calls, unless the platform asks for more. Each call has had its own retries before.</summary>
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(15);

    /// <param name="endpoint">Who grants.</param>
    /// <param name="send">Sends without a token.</param>
    /// <param name="authorization">What the person was shown.</param>
    /// <param name="clock">The time.</param>
    /// <param name="onWait">Told, before each wait, how long the code is still good for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LarkException">
    /// Timeout when the sign-in was not confirmed in time; Unauthorized when it was declined; any other answer of the platform. A fault of the network or the server ends
    /// the wait only before the first answer, or when the code has expired.
    /// </exception>
    public static async Task<UserGrant> WaitAsync(
        OAuthEndpoint endpoint, AnonymousSend send, DeviceAuthorization authorization, TimeProvider clock, Action<TimeSpan> onWait, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var (interval, pause, isServed) = (authorization.Interval, authorization.Interval, false);
        LarkException? fault = null;
        while (true)
        {
            var left = authorization.Lifetime - clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                throw fault is null ? Expired(null) : LarkErrors.Amended(fault, LarkErrors.Localized("The code has expired meanwhile.", "验证码已在此期间失效。"));
            }

            onWait(left);
            await Task.Delay(left < pause ? left : pause, clock, cancellationToken).ConfigureAwait(false);
            try
            {
                return await endpoint.RedeemAsync(send, authorization, cancellationToken).ConfigureAwait(false);
            }
            catch (LarkException e) when (e.OAuthError is "authorization_pending" or "slow_down")
            {
                interval += e.OAuthError is "slow_down" ? SlowDownStep : TimeSpan.Zero;
                (pause, isServed, fault) = (interval, true, null);
            }
            catch (LarkException e) when (e.OAuthError is "access_denied")
            {
                throw LarkErrors.Local(Situations.Unauthorized, LarkErrors.Localized("The user declined the sign-in.", "用户拒绝了应用的授权请求。"), null, e,
                    LarkErrors.Localized(
                        "Run Connect-Lark -DeviceCode again, and ask for less with -Scope if that was the reason.",
                        "重新运行 Connect-Lark -DeviceCode；如因权限过多被拒绝，用 -Scope 减少申请的权限。"));
            }
            catch (LarkException e) when (e.OAuthError is not "expired_token" && isServed && e.Disposition.IsRetryable())
            {
                // A laptop sleeps, a network changes: the person may be confirming meanwhile. RFC 8628, 3.5 wants the pauses to grow.
                pause = TimeSpan.FromTicks(Math.Max(interval.Ticks, Math.Min(2 * pause.Ticks, LongestBackoff.Ticks)));
                fault = e;
            }
            catch (LarkException e) when (fault is not null && e.OAuthError is ("invalid_grant" or "expired_token"))
            {
                // The code is good for one grant.
                throw LarkErrors.Amended(e.OAuthError is "expired_token" ? Expired(e) : e, LarkErrors.Localized(
                    "The request before this one failed; the sign-in may have been granted to it.", "上一次请求失败，登录可能已授予该请求。"));
            }
            catch (LarkException e) when (e.OAuthError is "expired_token")
            {
                throw Expired(e);
            }
        }
    }

    private static LarkException Expired(Exception? inner) =>
        LarkErrors.Local(ModuleErrors.Timeout, LarkErrors.Localized("The code expired before the sign-in was confirmed.", "验证码在登录确认之前已失效。"), null, inner,
            LarkErrors.Localized(
                "Run Connect-Lark -DeviceCode again, and confirm the code before it expires.",
                "重新运行 Connect-Lark -DeviceCode，并在验证码有效期内确认。"));
}
