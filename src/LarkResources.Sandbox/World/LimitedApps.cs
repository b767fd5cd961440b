namespace LarkResources.Sandbox.World;

/// <summary>Apps of the tenant that an admin has not set up to the end. Their secret is the usual one.</summary>
internal static class LimitedApps
{
    /// <summary>The bot ability is off.</summary>
    public const string NoBot = "cli_no_bot";

    /// <summary>No scope for messages is granted.</summary>
    public const string NoScope = "cli_no_scope";

    /// <summary>The scope that a bot needs to read the history of groups is not granted.</summary>
    public const string NoHistoryScope = "cli_no_history_scope";

    /// <summary>No scope to list chats is granted.</summary>
    public const string NoChatScope = "cli_no_chat_scope";

    /// <summary>The scope that the search needs is not granted.</summary>
    public const string NoSearch = "cli_no_search";

    private const string TokenPrefix = "t-of-";

    public static bool Contains(string? appId) => appId is NoBot or NoScope or NoHistoryScope or NoChatScope or NoSearch;

    public static string TokenOf(string appId) => TokenPrefix + appId;

    /// <summary>The app a token was issued to, or null when it is none of these.</summary>
    public static string? OwnerOf(string? token) =>
        token?.StartsWith(TokenPrefix, StringComparison.Ordinal) is true && Contains(token[TokenPrefix.Length..]) ? token[TokenPrefix.Length..] : null;

    /// <summary>The scopes granted to an app.</summary>
    public static IEnumerable<string> ScopesOf(string? appId) => appId switch
    {
        NoScope => ["im:chat:readonly"],
        NoHistoryScope => ["im:chat:readonly", "im:message:readonly"],
        NoChatScope => ["im:message:readonly", "im:message.group_msg"],
        NoSearch => ["im:chat:readonly", "im:message:readonly", "im:message.group_msg"],
        _ => ["im:chat:readonly", "im:message:readonly", "im:message.group_msg", "search:message"],
    };

    /// <summary>The code with which a call of such an app is refused, or null.</summary>
    public static int? Refusal(string? appId, string[] segments) => (appId, segments) switch
    {
        (NoBot, ["bot", ..]) => 11205,
        (NoBot, ["im", ..]) => 230006,
        (NoScope, ["im", "v1", "messages", ..]) => 99991672,
        (NoSearch, ["im", "v1", "messages", "search"]) => 99991672,
        (NoHistoryScope, ["im", "v1", "messages"]) => 230027,
        (NoChatScope, ["im", "v1", "chats", ..]) => 99991672,
        _ => null,
    };
}
