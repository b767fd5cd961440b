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
        var shown = new ShownMessages();
        var threads = new HashSet<string>(StringComparer.Ordinal);
        Task<bool>? listsReplies = null;
        var left = query.Most;
        await foreach (var message in InWindowAsync(client, query with { Most = int.MaxValue }, cancellationToken).ConfigureAwait(false))
        {
            if (shown.Add(message))
            {
                yield return message;
                if (--left == 0)
                {
                    yield break;
                }
            }

            if (message.ThreadId is not { } thread || !threads.Add(thread) || await (listsReplies ??= ListsRepliesAsync(client, query.ContainerId, cancellationToken)).ConfigureAwait(false))
            {
                continue;
            }

            await foreach (var reply in RepliesAsync(client, query, thread, cancellationToken).ConfigureAwait(false))
            {
                if (shown.Add(reply))
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

    /// <summary>True for a topic chat, whose history lists the replies as well, each under its own time (larksuite/cli #2074).</summary>
    private static async Task<bool> ListsRepliesAsync(LarkClient client, string chatId, CancellationToken cancellationToken)
    {
        try
        {
            return (await ChatDirectory.GetAsync(client, chatId, cancellationToken).ConfigureAwait(false)).IsTopicChat;
        }
        catch (LarkException e) when (e.Code is not null)
        {
            // The history may be open where the chat itself is not: then each thread is asked for.
            return false;
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
        var list = new MessageList(client, isPaged: true);
        var pages = Pages.ReadAsync(
            (pageToken, stop) => client.ListMessagesAsync(query, Math.Min(PageSize, most), pageToken, list.Read, stop),
            most,
            LarkErrors.Localized($"The messages of '{query.ContainerId}' could not be read", $"无法读取 '{query.ContainerId}' 的消息"),
            cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            foreach (var message in page)
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
}
