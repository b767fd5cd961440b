using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Authentication;

/// <summary>Hands out a token, and fetches the next one before it ends.</summary>
/// <remarks>
/// The platform hands the same token back while 30 minutes or more of its two hours remain, and a new one after that
/// (official page of tenant_access_token_internal); so a renewal is due when under ten minutes are left, and asking again
/// after a refusal may return the very token that was refused.
/// </remarks>
internal abstract class RenewingTokenSource(TimeProvider clock) : ITokenSource
{
    /// <summary>How early a token is replaced; the platform gives a new one from 30 minutes before the end.</summary>
    protected static readonly TimeSpan RenewalMargin = TimeSpan.FromMinutes(10);

    /// <summary>How long a renewal that failed is left alone while the old token still holds.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private AccessToken? _token;
    private Task<AccessToken>? _renewal;
    private bool _isClosing;
    private bool _disposed;

    public DateTimeOffset? ExpiresAt => Volatile.Read(ref _token)?.ExpiresAt;

    public bool CanRenew => true;

    public ValueTask<AccessToken> GetAsync(AnonymousSend send, CancellationToken cancellationToken)
    {
        Task<AccessToken> renewal;
        lock (_gate)
        {
            ThrowIfClosed();
            if (_token is { } token && token.IsFresh(clock.GetUtcNow()))
            {
                return new(token);
            }

            if (_isClosing && _renewal is null)
            {
                throw LarkErrors.NotConnected();
            }

            // One flight for all callers, and not theirs to cancel: each stops waiting for it on its own.
            renewal = _renewal ??= Start(send);
        }

        return new(renewal.WaitAsync(cancellationToken));
    }

    public void Invalidate(AccessToken refused)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_token, refused))
            {
                _token = null;
            }
        }
    }

    public void AwaitRenewal(TimeSpan patience)
    {
        Task? renewal;
        lock (_gate)
        {
            _isClosing = true;
            renewal = SpendsKeptToken ? _renewal : null;
        }

        if (renewal is not null)
        {
            Task.WaitAny([renewal], patience);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _token = null;
        }

        Forget();
    }

    /// <summary>True when a renewal uses up what is kept for later sessions, and has to replace it.</summary>
    protected virtual bool SpendsKeptToken => false;

    /// <summary>Fetches a token.</summary>
    protected abstract Task<TokenGrant> GrantAsync(AnonymousSend send, CancellationToken cancellationToken);

    /// <summary>Forgets the secrets.</summary>
    protected abstract void Forget();

    /// <summary>Takes over a token that was granted in another way, as at the end of a device flow.</summary>
    protected void Adopt(TokenGrant grant)
    {
        lock (_gate)
        {
            _token = grant.ToToken(clock.GetUtcNow(), RenewalMargin);
        }
    }

    private void ThrowIfClosed()
    {
        if (_disposed)
        {
            throw LarkErrors.NotConnected();
        }
    }

    private Task<AccessToken> Start(AnonymousSend send)
    {
        var renewal = Task.Run(() => RenewAsync(send), CancellationToken.None);

        // When every caller has gone away, its end is not observed.
        _ = renewal.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return renewal;
    }

    private async Task<AccessToken> RenewAsync(AnonymousSend send)
    {
        var before = Volatile.Read(ref _token);
        AccessToken? token = null;
        try
        {
            var grant = await GrantAsync(send, CancellationToken.None).ConfigureAwait(false);
            token = grant.ToToken(clock.GetUtcNow(), RenewalMargin);
            return token;
        }
        catch (LarkException) when (before is not null && clock.GetUtcNow() + RetryPause < before.ExpiresAt && ReferenceEquals(Volatile.Read(ref _token), before))
        {
            // The one at hand is still good: a token service that is down for some minutes must not end a night's work.
            token = new(before.Value, before.ExpiresAt, clock.GetUtcNow() + RetryPause);
            return token;
        }
        finally
        {
            lock (_gate)
            {
                _renewal = null;
                if (token is not null && !_disposed)
                {
                    _token = token;
                }
            }
        }
    }
}
