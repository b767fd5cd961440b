namespace LarkResources.Api;

/// <summary>The names of the endpoints; the platform counts its quota per endpoint and app.</summary>
internal static class Endpoints
{
    public const string Token = "token";
    public const string MessageResource = "message-resource";
    public const string MessageGet = "message-get";
    public const string MessageList = "message-list";
    public const string MessageMget = "message-mget";
    public const string MessageSearch = "message-search";
    public const string ChatGet = "chat-get";
    public const string ChatList = "chat-list";
    public const string Folder = "folder";
    public const string UserInfo = "user-info";
    public const string BotInfo = "bot-info";
    public const string Scopes = "scopes";
    public const string Probe = "probe";
}
