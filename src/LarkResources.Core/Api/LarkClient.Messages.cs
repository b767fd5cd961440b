using System.Globalization;
using System.Text.Json;
using LarkResources.Errors;

namespace LarkResources.Api;

/// <content>The endpoints about messages.</content>
internal sealed partial class LarkClient
{
    /// <summary>A message; for a merged forward also its children, as the platform lists them.</summary>
    /// <remarks>GET im/v1/messages/:message_id.</remarks>
    public Task<JsonDocument> GetMessageAsync(string messageId, CancellationToken cancellationToken) => GetJsonAsync(
        Endpoints.MessageGet,
        $"open-apis/im/v1/messages/{ApiPath.Segment("MessageId", messageId)}",
        LarkErrors.Localized($"Message '{messageId}' could not be read", $"无法读取消息 '{messageId}'"),
        messageId,
        cancellationToken);

    /// <summary>One page of the history of a chat or a thread.</summary>
    /// <remarks>GET im/v1/messages; the window is in whole seconds and does not hold for a thread (official page of message list).</remarks>
    public Task<JsonDocument> ListMessagesAsync(HistoryQuery query, int pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        var path = $"open-apis/im/v1/messages?container_id_type={(query.IsThread ? "thread" : "chat")}&container_id={ApiPath.Segment(query.IsThread ? "ThreadId" : "ChatId", query.ContainerId)}"
            + $"&sort_type={(query.Descending ? "ByCreateTimeDesc" : "ByCreateTimeAsc")}&page_size={pageSize.ToString(CultureInfo.InvariantCulture)}"
            + (query.IsThread ? string.Empty : Time("start_time", query.StartSecond) + Time("end_time", query.EndSecond))
            + Token(pageToken);
        return GetJsonAsync(Endpoints.MessageList, path, LarkErrors.Localized($"The messages of '{query.ContainerId}' could not be read", $"无法读取 '{query.ContainerId}' 的消息"), query.ContainerId, cancellationToken);

        static string Time(string name, long? second) => second is { } known
            ? $"&{name}={known.ToString(CultureInfo.InvariantCulture)}"
            : string.Empty;
    }

    /// <summary>What lies in a folder that was sent as a message, on all levels.</summary>
    /// <remarks>GET im/v1/files/:folder_key/folder, on no official page; as larksuite/cli calls it.</remarks>
    public Task<JsonDocument> ListFolderAsync(string messageId, string folderKey, CancellationToken cancellationToken) => GetJsonAsync(
        Endpoints.Folder,
        $"open-apis/im/v1/files/{ApiPath.Segment("FileKey", folderKey)}/folder?srctype=message&srcid={ApiPath.Segment("MessageId", messageId)}&recursive=true",
        LarkErrors.Localized($"The folder '{folderKey}' of message '{messageId}' could not be listed", $"无法列出消息 '{messageId}' 中的文件夹 '{folderKey}'"),
        folderKey,
        cancellationToken);

    private static string Token(string? pageToken) => pageToken is null ? string.Empty : "&page_token=" + Uri.EscapeDataString(pageToken);
}
