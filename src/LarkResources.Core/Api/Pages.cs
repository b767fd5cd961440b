using System.Runtime.CompilerServices;
using System.Text.Json;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Api;

/// <summary>Reads lists that come page by page; the next page is on its way while the one before is consumed.</summary>
internal static class Pages
{
    /// <summary>In characters; the platform's have about a hundred, and a server takes no more than some thousands in an address.</summary>
    private const int LongestToken = 4096;

    /// <summary>Pages with nothing new that may follow each other: a filter of the server's may empty some, but a list that gives nothing must not be followed for ever.</summary>
    private const int MostPagesWithNothingNew = 1000;

    /// <param name="fetch">Gets the page for a token; null is the first.</param>
    /// <param name="parse">Makes one item; null for one that does not count.</param>
    /// <param name="most">How many items are wanted at the most; no page is asked for beyond them.</param>
    /// <param name="what">What is listed, for the message of an error.</param>
    /// <param name="cancellationToken">Stops between and within pages.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<string?, CancellationToken, Task<JsonDocument>> fetch,
        Func<JsonElement, T?> parse,
        int most,
        string what,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in ReadPagesAsync(fetch, parse, most, what, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page)
            {
                yield return item;
            }
        }
    }

    /// <summary>The same, a page at a time, for what is done with all items of a page at once.</summary>
    /// <param name="fetch">Gets the page for a token; null is the first.</param>
    /// <param name="parse">Makes one item; null for one that does not count.</param>
    /// <param name="most">How many items are wanted at the most; no page is asked for beyond them.</param>
    /// <param name="what">What is listed, for the message of an error.</param>
    /// <param name="cancellationToken">Stops between and within pages.</param>
    public static IAsyncEnumerable<ArraySegment<T>> ReadPagesAsync<T>(
        Func<string?, CancellationToken, Task<JsonDocument>> fetch, Func<JsonElement, T?> parse, int most, string what, CancellationToken cancellationToken)
    {
        return ReadAsync(PageAsync, most, what, cancellationToken);

        async Task<Page<T>> PageAsync(string? token, CancellationToken stop)
        {
            using var page = await fetch(token, stop).ConfigureAwait(false);
            return Read(page.RootElement, parse, what);
        }
    }

    /// <summary>The same for pages that are read elsewhere; they come as they are, but for what is not wanted of the last one.</summary>
    /// <param name="fetch">Gets the page for a token and reads it: a page is read while the one before is consumed.</param>
    /// <param name="most">How many items are wanted at the most; no page is asked for beyond them.</param>
    /// <param name="what">What is listed, for the message of an error.</param>
    /// <param name="cancellationToken">Stops between and within pages.</param>
    public static async IAsyncEnumerable<ArraySegment<T>> ReadAsync<T>(
        Func<string?, CancellationToken, Task<Page<T>>> fetch,
        int most,
        string what,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ahead = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        var firsts = new HashSet<string>(StringComparer.Ordinal);
        var pagesWithNothingNew = 0;
        Task<Page<T>>? next = fetch(null, ahead.Token);
        try
        {
            while (next is not null)
            {
                var page = await next.ConfigureAwait(false);
                next = null;
                if (page.Items is not { } items)
                {
                    // Taken for the end, it would pass for all there is.
                    throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the response is not a page of a list.", "响应不是列表的一页。")), null);
                }

                var goesOn = page.HasMore && most > items.Length;
                var token = goesOn && page.Token is { Length: <= LongestToken } given ? given : null;
                var isLost = goesOn && token is null;
                var isNew = token is not null && tokens.Add(token);
                if (isNew)
                {
                    next = fetch(token, ahead.Token);
                }

                yield return new(items, 0, Math.Min(most, items.Length));

                if (isLost)
                {
                    throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the platform says that there is more, but not how to get it.", "平台称还有更多内容，但没有说明如何获取。")), null);
                }

                if (token is not null && !isNew)
                {
                    throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the platform gives the same page again and again.", "平台反复返回同一页。")), null);
                }

                most -= items.Length;
                pagesWithNothingNew = items.Length > 0 && (page.First is not { } first || firsts.Add(first)) ? 0 : pagesWithNothingNew + 1;
                if (pagesWithNothingNew == MostPagesWithNothingNew)
                {
                    throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized($"{MostPagesWithNothingNew} pages in a row had nothing new, but the platform says that there is more.", $"连续 {MostPagesWithNothingNew} 页没有新内容，而平台称还有更多。")), null);
                }
            }
        }
        finally
        {
            await ahead.CancelAsync().ConfigureAwait(false);
            if (next is not null)
            {
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static Page<T> Read<T>(JsonElement page, Func<JsonElement, T?> parse, string what)
    {
        try
        {
            var data = page.Field("data") ?? default;
            var list = data.Field("items");
            var items = list switch
            {
                { ValueKind: JsonValueKind.Array } given => given.EnumerateArray().Select(parse).OfType<T>().ToArray(),
                null when data.Field("has_more") is { ValueKind: JsonValueKind.True or JsonValueKind.False } => [],
                _ => null,
            };
            var token = data.Text("page_token");
            var hasMore = data.Field("has_more") is { ValueKind: JsonValueKind.True or JsonValueKind.False or JsonValueKind.String } ? data.Flag("has_more") : token is { Length: > 0 };
            return new(items, hasMore, token) { First = items is { Length: > 0 } ? list!.Value[0].GetRawText() : null };
        }
        catch (InvalidOperationException e)
        {
            throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the response has a field whose name is not text.", "响应中有名称不是文本的字段。")), null, e);
        }
    }
}

/// <summary>One page of a list.</summary>
/// <param name="Items">What it lists; null for an answer that is not a page of a list.</param>
/// <param name="HasMore">True when the platform says that others follow.</param>
/// <param name="Token">How to ask for the next one, or null.</param>
internal sealed record Page<T>(T[]? Items, bool HasMore, string? Token)
{
    /// <summary>Identifies the page, so that one that comes again is recognised: its first item; null for an empty page.</summary>
    public string? First { get; init; }
}
