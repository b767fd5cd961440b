using System.Text.Json;

namespace LarkResources.Tests.Messages;

public sealed class PagesTests
{
    private readonly List<string?> _asked = [];

    [Fact]
    public async Task Pages_join_in_order()
    {
        var items = await HistoryServerTests.ListAsync(Read(Script(("1,2", "a"), ("3", "b"), ("", "c"), ("4", null))));
        Assert.Equal([1, 2, 3, 4], items);
        Assert.Equal([null, "a", "b", "c"], _asked);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("\"has_more\":null,", 2)]
    [InlineData("\"has_more\":1,", 2)]
    [InlineData("\"has_more\":false,", 1)]
    public async Task A_token_for_a_page_says_that_there_is_one_where_nothing_else_does(string hasMore, int expected)
    {
        var items = await HistoryServerTests.ListAsync(Read((token, _) => Task.FromResult(
            token is null ? JsonDocument.Parse($$$"""{"data":{{{{hasMore}}}"page_token":"a","items":[1]}}""") : JsonDocument.Parse("""{"data":{"has_more":false,"items":[2]}}"""))));
        Assert.Equal(Enumerable.Range(1, expected), items);
    }

    [Fact]
    public async Task The_next_page_is_asked_for_before_the_first_item_is_handed_out_and_the_one_after_it_is_not()
    {
        await using var items = Read(Script(("1,2", "a"), ("3", "b"), ("4", null))).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());
        Assert.Equal([null, "a"], _asked);
        Assert.True(await items.MoveNextAsync());
        Assert.Equal([null, "a"], _asked);
    }

    [Fact]
    public async Task Whoever_stops_early_cancels_the_page_under_way()
    {
        var cancelled = new TaskCompletionSource();
        async Task<JsonDocument> Fetch(string? token, CancellationToken stop)
        {
            if (token is null)
            {
                return Page("1,2,3", "a");
            }

            try
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
            finally
            {
                cancelled.SetResult();
            }

            throw new InvalidOperationException();
        }

        await foreach (var item in Read(Fetch))
        {
            if (item == 2)
            {
                break;
            }
        }

        // Ended before the enumeration did: nothing runs on behind the caller's back.
        Assert.True(cancelled.Task.IsCompleted);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(99, 3)]
    public async Task No_page_is_asked_for_beyond_what_is_wanted(int most, int calls)
    {
        var items = await HistoryServerTests.ListAsync(Read(Script(("1,2", "a"), ("3,4", "b"), ("5", null)), most));
        Assert.Equal(Enumerable.Range(1, Math.Min(most, 5)), items);
        Assert.Equal(calls, _asked.Count);
    }

    [Theory]
    [InlineData("a", "a", "a", 4)]
    [InlineData("a", "b", "a", 6)]
    public async Task A_loop_of_page_tokens_ends_as_an_error_after_what_came(string first, string second, string third, int expected)
    {
        var items = new List<int>();
        var e = await Assert.ThrowsAsync<LarkException>(async () =>
        {
            await foreach (var item in Read(Script(("1,2", first), ("3,4", second), ("5,6", third), ("7,8", "a"))))
            {
                items.Add(item);
            }
        });
        Assert.Equal("UnexpectedResponse", e.ErrorId);
        Assert.Contains("again and again", e.Message, StringComparison.Ordinal);
        Assert.Equal(expected, items.Count);
    }

    [Fact]
    public async Task More_without_a_page_token_is_an_error_behind_what_came_and_not_the_end()
    {
        static Task<JsonDocument> Fetch(string? token, CancellationToken stop) => Task.FromResult(JsonDocument.Parse("""{"data":{"has_more":true,"page_token":"","items":[1,2]}}"""));
        var items = new List<int>();
        var e = await Assert.ThrowsAsync<LarkException>(async () =>
        {
            await foreach (var item in Read(Fetch))
            {
                items.Add(item);
            }
        });
        Assert.Equal([1, 2], items);
        Assert.Equal("UnexpectedResponse", e.ErrorId);
        Assert.Contains("there is more", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wanted_of_such_a_page_is_no_error()
    {
        static Task<JsonDocument> Fetch(string? token, CancellationToken stop) => Task.FromResult(JsonDocument.Parse("""{"data":{"has_more":true,"items":[1,2]}}"""));
        Assert.Equal([1, 2], await HistoryServerTests.ListAsync(Read(Fetch, 2)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"code":0,"data":null}""")]
    [InlineData("""{"code":0,"data":[]}""")]
    [InlineData("""{"code":0,"data":{}}""")]
    [InlineData("""{"data":{"items":{}}}""")]
    [InlineData("""{"data":{"items":"x","has_more":false}}""")]
    [InlineData("""{"data":{"items":{},"has_more":false}}""")]
    [InlineData("""{"data":{"items":false,"has_more":false}}""")]
    [InlineData("""{"data":{"items":0,"has_more":true,"page_token":"a"}}""")]
    public async Task An_answer_that_is_no_page_is_not_the_end_of_the_list(string body)
    {
        var e = await Assert.ThrowsAsync<LarkException>(() => HistoryServerTests.ListAsync(Read((_, _) => Task.FromResult(JsonDocument.Parse(body)))));
        Assert.Equal("UnexpectedResponse", e.ErrorId);
        Assert.StartsWith("The list could not be read", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"data":{"has_more":false,"page_token":"left over","items":[]}}""")]
    [InlineData("""{"data":{"has_more":false}}""")]
    [InlineData("""{"data":{"has_more":false,"items":null}}""")]
    [InlineData("""{"data":{"items":[]}}""")]
    public async Task A_page_may_be_empty(string body) =>
        Assert.Empty(await HistoryServerTests.ListAsync(Read((_, _) => Task.FromResult(JsonDocument.Parse(body)))));

    [Fact]
    public async Task A_field_name_that_is_half_a_character_is_an_error_and_no_crash()
    {
        var e = await Assert.ThrowsAsync<LarkException>(() =>
            HistoryServerTests.ListAsync(Read((_, _) => Task.FromResult(JsonDocument.Parse("""{"\ud83d":1}""")))));
        Assert.Equal("UnexpectedResponse", e.ErrorId);
    }

    [Fact]
    public void A_chat_with_such_a_field_keeps_the_id_that_was_asked_for()
    {
        using var chat = JsonDocument.Parse("""{"name":"x","\ud83d":1}""");
        Assert.Equal("oc_1", ChatParser.Parse(chat.RootElement, "oc_1").ChatId);
    }

    private static IAsyncEnumerable<int> Read(Func<string?, CancellationToken, Task<JsonDocument>> fetch, int most = int.MaxValue) =>
        Pages.ReadAsync(fetch, item => item.GetInt32(), most, "The list could not be read", CancellationToken.None);

    private static JsonDocument Page(string items, string? token) =>
        JsonDocument.Parse($$"""{"data":{"items":[{{items}}],"page_token":"{{token}}","has_more":{{(token is null ? "false" : "true")}} } }""");

    private Func<string?, CancellationToken, Task<JsonDocument>> Script(params (string Items, string? Token)[] pages) => (token, _) =>
    {
        _asked.Add(token);
        var (items, next) = pages[_asked.Count - 1];
        return Task.FromResult(Page(items, next));
    };
}
