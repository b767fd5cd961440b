using System.Runtime.CompilerServices;
using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Messages;

/// <summary>Streams the messages of a chat or a thread, page by page.</summary>
internal static class MessageHistory
{
    /// <summary>The largest page the platform gives (official page of message list).</summary>
    private const int PageSize = 50;

    public static IAsyncEnumerable<LarkMessage> ReadAsync(LarkClient client, HistoryQuery query, CancellationToken cancellationToken) =>
        query.IncludeThread && !query.IsThread ? WithRepliesAsync(client, query, cancellationToken) : InWindowAsync(client, query, cancellationToken);

    private static async IAsyncEnumerable<LarkMessage> WithRepliesAsync(
        LarkClient client, HistoryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A reply may stand in the chat as well as in its thread, and several messages of a chat may belong to one thread.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var left = query.Most;
        await foreach (var message in InWindowAsync(client, query with { Most = int.MaxValue }, cancellationToken).ConfigureAwait(false))
        {
            if (message.ThreadId is null || seen.Add(message.MessageId))
            {
                yield return message;
                if (--left == 0)
                {
                    yield break;
                }
            }

            if (message.ThreadId is not { } thread || !seen.Add(thread))
            {
                continue;
            }

            await foreach (var reply in RepliesAsync(client, query, thread, cancellationToken).ConfigureAwait(false))
            {
                if (seen.Add(reply.MessageId))
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

    private static async IAsyncEnumerable<LarkMessage> RepliesAsync(
        LarkClient client, HistoryQuery query, string thread, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var replies = query with { ContainerId = thread, IsThread = true, IncludeThread = false, Most = int.MaxValue };
        var messages = InWindowAsync(client, replies, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (messages.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await messages.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (LarkException e) when (query.ThreadFailed is { } tell && (e.Code is not null || !e.Disposition.HasFlag(Disposition.FinalForRun)))
                {
                    tell(e);
                    yield break;
                }

                yield return messages.Current;
            }
        }
    }

    /// <summary>The messages of one container that lie in the window.</summary>
    private static async IAsyncEnumerable<LarkMessage> InWindowAsync(
        LarkClient client, HistoryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = query.Most;
        var most = query.IsServedExactly ? query.Most : int.MaxValue;
        var pages = Pages.ReadAsync(
            (pageToken, stop) => client.ListMessagesAsync(query, Math.Min(PageSize, most), pageToken, stop),
            MessageParser.Parse,
            most,
            LarkErrors.Localized($"The messages of '{query.ContainerId}' could not be read", $"无法读取 '{query.ContainerId}' 的消息"),
            cancellationToken);
        await foreach (var message in pages.ConfigureAwait(false))
        {
            // A thread knows no window at all: what lies beyond its end need not be fetched.
            if (query.IsThread && query.EndsBefore(message))
            {
                yield break;
            }

            // The wire counts whole seconds, the caller may not.
            if (query.Covers(message))
            {
                yield return message;
                if (--left == 0)
                {
                    yield break;
                }
            }
        }
    }
}
