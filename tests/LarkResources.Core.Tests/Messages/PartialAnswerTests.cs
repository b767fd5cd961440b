using System.Text;
using LarkResources.Tests.Hostile;

namespace LarkResources.Tests.Messages;

/// <summary>Answers with code 0 that do not list all that is inside a message.</summary>
public sealed class PartialAnswerTests
{
    private const string Outer = """{"code":0,"data":{"items":[{"message_id":"om_1","msg_type":"merge_forward"},{"message_id":"om_2","msg_type":"merge_forward","upper_message_id":"om_1"}]}}""";

    private static readonly LarkResource Folder = new() { MessageId = "om_1", FileKey = "file_folder", Type = LarkResourceType.File, Kind = LarkResourceKind.Folder };

    [Theory]
    [InlineData("""{"code":0}""", "UnexpectedResponse")]
    [InlineData("""{"code":0,"data":[]}""", "UnexpectedResponse")]
    [InlineData("""{"code":0,"data":{}}""", "UnexpectedResponse")]
    [InlineData("""{"code":0,"data":{"items":{},"all_count":0}}""", "UnexpectedResponse")]
    [InlineData("""{"code":0,"data":{"all_count":1}}""", "UnexpectedResponse")]
    [InlineData("""{"code":0,"data":{"items":[],"all_count":1}}""", "IncompleteFolder")]
    [InlineData("""{"code":0,"data":{"items":[{"file_key":"file_1"}],"has_more":true}}""", "IncompleteFolder")]
    [InlineData("""{"code":0,"data":{"\ud83d":1}}""", "UnexpectedResponse")]
    public async Task Answer_that_does_not_list_all_of_a_folder_is_no_empty_folder(string answer, string id)
    {
        var e = await Assert.ThrowsAsync<LarkException>(() => ExpandAsync(answer));
        Assert.Equal((id, "file_folder"), (e.ErrorId, e.Target));
    }

    [Theory]
    [InlineData("""{"code":0,"data":{"items":[],"all_count":0}}""", 0)]
    [InlineData("""{"code":0,"data":{"items":[]}}""", 0)]
    [InlineData("""{"code":0,"data":{"items":null,"all_count":0}}""", 0)]
    [InlineData("""{"code":0,"data":{"all_count":0}}""", 0)]
    [InlineData("""{"code":0,"data":{"items":[{"file_key":"file_1"}],"all_count":2}}""", 1)]
    [InlineData("""{"code":0,"data":{"items":[{"file_key":"file_1"},{"file_key":"file_2","is_folder":true}],"all_count":2}}""", 1)]
    [InlineData("""{"code":0,"data":{"items":[{"file_key":"file_1"},{"file_key":"file_2","is_folder":true}],"all_count":1,"has_more":false}}""", 1)]
    public async Task Folder_may_be_empty_or_hold_folders(string answer, int files) => Assert.Equal(files, (await ExpandAsync(answer)).Count);

    [Theory]
    [InlineData("""{"code":0}""")]
    [InlineData("""{"code":0,"data":{}}""")]
    [InlineData("""{"code":0,"data":{"items":null}}""")]
    [InlineData("""{"code":0,"data":{"\ud83d":1}}""")]
    public async Task Answer_without_a_list_is_no_empty_forward(string answer)
    {
        var missing = new List<LarkException>();
        await using var server = Answering(request => request.Contains("om_2", StringComparison.Ordinal) ? answer : Outer);
        var connection = server.Connect();
        var message = await MessageReader.GetAsync(connection.Client(), "om_1", missing.Add, default);
        connection.Close();
        Assert.Equal("om_2", Assert.Single(message.Children).MessageId);
        var e = Assert.Single(missing);
        Assert.Equal("UnexpectedResponse", e.ErrorId);
        Assert.Contains("'om_2'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'om_1'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key_there", null)]
    [InlineData("key_not_listed", "PlatformError")]
    public async Task Resource_by_its_key_is_had_whatever_else_of_the_message_could_not_be_read(string key, string? error)
    {
        var whole = Outer.Replace("]}}", """,{"message_id":"om_3","msg_type":"file","upper_message_id":"om_1","body":{"content":"{\"file_key\":\"key_there\"}"}}]}}""", StringComparison.Ordinal);
        await using var server = Answering(request => request.Contains("om_2", StringComparison.Ordinal) ? """{"code":2200,"msg":"internal"}""" : whole);
        var connection = server.Connect();
        var asking = new ResourceSelector(connection.Client()).SelectAsync(new("om_1") { FileKey = key }, default).GetAsyncEnumerator();
        if (error is null)
        {
            Assert.True(await asking.MoveNextAsync());
            Assert.Equal(key, Assert.IsType<ResourceMatch.Found>(asking.Current).Request.Id.FileKey);
        }
        else
        {
            Assert.Equal(error, (await Assert.ThrowsAsync<LarkException>(() => asking.MoveNextAsync().AsTask())).ErrorId);
        }

        connection.Close();
    }

    private static RawServer Answering(Func<string, string> answer) => new((request, stream, stop) => stream.WriteAsync(
        Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n" + answer(request)), stop).AsTask());

    private static async Task<IReadOnlyList<LarkResource>> ExpandAsync(string answer)
    {
        await using var server = Answering(_ => answer);
        var connection = server.Connect();
        try
        {
            return await MessageReader.ExpandFolderAsync(connection.Client(), Folder, default);
        }
        finally
        {
            connection.Close();
        }
    }
}
