using System.Runtime.CompilerServices;
using LarkResources.Api;

namespace LarkResources.Diagnostics;

/// <summary>Goes through everything a download needs, from the name of the host to the membership of a chat. Changes nothing on the platform.</summary>
internal sealed class ConnectionChecklist(LarkConnection connection, ICallObserver? observer, string? chatId, string? messageId)
{
    private readonly LarkClient _client = connection.Client(observer);

    /// <summary>The checks, each as soon as it is made. What depends on one that failed is skipped and says so.</summary>
    public async IAsyncEnumerable<LarkCheck> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? failed = null;
        await foreach (var check in new NetworkChecks(connection, _client).RunAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return check;
            failed ??= check.Status is LarkCheckStatus.Failed && check.Name != CheckNames.Clock ? check.Name : null;
        }

        var identity = new IdentityChecks(connection, _client);
        foreach (var (name, run) in identity.All)
        {
            var check = failed is null ? await run(cancellationToken).ConfigureAwait(false) : CheckResult.SkippedAfter(name, failed);
            yield return check;
            failed ??= check.Status is LarkCheckStatus.Failed && IdentityChecks.Blocks(name) ? name : null;
        }

        var access = new AccessChecks(_client);
        foreach (var (name, run) in access.For(chatId, messageId))
        {
            yield return failed is null ? await run(cancellationToken).ConfigureAwait(false) : CheckResult.SkippedAfter(name, failed);
        }
    }
}

/// <summary>The names of the checks, in their order.</summary>
internal static class CheckNames
{
    public const string NameResolution = nameof(NameResolution);
    public const string Reach = nameof(Reach);
    public const string Tls = nameof(Tls);
    public const string Clock = nameof(Clock);
    public const string Credentials = nameof(Credentials);
    public const string TokenKind = nameof(TokenKind);
    public const string AddressAllowList = nameof(AddressAllowList);
    public const string BotAbility = nameof(BotAbility);
    public const string ResourceScope = nameof(ResourceScope);
    public const string HistoryScope = nameof(HistoryScope);
    public const string ChatScope = nameof(ChatScope);
    public const string Quota = nameof(Quota);
    public const string ChatMembership = nameof(ChatMembership);
    public const string MessageVisibility = nameof(MessageVisibility);
}
