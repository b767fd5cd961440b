using System.Globalization;
using System.Text.Json;
using LarkResources.Errors;

namespace LarkResources.Api;

/// <content>The endpoints about messages.</content>
internal sealed partial class LarkClient
{
    /// <summary>As many ids as <see cref="GetMessagesAsync"/> takes (larksuite/cli, im_messages_search.go).</summary>
    public const int MostIds = 50;

    /// <summary>
    /// The names of senders, which need no contact scope (larksuite/cli #1829), and cards in the form that holds their pictures:
    /// without it a card of schema 2.0 is a stub (larksuite/cli, im_chat_messages_list.go).
    /// </summary>
    private const string WholeMessages = "with_sender_name=true&card_msg_content_type=raw_card_content";

    /// <summary>A message; for a merged forward also its children, as the platform lists them.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="read">Reads the answer: see <see cref="ApiSend.ReadAsync"/>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>GET im/v1/messages/:message_id.</remarks>
    public Task<T> GetMessageAsync<T>(string messageId, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken) => GetAsync(
        Endpoints.MessageGet,
        $"open-apis/im/v1/messages/{ApiPath.Segment("MessageId", messageId)}?{WholeMessages}",
        read,
        LarkErrors.Localized($"Message '{messageId}' could not be read", $"无法读取消息 '{messageId}'"),
        messageId,
        cancellationToken);

    /// <summary>Several messages at once; of a merged forward the children are not listed, and an id that does not exist is left out.</summary>
    /// <param name="messageIds">At most <see cref="MostIds"/>.</param>
    /// <param name="read">Reads the answer: see <see cref="ApiSend.ReadAsync"/>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>GET im/v1/messages/mget, on no official page; as larksuite/cli calls it.</remarks>
    public Task<T> GetMessagesAsync<T>(IReadOnlyList<string> messageIds, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken) => GetAsync(
        Endpoints.MessageMget,
        $"open-apis/im/v1/messages/mget?{WholeMessages}{string.Concat(messageIds.Select(id => "&message_ids=" + ApiPath.Segment("MessageId", id)))}",
        read,
        LarkErrors.Localized($"{messageIds.Count} messages could not be read", $"无法读取 {messageIds.Count} 条消息"),
        messageIds[0],
        cancellationToken);

    /// <summary>One page of the ids of messages that match, newest first.</summary>
    /// <remarks>POST im/v1/messages/search; the body as the types of @larksuiteoapi/node-sdk 1.74.0 have it.</remarks>
    public Task<JsonDocument> SearchMessagesAsync(MessageSearch search, int pageSize, string? pageToken, CancellationToken cancellationToken) => PostJsonAsync(
        Endpoints.MessageSearch,
        $"open-apis/im/v1/messages/search?page_size={pageSize.ToString(CultureInfo.InvariantCulture)}{Token(pageToken)}",
        search.ToJson(),
        LarkErrors.Localized("The messages could not be searched", "无法搜索消息"),
        null,
        cancellationToken);

    /// <summary>One page of the history of a chat or a thread.</summary>
    /// <remarks>GET im/v1/messages; the window is in whole seconds and does not hold for a thread (official page of message list).</remarks>
    public Task<T> ListMessagesAsync<T>(HistoryQuery query, int pageSize, string? pageToken, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        var path = $"open-apis/im/v1/messages?container_id_type={(query.IsThread ? "thread" : "chat")}&container_id={ApiPath.Segment(query.IsThread ? "ThreadId" : "ChatId", query.ContainerId)}"
            + $"&sort_type={(query.Descending ? "ByCreateTimeDesc" : "ByCreateTimeAsc")}&page_size={pageSize.ToString(CultureInfo.InvariantCulture)}&{WholeMessages}"
            + (query.IsThread ? string.Empty : Time("start_time", query.StartSecond) + Time("end_time", query.EndSecond))
            + Token(pageToken);
        var call = GetAsync(Endpoints.MessageList, path, read, LarkErrors.Localized($"The messages of '{query.ContainerId}' could not be read", $"无法读取 '{query.ContainerId}' 的消息"), query.ContainerId, cancellationToken);
        return query.IsThread ? call : OfChat(query.ContainerId, call);

        static string Time(string name, long? second) => second is { } known
            ? $"&{name}={known.ToString(CultureInfo.InvariantCulture)}"
            : string.Empty;
    }

    /// <summary>What lies in a folder that was sent as a message.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="folderKey">The folder, or one inside it.</param>
    /// <param name="isRecursive">True for all levels in one flat list, which does not say where an entry is.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>GET im/v1/files/:folder_key/folder, on no official page; as larksuite/cli calls it.</remarks>
    public Task<JsonDocument> ListFolderAsync(string messageId, string folderKey, bool isRecursive, CancellationToken cancellationToken) => GetJsonAsync(
        Endpoints.Folder,
        $"open-apis/im/v1/files/{ApiPath.Segment("FileKey", folderKey)}/folder?srctype=message&srcid={ApiPath.Segment("MessageId", messageId)}&recursive={(isRecursive ? "true" : "false")}",
        LarkErrors.Localized($"The folder '{folderKey}' of message '{messageId}' could not be listed", $"无法列出消息 '{messageId}' 中的文件夹 '{folderKey}'"),
        folderKey,
        cancellationToken);

    private static string Token(string? pageToken) => pageToken is null ? string.Empty : "&page_token=" + Uri.EscapeDataString(pageToken);
}
