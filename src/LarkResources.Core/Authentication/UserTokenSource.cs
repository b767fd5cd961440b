using System.Runtime.ExceptionServices;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Files;

namespace LarkResources.Authentication;

/// <summary>A user_access_token from the device flow, renewed with its refresh token.</summary>
/// <remarks>A refresh token is good for one use (official page refresh-user-access-token): the new one replaces it at once, and where none comes the old one is kept.</remarks>
internal sealed class UserTokenSource : RenewingTokenSource
{
    private readonly OAuthEndpoint _endpoint;
    private readonly TimeProvider _clock;
    private readonly RefreshTokenFile? _file;
    private Secret? _refreshToken;

    /// <summary>How <see cref="_refreshToken"/> was refused for good; null while it may be good.</summary>
    private LarkException? _refusal;

    /// <summary>What the file held when this session last read or wrote it: anything else was put there by another.</summary>
    private Secret? _seenInFile;

    /// <param name="endpoint">Who grants.</param>
    /// <param name="file">Where the refresh token is kept between sessions; null keeps it in memory only.</param>
    /// <param name="clock">The time.</param>
    public UserTokenSource(OAuthEndpoint endpoint, RefreshTokenFile? file, TimeProvider clock)
        : base(clock)
    {
        _endpoint = endpoint;
        _file = file;
        _clock = clock;
    }

    /// <summary>Resumes with the refresh token of an earlier session, or lets a person sign in.</summary>
    /// <param name="send">Sends without a token.</param>
    /// <param name="scopes">What the person is asked to grant.</param>
    /// <param name="show">Shows the person where to go.</param>
    /// <param name="onWait">Told from time to time how long the code is still good for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task SignInAsync(
        AnonymousSend send, IEnumerable<string> scopes, Action<DeviceAuthorization> show, Action<TimeSpan> onWait, CancellationToken cancellationToken)
    {
        if (_file?.Read() is not null)
        {
            try
            {
                await GetAsync(send, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (LarkException e) when (IsDead(e))
            {
                // The person signs in anew, or another one does.
            }
        }

        using (await TurnAsync(cancellationToken).ConfigureAwait(false))
        using (_file?.Reserve())
        {
            // A place that cannot be written to shows now, and not after the sign-in.
        }

        var authorization = await _endpoint.AuthorizeAsync(send, scopes.Append("offline_access").Distinct(), cancellationToken).ConfigureAwait(false);
        show(authorization);
        var grant = await DeviceFlow.WaitAsync(_endpoint, send, authorization, _clock, onWait, cancellationToken).ConfigureAwait(false);
        using (await TurnAsync(cancellationToken).ConfigureAwait(false))
        using (var place = _file?.Reserve())
        {
            Keep(grant, place);
        }

        Adopt(grant.Token);
    }

    protected override bool SpendsKeptToken => _file is not null;

    protected override async Task<TokenGrant> GrantAsync(AnonymousSend send, CancellationToken cancellationToken)
    {
        // Sessions that share the file take turns, and each continues from the state of the one before.
        using var turn = await TurnAsync(cancellationToken).ConfigureAwait(false);
        if (_file?.Read() is { } stored && stored != _seenInFile?.Reveal())
        {
            try
            {
                return await ExchangeAsync(send, stored, cancellationToken).ConfigureAwait(false);
            }
            catch (LarkException e) when (IsDead(e))
            {
                Replace(ref _seenInFile, stored);
                if (_refreshToken is null)
                {
                    throw;
                }

                // An older file that was put back: the token of this session may still be good.
            }
        }

        if (_refreshToken is null)
        {
            throw LarkErrors.Local(ModuleErrors.NotConnected, LarkErrors.Localized("The user's token has expired, and there is no refresh token to renew it with: the scope offline_access was not granted.", "用户访问凭证已过期，且没有可用于续期的刷新凭证：未授予 offline_access 权限。"), null,
                recommendation: LarkErrors.Localized(
                    "In the developer console add the scope offline_access to the app, publish a version, and run Connect-Lark -DeviceCode again.",
                    "在开发者后台为应用开通 offline_access 权限并发布版本，再重新运行 Connect-Lark -DeviceCode。"));
        }

        if (_refusal is { } refusal)
        {
            // A platform may take a token that is sent again and again for a theft.
            ExceptionDispatchInfo.Throw(refusal);
        }

        try
        {
            return await ExchangeAsync(send, _refreshToken.Reveal(), cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e) when (IsDead(e))
        {
            _refusal = e;
            throw;
        }
    }

    protected override void Forget()
    {
        _refreshToken?.Dispose();
        _seenInFile?.Dispose();
        _endpoint.Dispose();
    }

    private static bool IsDead(LarkException e) => e.ErrorId == Situations.SignInExpired || e.Code is ApiCodes.UserNotFound or ApiCodes.WrongApp or ApiCodes.UserInactive;

    private async Task<IDisposable?> TurnAsync(CancellationToken cancellationToken) =>
        _file is null ? null : await _file.EnterAsync(cancellationToken).ConfigureAwait(false);

    private async Task<TokenGrant> ExchangeAsync(AnonymousSend send, string refreshToken, CancellationToken cancellationToken)
    {
        // It can be used once: where the next one could not be kept, it is not used.
        using var place = _file?.Reserve();
        var grant = await _endpoint.RefreshAsync(send, refreshToken, cancellationToken).ConfigureAwait(false);
        try
        {
            Keep(grant with { RefreshToken = grant.RefreshToken ?? refreshToken }, place);
        }
        catch (LarkException)
        {
            // The error is shown once. Later calls use what was granted, and the next renewal tries again to keep its token.
            Adopt(grant.Token);
            throw;
        }

        return grant.Token;
    }

    private void Keep(UserGrant grant, ReservedFile? place)
    {
        if (grant.Fault is { } fault)
        {
            throw fault;
        }

        if (grant.RefreshToken is not { } refreshToken)
        {
            return;
        }

        Replace(ref _refreshToken, refreshToken);
        _refusal = null;
        if (place is not null)
        {
            // A sign-in takes minutes and a renewal seconds, in which another file may have got the name: it is not replaced.
            _ = _file!.Read();
            _file.Write(refreshToken, place);
            Replace(ref _seenInFile, refreshToken);
        }
    }

    private static void Replace(ref Secret? kept, string? text)
    {
        kept?.Dispose();
        kept = text is null ? null : new(text);
    }
}
