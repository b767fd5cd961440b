using System.Runtime.CompilerServices;
using System.Text.Json;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Searches messages. The search answers ids, the messages themselves are read by one call for each page.</summary>
internal static class MessageFinder
{
    /// <summary>The largest page of the search (types of @larksuiteoapi/node-sdk 1.74.0), and as many ids as one call reads.</summary>
    private const int PageSize = LarkClient.MostIds;

    /// <summary>The messages that match, newest first, each once.</summary>
    /// <param name="client">Searches and reads.</param>
    /// <param name="search">What is wanted.</param>
    /// <param name="most">How many at the most.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>A message that the search knows and that cannot be read is a task that fails; the rest still comes.</returns>
    public static async IAsyncEnumerable<Task<ReadMessage>> FindAsync(
        LarkClient client, MessageSearch search, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new MessageBatchReader(client);
        await foreach (var ids in IdsAsync(client, search, most, cancellationToken).ConfigureAwait(false))
        {
            // Each page at once: a later one may be slow, or fail.
            foreach (var reading in reader.Read(ids, cancellationToken))
            {
                yield return reading;
            }
        }
    }

    private static IAsyncEnumerable<ArraySegment<string>> IdsAsync(LarkClient client, MessageSearch search, int most, CancellationToken cancellationToken)
    {
        // What was sent between two calls moves everything behind it: the next page repeats a part of the one before.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Pages.ReadPagesAsync(
            (pageToken, stop) => client.SearchMessagesAsync(search, Math.Min(PageSize, most), pageToken, stop),
            item => IdOf(item) is { } id && seen.Add(id) ? id : null,
            most,
            LarkErrors.Localized("The messages could not be searched", "无法搜索消息"),
            cancellationToken);
    }

    private static string? IdOf(JsonElement item) => item.Field("meta_data")?.Text("message_id") ?? item.Text("message_id");
}
