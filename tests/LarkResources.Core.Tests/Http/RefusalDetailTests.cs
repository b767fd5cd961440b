using System.Net;
using System.Text;
using LarkResources.Tests.Hostile;
using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Http;

/// <summary>What a refusal names, as a caller hears it.</summary>
public sealed class RefusalDetailTests
{
    [Fact]
    public async Task A_reason_is_in_the_message()
    {
        var e = await RefusedAsync("""{"code":230001,"msg":"invalid","error":{"log_id":"L1","details":[{"key":"page_size","value":"must be 1 to 50"}]}}""");
        Assert.Equal("InvalidRequestParameter", e.ErrorId);
        Assert.Contains(" Fields: page_size: must be 1 to 50. (code 230001, log id L1)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_that_names_the_id_tells_which_situation_it_is() =>
        Assert.Equal("MessageNotFound", (await RefusedAsync("""{"code":230001,"msg":"invalid","error":{"details":[{"key":"message_id","value":"invalid message_id"}]}}""")).ErrorId);

    [Fact]
    public async Task The_link_of_a_policy_under_error_is_what_to_open()
    {
        var e = await RefusedAsync("""{"code":21001,"msg":"denied","error":{"log_id":"L2","data":{"challenge_url":"https://example.com/c2"}}}""");
        Assert.Contains("https://example.com/c2", e.Recommendation, StringComparison.Ordinal);
        Assert.Equal("https://example.com/c2", e.HelpLink);
    }

    [Fact]
    public async Task The_link_of_a_policy_at_the_top_of_a_token_answer_is_what_to_open()
    {
        await using var server = Refusing("""{"code":21000,"msg":"denied","challenge_url":"https://example.com/c3"}""");
        var connection = TransferRig.Connect(server.BaseUri);
        var e = await Assert.ThrowsAsync<LarkException>(() => connection.Client().GetMessageAsync("om_1", ApiSend.Tree, default));
        connection.Close();
        Assert.Equal("AccessPolicy", e.ErrorId);
        Assert.Contains("https://example.com/c3", e.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(14005, "may not download the file, or the file has been deleted")]
    [InlineData(14009, "data loss prevention")]
    public async Task What_is_not_to_be_downloaded_is_asked_for_once(int code, string meaning)
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.ApiError, Code = code, Times = 0, PathContains = "/resources/" });
        var e = await Assert.ThrowsAsync<LarkException>(() => rig.LoadAsync(Subject.OneByte));
        Assert.Equal("DownloadForbidden", e.ErrorId);
        Assert.Contains(meaning, e.Message, StringComparison.Ordinal);
        Assert.True(e.Disposition.HasFlag(Disposition.FinalForResource));
        Assert.Single(rig.Requests);
    }

    private static RawServer Refusing(string body) => new((_, stream, stop) => stream.WriteAsync(
        Encoding.UTF8.GetBytes("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n" + body), stop).AsTask());

    private static async Task<LarkException> RefusedAsync(string body)
    {
        await using var server = Refusing(body);
        var connection = server.Connect();
        var e = await Assert.ThrowsAsync<LarkException>(() => connection.Client().GetMessageAsync("om_1", ApiSend.Tree, default));
        connection.Close();
        Assert.Equal(HttpStatusCode.BadRequest, e.HttpStatusCode);
        return e;
    }
}
