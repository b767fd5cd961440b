using System.Text.Json;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Diagnostics;

/// <summary>Who is calling, and what the tenant has granted: token, allow-list, bot ability, scopes.</summary>
internal sealed class IdentityChecks(LarkConnection connection, LarkClient client)
{
    /// <summary>Any one of these suffices for the resource endpoint (its official page).</summary>
    private static readonly string[] ResourceScopes = ["im:message", "im:message:readonly", "im:message.history:readonly"];

    /// <summary>What a bot needs besides to read the history of a group (official page of message list).</summary>
    private const string GroupHistoryScope = "im:message.group_msg";

    /// <summary>Any one of these suffices to list chats (official page of chat list).</summary>
    private static readonly string[] ChatScopes = ["im:chat", "im:chat:read", "im:chat:readonly", "im:chat.group_info:readonly"];

    private HashSet<string>? _granted;

    /// <summary>Each check by its name, in the order in which they are worth making.</summary>
    public IEnumerable<(string Name, Func<CancellationToken, Task<LarkCheck>> Run)> All =>
    [
        (CheckNames.Credentials, CredentialsAsync),
        (CheckNames.TokenKind, TokenKindAsync),
        (CheckNames.AddressAllowList, AllowListAsync),
        (CheckNames.BotAbility, BotAsync),
        (CheckNames.ResourceScope, ResourceScopeAsync),
        (CheckNames.HistoryScope, HistoryScopeAsync),
        (CheckNames.ChatScope, ChatScopeAsync),
        (CheckNames.Quota, QuotaAsync),
    ];

    private bool IsUser => connection.Identity is LarkIdentity.User;

    /// <summary>True when the checks behind this one mean nothing once it has failed.</summary>
    public static bool Blocks(string name) => name is CheckNames.Credentials or CheckNames.TokenKind or CheckNames.AddressAllowList;

    private async Task<LarkCheck> CredentialsAsync(CancellationToken cancellationToken)
    {
        const string name = CheckNames.Credentials;
        try
        {
            await connection.CheckAsync(null, cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e) when (e.ErrorId != Situations.AddressNotAllowed)
        {
            return CheckResult.Failed(name, e);
        }
        catch (LarkException)
        {
            // The allow-list is the next check's business.
        }

        return connection.TokenExpiresAt is { } end
            ? CheckResult.Passed(name, $"A token was issued, valid until {end.LocalDateTime:yyyy-MM-dd HH:mm}.", $"已获取访问凭证，有效期至 {end.LocalDateTime:yyyy-MM-dd HH:mm}。")
            : CheckResult.Passed(name, "The token is valid.", "访问凭证有效。");
    }

    private Task<LarkCheck> TokenKindAsync(CancellationToken cancellationToken) => Task.FromResult(IsUser
        ? CheckResult.Passed(CheckNames.TokenKind, "A user token: it can read the chats that this user can see.", "用户访问凭证：可访问该用户可见的会话。")
        : CheckResult.Passed(CheckNames.TokenKind, "A tenant token: it can read the chats that the bot is in.", "租户访问凭证：可访问机器人所在的会话。"));

    /// <remarks>Token calls are exempt from the allow-list (official page), so only a call proper shows it.</remarks>
    private Task<LarkCheck> AllowListAsync(CancellationToken cancellationToken) => CallAsync(
        CheckNames.AddressAllowList,
        async () => { using var chats = await client.ListChatsAsync(withSingleChats: false, null, cancellationToken).ConfigureAwait(false); },
        e => e.ErrorId == Situations.AddressNotAllowed,
        "Calls from this address are accepted.",
        "允许从本机地址调用。");

    private Task<LarkCheck> BotAsync(CancellationToken cancellationToken) => IsUser
        ? Task.FromResult(CheckResult.Skipped(CheckNames.BotAbility, "A user does not need a bot.", "用户身份不需要机器人。"))
        : CallAsync(
            CheckNames.BotAbility,
            async () => { using var bot = await client.GetBotAsync(cancellationToken).ConfigureAwait(false); },
            _ => true,
            "The app has a bot.",
            "应用已启用机器人。");

    private Task<LarkCheck> ResourceScopeAsync(CancellationToken cancellationToken) => ScopeAsync(
        CheckNames.ResourceScope, ResourceScopes, "im:message:readonly", "resources cannot be downloaded", "无法下载资源", cancellationToken);

    private Task<LarkCheck> HistoryScopeAsync(CancellationToken cancellationToken) => ScopeAsync(
        CheckNames.HistoryScope, [GroupHistoryScope], GroupHistoryScope, "Get-LarkMessage -ChatId cannot read the history of groups", "Get-LarkMessage -ChatId 无法读取群历史消息", cancellationToken);

    private Task<LarkCheck> ChatScopeAsync(CancellationToken cancellationToken) => ScopeAsync(
        CheckNames.ChatScope, ChatScopes, "im:chat:readonly", "Get-LarkChat cannot list chats, and an export cannot look up their names", "Get-LarkChat 无法列出会话，导出时也得不到会话的名称", cancellationToken);

    /// <summary>Passes where one of the scopes is granted to the app.</summary>
    /// <param name="name">The check.</param>
    /// <param name="scopes">Any one of them suffices.</param>
    /// <param name="suggested">The one that a failure recommends.</param>
    /// <param name="english">What does not work without it, in lower case and without a full stop.</param>
    /// <param name="chinese">The same in Chinese.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    private async Task<LarkCheck> ScopeAsync(string name, string[] scopes, string suggested, string english, string chinese, CancellationToken cancellationToken)
    {
        if (await GrantedAsync(cancellationToken).ConfigureAwait(false) is not { } granted)
        {
            return NotTold(name);
        }

        var has = scopes.Where(granted.Contains).ToArray();
        if (has.Length > 0)
        {
            return CheckResult.Passed(name, $"Granted: {string.Join(", ", has)}.", $"已开通：{string.Join("、", has)}。");
        }

        return CheckResult.Failed(
            name,
            scopes.Length == 1
                ? ($"{suggested} is not granted: {english}.", $"未开通 {suggested}：{chinese}。")
                : ($"None of {string.Join(", ", scopes)} is granted: {english}.", $"{string.Join("、", scopes)} 均未开通：{chinese}。"),
            ($"In the developer console open Permissions & Scopes, add {suggested}, then create and publish a version.", $"在开发者后台打开 权限管理，开通 {suggested}，再到 版本管理与发布 创建版本并发布。"));
    }

    private Task<LarkCheck> QuotaAsync(CancellationToken cancellationToken) => CallAsync(
        CheckNames.Quota,
        async () => { using var chats = await client.ListChatsAsync(withSingleChats: false, null, cancellationToken).ConfigureAwait(false); },
        e => e.ErrorId == Situations.RateLimited,
        "No call was refused by the rate limit.",
        "没有调用因频率限制被拒绝。");

    private LarkCheck NotTold(string name) => IsUser
        ? CheckResult.Skipped(name, "The platform lists the scopes of an app, not of a user token.", "平台只提供应用的权限，不提供用户访问凭证的权限。")
        : CheckResult.Skipped(name, "The platform did not list the scopes.", "平台未返回权限信息。");

    /// <summary>Makes a harmless call, and fails only for the codes that this check is about.</summary>
    private static async Task<LarkCheck> CallAsync(string name, Func<Task> call, Func<LarkException, bool> isFailure, string english, string chinese)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (LarkException e) when (e.Code is null || isFailure(e))
        {
            return CheckResult.Failed(name, e);
        }
        catch (LarkException)
        {
            // Another check is about this code.
        }

        return CheckResult.Passed(name, english, chinese);
    }

    private async Task<HashSet<string>?> GrantedAsync(CancellationToken cancellationToken)
    {
        if (_granted is not null || IsUser)
        {
            return _granted;
        }

        try
        {
            using var body = await client.ListScopesAsync(cancellationToken).ConfigureAwait(false);
            if ((body.RootElement.Field("data") ?? default).Field("scopes") is { ValueKind: JsonValueKind.Array } scopes)
            {
                _granted = [.. from scope in scopes.EnumerateArray()
                               where scope.Whole("grant_status") == 1 && scope.Text("scope_type") is not "user"
                               select scope.Text("scope_name")];
            }
        }
        catch (LarkException e) when (e.Code is not null)
        {
            // Told as skipped: what cannot be asked is neither in order nor out of it.
        }

        return _granted;
    }
}
