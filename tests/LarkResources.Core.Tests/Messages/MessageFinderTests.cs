using System.Text;
using LarkResources.Tests.Hostile;

namespace LarkResources.Tests.Messages;

/// <summary>The search, where the platform answers something else than the next page of messages.</summary>
public sealed class MessageFinderTests
{
    [Fact]
    public async Task Message_that_two_pages_have_comes_once()
    {
        Assert.Equal(["om_1", "om_2", "om_3"], await FindAsync(Page("next", "om_1", "om_2"), Page(null, "om_2", "om_3")));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Message_that_two_pages_have_counts_once_of_as_many_as_are_wanted(int most)
    {
        string[] pages = [Page("second", "om_1", "om_2"), Page("third", "om_2", "om_3"), Page("fourth", "om_3", "om_4"), Page(null, "om_5")];
        Assert.Equal(Enumerable.Range(1, most).Select(number => $"om_{number}"), await FindAsync(most, pages));
    }

    [Theory]
    [InlineData("""{"items":"x","has_more":false}""")]
    [InlineData("""{"items":{},"has_more":false}""")]
    [InlineData("""{}""")]
    public async Task Answer_without_a_list_is_no_empty_result(string data)
    {
        Assert.Equal("UnexpectedResponse", (await Assert.ThrowsAsync<LarkException>(() => FindAsync(data))).ErrorId);
    }

    [Theory]
    [InlineData("""{"items":[],"has_more":false}""")]
    [InlineData("""{"items":null,"has_more":false}""")]
    [InlineData("""{"items":[1,"x",null,[],{},{"meta_data":null},{"meta_data":"x"},{"meta_data":{"message_id":null}},{"meta_data":{"message_id":[]}}],"has_more":false}""")]
    public async Task Items_without_an_id_are_passed_over(string data) => Assert.Empty(await FindAsync(data));

    [Fact]
    public async Task Message_that_cannot_be_read_fails_alone()
    {
        await using var server = Answering([Page(null, "om_1", "om_gone", "om_2")]);
        var connection = server.Connect();
        var readings = new List<Task<ReadMessage>>();
        await foreach (var reading in MessageFinder.FindAsync(connection.Client(), new() { Query = "x" }, int.MaxValue, default))
        {
            readings.Add(reading);
        }

        Assert.Equal("om_1", (await readings[0]).Message.MessageId);
        Assert.Equal("MessageNotFound", (await Assert.ThrowsAsync<LarkException>(() => readings[1])).ErrorId);
        Assert.Equal("om_2", (await readings[2]).Message.MessageId);
        connection.Close();
    }

    [Fact]
    public async Task What_the_first_pages_found_comes_though_a_later_one_fails()
    {
        await using var server = Answering([Page("second", "om_1", "om_2"), """{"items":"x","has_more":false}"""]);
        var connection = server.Connect();
        var found = new List<string>();
        var e = await Assert.ThrowsAsync<LarkException>(async () =>
        {
            await foreach (var reading in MessageFinder.FindAsync(connection.Client(), new() { Query = "x" }, int.MaxValue, default))
            {
                found.Add((await reading).Message.MessageId);
            }
        });
        Assert.Equal("UnexpectedResponse", e.ErrorId);
        Assert.Equal(["om_1", "om_2"], found);
        connection.Close();
    }

    [Fact]
    public void Body_of_the_call_has_what_is_wanted_and_nothing_else()
    {
        var all = new MessageSearch
        {
            Query = "plan",
            ChatIds = ["oc_1"],
            SenderIds = ["ou_1"],
            Since = new(2026, 11, 22, 9, 0, 0, TimeSpan.FromHours(8)),
            Attachments = ["file", "image"],
        };
        Assert.Equal(
            """{"query":"plan","filter":{"chat_ids":["oc_1"],"from_ids":["ou_1"],"include_attachment_types":["file","image"],"time_range":{"start_time":"2026-11-22T09:00:00+08:00"}}}""",
            Encoding.UTF8.GetString(all.ToJson()).Replace("\\u002B", "+", StringComparison.Ordinal));
        Assert.Equal("""{"query":" ","filter":{"chat_ids":["oc_1"]}}""", Encoding.UTF8.GetString(new MessageSearch { ChatIds = ["oc_1"] }.ToJson()));
    }

    private static string Page(string? next, params string[] ids) =>
        $$$"""{"items":[{{{string.Join(',', ids.Select(id => $$$"""{"id":"1","meta_data":{"message_id":"{{{id}}}"}}"""))}}}],"has_more":{{{(next is null ? "false" : "true")}}},"page_token":"{{{next}}}"}""";

    /// <summary>The ids of the messages that are found where the search answers these pages, and every message but om_gone can be read.</summary>
    private static Task<IReadOnlyList<string>> FindAsync(params string[] pages) => FindAsync(int.MaxValue, pages);

    private static async Task<IReadOnlyList<string>> FindAsync(int most, params string[] pages)
    {
        await using var server = Answering(pages);
        var connection = server.Connect();
        try
        {
            var ids = new List<string>();
            await foreach (var reading in MessageFinder.FindAsync(connection.Client(), new() { Query = "x" }, most, default))
            {
                ids.Add((await reading).Message.MessageId);
            }

            return ids;
        }
        finally
        {
            connection.Close();
        }
    }

    private static RawServer Answering(string[] pages)
    {
        var asked = 0;
        return new((request, stream, stop) => stream.WriteAsync(Encoding.UTF8.GetBytes(Answer(request)), stop).AsTask());

        string Answer(string request)
        {
            if (request.Contains("/search?", StringComparison.Ordinal))
            {
                return Ok($$$"""{"code":0,"data":{{{pages[Math.Min(asked++, pages.Length - 1)]}}}}""");
            }

            var line = request[..request.IndexOf('\r', StringComparison.Ordinal)];
            string[] ids = line.Contains("mget", StringComparison.Ordinal)
                ? [.. line.Split("message_ids=").Skip(1).Select(part => part.Split('&', ' ')[0])]
                : [line.Split('?')[0].Split('/')[^1]];
            return ids is ["om_gone"]
                ? "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n{\"code\":99992354,\"msg\":\"not exists\"}"
                : Ok($$$"""{"code":0,"data":{"items":[{{{string.Join(',', ids.Where(id => id != "om_gone").Select(id => $$$"""{"message_id":"{{{id}}}","msg_type":"text"}"""))}}}]}}""");
        }

        static string Ok(string json) => "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n" + json;
    }
}
