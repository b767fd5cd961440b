using System.Globalization;
using System.Text;
using LarkResources.Tests.Hostile;

namespace LarkResources.Tests.Messages;

/// <summary>Answers with code 0 that do not list all that is inside a message.</summary>
public sealed class PartialAnswerTests
{
    private const string Outer = """{"code":0,"data":{"items":[{"message_id":"om_1","msg_type":"merge_forward"},{"message_id":"om_2","msg_type":"merge_forward","upper_message_id":"om_1"}]}}""";

    private const string Head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n";

    private static readonly LarkResource Folder = new() { MessageId = "om_1", FileKey = "file_folder", Type = LarkResourceType.File, Kind = LarkResourceKind.Folder, Name = "contracts" };

    [Theory]
    [InlineData("""{"code":0}""")]
    [InlineData("""{"code":0,"data":[]}""")]
    [InlineData("""{"code":0,"data":{}}""")]
    [InlineData("""{"code":0,"data":{"items":{},"all_count":0}}""")]
    [InlineData("""{"code":0,"data":{"all_count":1}}""")]
    [InlineData("""{"code":0,"data":{"\ud83d":1}}""")]
    public async Task Answer_without_a_list_is_no_empty_folder(string answer)
    {
        var e = await Assert.ThrowsAsync<LarkException>(() => ListAsync(("file_folder", answer)));
        Assert.Equal(("UnexpectedResponse", "file_folder"), (e.ErrorId, e.Target));
    }

    [Theory]
    [InlineData("""{"code":0,"data":{"items":[],"all_count":1}}""", 0, 1)]
    [InlineData("""{"code":0,"data":{"items":[{"file_key":"file_1"}],"has_more":true}}""", 1, 2)]
    [InlineData("""{"code":0,"data":{"items":[{"file_key":"file_1"}],"all_count":100}}""", 1, 100)]
    public async Task Folder_of_which_the_platform_lists_less_than_it_counts_is_incomplete(string answer, int files, int all)
    {
        var content = await ListAsync(("file_folder", answer));
        Assert.Equal(files, content.Files.Count);
        Assert.Equal(("IncompleteFolder", "file_folder"), (content.Missing!.ErrorId, content.Missing.Target));
        Assert.Contains($"only {files} of its {all} entries", content.Missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one entry has", """{"file_key":"file_1"},{"name":"no key"}],"all_count":2""")]
    [InlineData("one entry has", """{"file_key":"file_1"},{"file_key":"no/key"}]""")]
    [InlineData("2 entries have", """{"file_key":"no/key"},{"file_key":"file_1"},{"file_key":"\ufffd"}],"all_count":1""")]
    public async Task Folder_with_an_entry_that_cannot_be_requested_is_incomplete(string what, string items)
    {
        var content = await ListAsync(("file_folder", $$$"""{"code":0,"data":{"items":[{{{items}}}}}"""));
        Assert.Equal("file_1", Assert.Single(content.Files).FileKey);
        Assert.Equal("IncompleteFolder", content.Missing!.ErrorId);
        Assert.EndsWith($": {what} no usable key.", content.Missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_inside_that_is_listed_at_the_second_attempt_is_complete()
    {
        var content = await ListAsync(
            ("file_folder", """{"code":0,"data":{"items":[{"file_key":"file_sub","is_folder":true}],"all_count":1}}"""),
            ("file_sub/folder?srctype=message&srcid=om_1&recursive=false", """{"code":14005,"msg":"no access"}"""),
            ("file_sub", """{"code":0,"data":{"items":[{"file_key":"file_1"}],"all_count":1}}"""));
        Assert.Equal("file_1", Assert.Single(content.Files).FileKey);
        Assert.Null(content.Missing);
    }

    [Theory]
    [InlineData("""{"code":0,"data":{"items":[],"all_count":0}}""", 0)]
    [InlineData("""{"code":0,"data":{"items":[]}}""", 0)]
    [InlineData("""{"code":0,"data":{"items":null,"all_count":0}}""", 0)]
    [InlineData("""{"code":0,"data":{"all_count":0}}""", 0)]
    [InlineData("""{"code":0,"data":{"items":[{"file_key":"file_1"},{"file_key":"file_1"}],"all_count":1}}""", 1)]
    public async Task Folder_may_be_empty(string answer, int files)
    {
        var content = await ListAsync(("file_folder", answer));
        Assert.Equal(files, content.Files.Count);
        Assert.Null(content.Missing);
    }

    [Fact]
    public async Task Folder_inside_is_asked_for_by_itself_and_its_files_know_where_they_were()
    {
        var content = await ListAsync(
            ("file_folder", """{"code":0,"data":{"items":[{"file_key":"file_1","name":"a.txt"},{"file_key":"file_sub","name":"old: 2019","is_folder":true,"children_count":2}],"all_count":2}}"""),
            ("file_sub", """{"code":0,"data":{"items":[{"file_key":"file_2","name":"b.txt"},{"file_key":"file_deep","name":"","is_folder":true}],"all_count":2}}"""),
            ("file_deep", """{"code":0,"data":{"items":[{"file_key":"file_3","name":"c.txt"}],"all_count":1}}"""));
        Assert.Null(content.Missing);
        Assert.Equal(["contracts", "contracts/old_ 2019", "contracts/old_ 2019/file_deep"], content.Files.Select(file => file.Folder));
        Assert.Equal(["a.txt", "b.txt", "c.txt"], content.Files.Select(file => file.Name));
    }

    [Theory]
    [InlineData("""{"code":0,"data":{"items":[],"all_count":0}}""")]
    [InlineData("""{"code":14005,"msg":"no access"}""")]
    public async Task Folder_whose_children_do_not_come_is_incomplete_and_the_rest_is_taken(string inner)
    {
        var content = await ListAsync(
            ("file_folder", """{"code":0,"data":{"items":[{"file_key":"file_1"},{"file_key":"file_sub","is_folder":true,"children_count":3}],"all_count":2}}"""), ("file_sub", inner));
        Assert.Equal("file_1", Assert.Single(content.Files).FileKey);
        Assert.Equal("IncompleteFolder", content.Missing!.ErrorId);
        Assert.Contains("only 2 of its 5 entries", content.Missing.Message, StringComparison.Ordinal);
    }

    /// <summary>It is not documented what the numbers count: a folder of which all came must not be told as incomplete.</summary>
    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 2)]
    [InlineData(3, 2)]
    [InlineData(3, 0)]
    public async Task Folder_of_which_all_came_is_complete_whatever_the_platform_counts(int all, int inside)
    {
        var content = await ListAsync(
            ("file_folder", $$$"""{"code":0,"data":{"items":[{"file_key":"file_1"},{"file_key":"file_sub","is_folder":true,"children_count":{{{inside}}}}],"all_count":{{{all}}}}}"""),
            ("file_sub", $$$"""{"code":0,"data":{"items":[{"file_key":"file_2"},{"file_key":"file_3"}],"all_count":{{{inside}}}}}"""));
        Assert.Equal(3, content.Files.Count);
        Assert.Null(content.Missing);
    }

    [Theory]
    [InlineData(10_000, false)]
    [InlineData(10_001, true)]
    public async Task Folder_with_more_folders_inside_than_are_read_is_incomplete(int count, bool isIncomplete)
    {
        // With itself it has one more.
        var inside = string.Join(',', Enumerable.Range(1, count - 1).Select(n => $$"""{"file_key":"file_sub{{n}}","is_folder":true}"""));
        var content = await ListAsync(("file_folder", $$$"""{"code":0,"data":{"items":[{"file_key":"file_1"},{{{inside}}}],"all_count":{{{count}}}}}"""));
        Assert.Equal("file_1", Assert.Single(content.Files).FileKey);
        Assert.Equal(isIncomplete ? "IncompleteFolder" : null, content.Missing?.ErrorId);
        Assert.Equal(isIncomplete, content.Missing?.Message.Contains("more than 10000 folders", StringComparison.Ordinal) is true);
    }

    [Fact]
    public async Task A_lost_connection_is_not_met_at_each_folder_inside_and_what_was_listed_counts()
    {
        var calls = 0;
        var inside = """{"file_key":"file_1"},""" + string.Join(',', Enumerable.Range(0, 60).Select(n => $$"""{"file_key":"file_sub{{n}}","is_folder":true}"""));
        await using var server = new RawServer(async (request, stream, stop) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($$$"""{{{Head}}}{"code":0,"data":{"items":[{{{inside}}}],"all_count":61}}"""), stop);
            }
        });
        var connection = server.Connect();
        var content = await FolderReader.ReadAsync(connection.Client(), Folder, withPlaces: true, default);
        connection.Close();
        Assert.Equal("file_1", Assert.Single(content.Files).FileKey);
        Assert.NotEqual("IncompleteFolder", content.Missing!.ErrorId);
        Assert.Contains("It is inside the folder 'contracts' of message 'om_1'; the rest of that folder was not requested.", content.Missing.Message, StringComparison.Ordinal);

        // The transport sends a request again that met a closed connection.
        Assert.InRange(calls, 4, 20);
    }

    [Fact]
    public async Task Caller_that_is_refused_in_the_middle_of_a_folder_has_what_was_listed_and_asks_once_more()
    {
        var calls = new List<string>();
        var inside = string.Join(',', Enumerable.Range(0, 5).Select(n => $$"""{"file_key":"file_sub{{n}}","is_folder":true}"""));
        await using var server = Answering(request =>
        {
            calls.Add(request.Split(' ')[1]);
            return calls.Count > 1 ? """{"code":99991672,"msg":"scope"}""" : $$$"""{"code":0,"data":{"items":[{"file_key":"file_1"},{{{inside}}}],"all_count":6}}""";
        });
        var connection = server.Connect();
        var content = await FolderReader.ReadAsync(connection.Client(), Folder, withPlaces: true, default);
        connection.Close();
        Assert.Equal(("file_1", "ScopeMissing", 3), (Assert.Single(content.Files).FileKey, content.Missing!.ErrorId, calls.Count));
    }

    [Fact]
    public async Task Folders_inside_that_time_out_again_and_again_are_not_all_waited_for()
    {
        var calls = 0;
        var inside = string.Join(',', Enumerable.Range(0, 100).Select(n => $$"""{"file_key":"file_sub{{n}}","is_folder":true}"""));
        await using var server = Answering(request =>
        {
            calls++;
            return request.Contains("/files/file_sub", StringComparison.Ordinal) ? """{"code":2200,"msg":"internal"}""" : $$$"""{"code":0,"data":{"items":[{"file_key":"file_1"},{{{inside}}}],"all_count":101}}""";
        });
        var connection = server.Connect();
        var content = await FolderReader.ReadAsync(connection.Client(), Folder, withPlaces: true, default);
        connection.Close();
        Assert.Equal("file_1", Assert.Single(content.Files).FileKey);
        Assert.Equal(2200, content.Missing!.Code);
        Assert.InRange(calls, 30, 60);
    }

    [Fact]
    public async Task Folders_inside_that_never_answer_do_not_hide_those_behind_them()
    {
        var inside = string.Join(',', Enumerable.Range(0, 12).Select(n => $$"""{"file_key":"file_sub{{n}}","is_folder":true}"""));
        await using var server = new RawServer((request, stream, stop) => !request.Contains("/files/file_sub", StringComparison.Ordinal)
            ? stream.WriteAsync(Encoding.ASCII.GetBytes($$$"""{{{Head}}}{"code":0,"data":{"items":[{{{inside}}}],"all_count":12}}"""), stop).AsTask()
            : request.Contains("/files/file_sub11/", StringComparison.Ordinal)
            ? stream.WriteAsync(Encoding.ASCII.GetBytes(Head + """{"code":0,"data":{"items":[{"file_key":"file_1"}],"all_count":1}}"""), stop).AsTask()
            : Task.CompletedTask);
        var connection = server.Connect();
        var content = await FolderReader.ReadAsync(connection.Client(), Folder, withPlaces: true, default);
        connection.Close();
        Assert.Equal("file_1", Assert.Single(content.Files).FileKey);
        Assert.Equal("IncompleteFolder", content.Missing!.ErrorId);
    }

    [Fact]
    public async Task Of_many_folders_inside_those_that_answer_are_all_listed()
    {
        const int Count = 400;
        var inside = string.Join(',', Enumerable.Range(0, Count).Select(n => $$"""{"file_key":"file_sub{{n}}","is_folder":true}"""));
        var calls = 0;
        await using var server = Answering(request =>
        {
            Interlocked.Increment(ref calls);
            return request.Split("/files/file_sub") is not [_, var rest] ? $$$"""{"code":0,"data":{"items":[{{{inside}}}],"all_count":{{{Count}}}}}"""
                : int.Parse(rest.Split('/')[0], CultureInfo.InvariantCulture) is var n && n % 10 == 0 ? """{"code":2200,"msg":"internal"}"""
                : $$$"""{"code":0,"data":{"items":[{"file_key":"file_{{{n}}}"}],"all_count":1}}""";
        });
        var connection = server.Connect(new() { MaximumRetryCount = 0, CallsPerSecond = 10_000, CallsPerMinute = 100_000 });
        var content = await FolderReader.ReadAsync(connection.Client(), Folder, withPlaces: true, default);
        connection.Close();
        Assert.Equal(Count * 9 / 10, content.Files.Count);
        Assert.Equal("file_1", content.Files[0].FileKey);
        Assert.Equal("IncompleteFolder", content.Missing!.ErrorId);
        Assert.Contains("a folder inside could not be listed.", content.Missing.Message, StringComparison.Ordinal);

        // What did not answer is not asked for twice; the folder itself may be, to see whether the server is there.
        Assert.InRange(calls, Count + 1, Count + 20);
    }

    [Fact]
    public async Task Folders_that_lead_into_each_other_end()
    {
        var content = await ListAsync(
            ("file_folder", """{"code":0,"data":{"items":[{"file_key":"file_sub","is_folder":true}],"all_count":1}}"""),
            ("file_sub", """{"code":0,"data":{"items":[{"file_key":"file_folder","is_folder":true},{"file_key":"file_sub","is_folder":true},{"file_key":"file_1"}],"all_count":1}}"""));
        Assert.Equal("file_1", Assert.Single(content.Files).FileKey);
        Assert.Null(content.Missing);
    }

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

    private static RawServer Answering(Func<string, string> answer) => new((request, stream, stop) => stream.WriteAsync(Encoding.ASCII.GetBytes(Head + answer(request)), stop).AsTask());

    /// <summary>The folder, whose listings are answered by their keys; any other with a folder that is empty.</summary>
    private static async Task<FolderContent> ListAsync(params (string Key, string Answer)[] answers)
    {
        await using var server = Answering(request =>
            answers.FirstOrDefault(answer => request.Contains($"/files/{answer.Key}{(answer.Key.Contains('/') ? " " : "/")}", StringComparison.Ordinal)).Answer ?? """{"code":0,"data":{"items":[],"all_count":0}}""");
        var connection = server.Connect();
        try
        {
            return await FolderReader.ReadAsync(connection.Client(), Folder, withPlaces: true, default);
        }
        finally
        {
            connection.Close();
        }
    }
}
