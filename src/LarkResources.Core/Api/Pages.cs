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

    /// <summary>Pages without an item that may follow each other: a filter of the server's may empty some, but a list that gives nothing must not be followed for ever.</summary>
    private const int MostEmptyPages = 1000;

    /// <param name="fetch">Gets the page for a token; null is the first.</param>
    /// <param name="parse">Makes one item.</param>
    /// <param name="most">How many items are wanted at the most; no page is asked for beyond them.</param>
    /// <param name="what">What is listed, for the message of an error.</param>
    /// <param name="cancellationToken">Stops between and within pages.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<string?, CancellationToken, Task<JsonDocument>> fetch,
        Func<JsonElement, T> parse,
        int most,
        string what,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ahead = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        var empty = 0;
        Task<JsonDocument>? next = fetch(null, ahead.Token);
        try
        {
            while (next is not null)
            {
                using var page = await next.ConfigureAwait(false);
                next = null;
                var (items, token, isLost) = Read(page.RootElement, parse, most, what);
                var isNew = token is not null && tokens.Add(token);
                if (isNew)
                {
                    next = fetch(token, ahead.Token);
                }

                foreach (var item in items.Take(most))
                {
                    yield return item;
                }

                if (isLost)
                {
                    throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the platform says that there is more, but not how to get it.", "平台称还有更多内容，但没有说明如何获取。")), null);
                }

                if (token is not null && !isNew)
                {
                    throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the platform gives the same page again and again.", "平台反复返回同一页。")), null);
                }

                most -= items.Length;
                empty = items.Length > 0 ? 0 : empty + 1;
                if (empty == MostEmptyPages)
                {
                    throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized($"{MostEmptyPages} pages in a row were empty, and the platform says that there is more.", $"连续 {MostEmptyPages} 页为空，而平台称还有更多。")), null);
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

    /// <summary>The items of a page, and the token of the next one where there is one and it is wanted; or that there should be one.</summary>
    private static (T[] Items, string? Token, bool IsLost) Read<T>(JsonElement page, Func<JsonElement, T> parse, int most, string what)
    {
        try
        {
            var data = page.Field("data") ?? default;
            var list = data.Field("items");
            if (list is { ValueKind: not JsonValueKind.Array } || (list is null && data.Field("has_more") is not { ValueKind: JsonValueKind.True or JsonValueKind.False }))
            {
                // Taken for the end, it would pass for all there is.
                throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the response is not a page of a list.", "响应不是列表的一页。")), null);
            }

            var items = list?.EnumerateArray().Select(parse).ToArray() ?? [];
            if (!data.Flag("has_more") || most <= items.Length)
            {
                return (items, null, false);
            }

            return data.Text("page_token") is { Length: <= LongestToken } token ? (items, token, false) : (items, null, true);
        }
        catch (InvalidOperationException e)
        {
            throw LarkErrors.Local(ModuleErrors.UnexpectedResponse, LarkErrors.Because(what, LarkErrors.Localized("the response has a field whose name is not text.", "响应中有名称不是文本的字段。")), null, e);
        }
    }
}
