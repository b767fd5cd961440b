namespace LarkResources.Sandbox.Answers;

/// <summary>Status and text of each code, as the official pages and public client code give them.</summary>
internal static class ErrorTable
{
    public const int RateLimited = 99991400;
    public const int ScopeMissing = 99991672;

    private static readonly Dictionary<int, (int Status, string Message)> Rows = new()
    {
        [10003] = (400, "invalid param"),
        [10012] = (200, "app_ticket invalid"),
        [10014] = (200, "app secret invalid"),
        [11205] = (400, "app do not have bot"),
        [230001] = (400, "Your request contains an invalid request parameter, ext=invalid message_id"),
        [230002] = (400, "Bot/User can NOT be out of the chat."),
        [230006] = (400, "Bot ability is not activated."),
        [230027] = (400, "Lack of necessary permissions, ext=need scope: im:message.group_msg"),
        [230110] = (400, "Action unavailable as the message has been deleted."),
        [232006] = (400, "Your request specifies a chat_id which is invalid."),
        [232011] = (400, "Operator can NOT be out of the chat."),
        [232033] = (400, "The operator or invited bots does NOT have the authority to manage external chats without the scope."),
        [234001] = (400, "Invalid request param."),
        [234002] = (401, "Unauthorized."),
        [234003] = (400, "File not in msg."),
        [234004] = (400, "App not in chat."),
        [234009] = (400, "Lack of necessary permissions."),
        [234019] = (400, "scope CheckAppTenant fail."),
        [234037] = (400, "Downloaded file size exceeds limit."),
        [234038] = (400, "Do not allow downloading of message resources in restricted mode."),
        [234040] = (400, "The message is invisible to the operator."),
        [234041] = (400, "Tenant master key has been deleted, please contact the tenant administrator."),
        [234042] = (400, "Hybrid deployment tenant storage error, such as full storage space, please contact tenant administrator."),
        [234043] = (400, "Unsupported message type."),
        [RateLimited] = (429, "request trigger frequency limit"),
        [99991201] = (404, "resource not find"),
        [99991401] = (400, "ip 203.0.113.7 is denied by app setting"),
        [99991661] = (400, "Missing access token for authorization. Please make a request with token attached."),
        [99991663] = (400, "Invalid access token for authorization. Please make a request with token attached."),
        [99991664] = (400, "Invalid app access token."),
        [99991668] = (400, "Invalid access token for authorization. Please make a request with token attached."),
        [99991671] = (400, "Invalid access token for authorization. Access token must start with 't-' or 'u-'."),
        [ScopeMissing] = (400, "Access denied. One of the following scopes is required: [im:message, im:message:readonly, im:message.history:readonly]."),
        [99992354] = (400, "The request you send is not a valid {open_message_id} or not exists."),
        [99992402] = (400, "field validation failed"),
    };

    public static (int Status, string Message) Of(int code) => Rows.TryGetValue(code, out var row) ? row : (400, $"sandbox error {code}");
}
