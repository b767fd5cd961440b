using System.Runtime.CompilerServices;

namespace LarkResources;

/// <summary>Streams the messages of a chat or a thread, page by page.</summary>
internal static class MessageHistory
{
    /// <summary>The largest page the platform gives (official page of message list).</summary>
    private const int PageSize = 50;

    public static async IAsyncEnumerable<LarkMessage> ReadAsync(LarkClient client, HistoryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = query.Most;
        await foreach (var message in PagesOf(client, query, cancellationToken).ConfigureAwait(false))
        {
            // The wire counts whole seconds, the caller may not; and a thread knows no window at all.
            if (query.Covers(message))
            {
                yield return message;
                if (--left == 0)
                {
                    yield break;
                }
            }

            if (!query.IncludeThread || query.IsThread || message.ThreadId is not { } thread)
            {
                continue;
            }

            var replies = query with { ContainerId = thread, IsThread = true, Most = int.MaxValue };
            await foreach (var reply in PagesOf(client, replies, cancellationToken).ConfigureAwait(false))
            {
                if (reply.MessageId != message.MessageId && query.Covers(reply))
                {
                    yield return reply;
                    if (--left == 0)
                    {
                        yield break;
                    }
                }
            }
        }
    }

    private static IAsyncEnumerable<LarkMessage> PagesOf(LarkClient client, HistoryQuery query, CancellationToken cancellationToken) => Pages.ReadAsync(
        (pageToken, stop) => client.ListMessagesAsync(query, Math.Min(PageSize, query.Most), pageToken, stop),
        MessageParser.Parse,
        query.IncludeThread || query.IsThread || query.Since is not null || query.Until is not null ? int.MaxValue : query.Most,
        $"The messages of '{query.ContainerId}' could not be read",
        cancellationToken);
}
