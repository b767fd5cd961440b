using System.Net;
using System.Text;
using LarkResources.Tests.Hostile;
using LarkResources.Tests.Messages;
using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Http;

/// <summary>Answers of lists and single reads that fail once and are good the next time.</summary>
public sealed class PassingJsonFaultTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n";
    private const string Whole = """{"code":0,"data":{"has_more":false,"items":[{"message_id":"om_1","msg_type":"text","body":{"content":"{}"}}]}}""";

    private static readonly ConnectionSettings Patient = new() { MaximumRetryCount = 1, CallsPerSecond = 100_000, CallsPerMinute = 1_000_000 };

    private static readonly Dictionary<string, string> Faults = new()
    {
        ["2200 at 200"] = Ok + "\r\n{\"code\":2200,\"msg\":\"Internal Error\"}",
        ["2200 at 400"] = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n{\"code\":2200,\"msg\":\"Internal Error\"}",
        ["2200 at 403"] = "HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n{\"code\":2200,\"msg\":\"Internal Error\"}",
        ["2200 at 500"] = "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\n\r\n{\"code\":2200,\"msg\":\"Internal Error\"}",
        ["empty, declared"] = Ok + "Content-Length: 0\r\n\r\n",
        ["empty, not declared"] = Ok + "\r\n",
        ["a blank"] = Ok + "Content-Length: 1\r\n\r\n\n",
        ["cut behind the first brace"] = Ok + "\r\n{",
        ["cut in a name"] = Ok + "\r\n{\"code\":0,\"da",
        ["cut in an escape"] = Ok + "\r\n{\"code\":0,\"msg\":\"\\ud8",
        ["cut behind an item"] = Ok + "\r\n{\"code\":0,\"data\":{\"items\":[{\"message_id\":\"om_1\"}",
        ["cut before the last brace"] = Ok + "\r\n" + Whole[..^1],
        ["cut, with its length declared"] = Ok + $"Content-Length: {Whole.Length}\r\n\r\n" + Whole[..40],
        ["cut, in chunks"] = Ok + "Transfer-Encoding: chunked\r\n\r\n8\r\n" + Whole[..8] + "\r\n",
        ["cut beyond a megabyte"] = Ok + "\r\n{\"code\":0,\"msg\":\"" + new string('x', 1_100_000),
    };

    private static readonly Dictionary<string, Func<LarkClient, Task>> Calls = new()
    {
        ["history"] = async client => Assert.Single(await HistoryServerTests.ListAsync(MessageHistory.ReadAsync(client, new("oc_1", false), default))),
        ["message"] = async client => Assert.Equal("om_1", (await MessageReader.GetAsync(client, "om_1", _ => { }, default)).MessageId),
        ["chats"] = async client => Assert.Single(await HistoryServerTests.ListAsync(ChatDirectory.ListAsync(client, default))),
        ["chat"] = async client => (await client.GetChatAsync("oc_1", default)).Dispose(),
        ["folder"] = async client => (await client.ListFolderAsync("om_1", "file_1", true, default)).Dispose(),
        ["bot"] = async client => (await client.GetBotAsync(default)).Dispose(),
    };

    public static TheoryData<string, string> Everywhere()
    {
        var data = new TheoryData<string, string>();
        foreach (var fault in Faults.Keys)
        {
            data.Add(fault, "history");
        }

        foreach (var call in Calls.Keys.Where(call => call != "history"))
        {
            data.Add("2200 at 200", call);
            data.Add("cut behind an item", call);
            data.Add("empty, declared", call);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task The_call_is_made_again(string fault, string call)
    {
        await using var server = Answering(Faults[fault], times: 1);
        var connection = server.Connect(Patient);
        var log = new NoticeLog();
        await Calls[call](connection.Client(log));
        connection.Close();
        Assert.Equal((2, 1), (server.Requests.Count, log.Retries.Count));
    }

    [Theory]
    [InlineData("2200 at 200", "PlatformError")]
    [InlineData("empty, declared", "UnexpectedResponse")]
    [InlineData("cut in a name", "UnexpectedResponse")]
    [InlineData("cut, with its length declared", "ConnectionFailed")]
    [InlineData("cut beyond a megabyte", "UnexpectedResponse")]
    public async Task What_does_not_pass_is_the_error_it_was_after_as_many_tries_as_are_allowed(string fault, string id)
    {
        await using var server = Answering(Faults[fault], times: int.MaxValue);
        var connection = server.Connect(Patient);
        var e = await Assert.ThrowsAsync<LarkException>(() => Calls["history"](connection.Client()));
        connection.Close();
        Assert.Equal(id, e.ErrorId);
        Assert.Contains(id == "ConnectionFailed" ? server.BaseUri.Authority : "'oc_1'", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("<html>a portal</html>")]
    [InlineData("""{"code":0,"data":{"items":[}]}""")]
    [InlineData("""{"code":0,"data":{"items":[]}} and more""")]
    [InlineData("""{"code":0,"data":[]}""")]
    [InlineData("[1,2")]
    public async Task What_is_wrong_and_not_cut_off_is_not_asked_for_again(string body)
    {
        await using var server = Answering(Ok + "\r\n" + body, times: int.MaxValue);
        var connection = server.Connect(Patient);
        Assert.Equal("UnexpectedResponse", (await Assert.ThrowsAsync<LarkException>(() => Calls["history"](connection.Client()))).ErrorId);
        connection.Close();
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_cut_token_answer_is_asked_for_again()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.CloseDelimitedCut, At = 20, PathContains = "/auth/" }, new Fault { Action = FaultAction.CloseDelimitedCut, At = 0, PathContains = "/auth/" });
        await rig.LoadAsync(Subject.OneByte);
        Assert.Equal(3, rig.Server.Requests.Stats()[TransferRig.TokenEndpoint].Calls);
    }

    /// <summary>What was read by the chain is not copied again, also beyond the megabyte up to which a resource is looked at.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(1_048_576)]
    [InlineData(3_000_000)]
    public async Task A_large_answer_comes_whole(int length)
    {
        var text = new string('x', length);
        await using var server = Answering(Ok + "\r\n{\"code\":0,\"data\":{\"name\":\"" + text + "\"}}", times: int.MaxValue);
        var connection = server.Connect(Patient);
        using var chat = await connection.Client().GetChatAsync("oc_1", default);
        connection.Close();
        Assert.Equal(text, chat.RootElement.GetProperty("data").GetProperty("name").GetString());
    }

    /// <summary>One message of fifty with such a character must not cost the other forty-nine.</summary>
    [Theory]
    [InlineData("a\nb", "a\nb")]
    [InlineData("a\u0001b", "a\u0001b")]
    [InlineData("\0", "\0")]
    [InlineData("\t\r\n", "\t\r\n")]
    [InlineData("\\\\\n\\\"\u001F", "\\\n\"\u001F")]
    [InlineData("\\\n", "\\u000a")]
    public async Task A_bare_control_character_in_a_string_is_read_as_what_it_is(string sent, string read)
    {
        var body = "{\n\t\"code\":0,\"data\":{\"name\":\"" + sent + "\",\r\n\"description\":\"whole\"}}";
        await using var server = Answering(Ok + "\r\n" + body, times: int.MaxValue);
        var connection = server.Connect(Patient);
        using var chat = await connection.Client().GetChatAsync("oc_1", default);
        connection.Close();
        var data = chat.RootElement.GetProperty("data");
        Assert.Equal((read, "whole"), (data.GetProperty("name").GetString(), data.GetProperty("description").GetString()));
        Assert.Single(server.Requests);
    }

    [Fact]
    public void Content_with_a_bare_line_break_is_read_too() =>
        Assert.Equal("file_1", Assert.Single(Contents.Parse("file", "{\"file_name\":\"a\nb.txt\",\"file_key\":\"file_1\"}").Resources).FileKey);

    [Fact]
    public void A_failure_with_a_bare_line_break_is_a_failure() =>
        Assert.Equal(230002, ApiFaultReader.Parse(HttpStatusCode.OK, Encoding.UTF8.GetBytes("{\"code\":230002,\"msg\":\"a\nb\"}"), null, null)?.Code);

    private static RawServer Answering(string fault, int times)
    {
        var asked = 0;
        return new((_, stream, stop) => stream.WriteAsync(
            Encoding.UTF8.GetBytes(Interlocked.Increment(ref asked) <= times ? fault : Ok + "\r\n" + Whole), stop).AsTask());
    }
}
