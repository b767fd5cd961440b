using System.Text;
using LarkResources.Tests.Hostile;

namespace LarkResources.Tests.Transfer;

/// <summary>Which resources a query means.</summary>
public sealed class ResourceSelectorTests
{
    private static readonly LarkResource Picture = Resource("img_1", LarkResourceKind.Image);
    private static readonly LarkResource Cover = Resource("img_2", LarkResourceKind.Cover);
    private static readonly LarkResource Video = Resource("file_v3_1", LarkResourceKind.Video);
    private static readonly LarkResource Sticker = Resource("file_v3_2", LarkResourceKind.Sticker) with { IsSupported = false, Note = "Not served." };
    private static readonly LarkResource Folder = Resource("file_v3_3", LarkResourceKind.Folder) with { IsSupported = false, Name = "docs" };

    [Fact]
    public async Task All_of_a_message_comes_in_its_order_and_what_is_not_served_is_left_out() =>
        Assert.Equal(["img_1 implied", "file_v3_1 implied", "left out file_v3_2"], await SelectAsync(new("om_1") { Message = Message(Picture, Video, Sticker) }));

    [Fact]
    public async Task Only_the_kinds_that_are_wanted_come()
    {
        var message = Message(Picture, Cover, Video, Sticker);

        Assert.Equal(["file_v3_1 implied"], await SelectAsync(new("om_1") { Message = message, Kinds = [LarkResourceKind.Video] }));
        Assert.Equal(["img_1 implied", "img_2 implied"], await SelectAsync(new("om_1") { Message = message, Kinds = [LarkResourceKind.Cover, LarkResourceKind.Image] }));
        Assert.Equal(["nothing: Message 'om_1' has no resource of the kinds in -Kind; it has Image, Cover, Video, Sticker."], await SelectAsync(new("om_1") { Message = message, Kinds = [LarkResourceKind.Audio] }));
    }

    [Theory]
    [InlineData("text", """{"text":"a"}""", "nothing: Message 'om_1' (text) has no resources.")]
    [InlineData("image", "{}", "nothing, perhaps more: The content of message 'om_1' (image) is not what the platform documents, so no resource was found in it.")]
    [InlineData("hologram", """{"file_key":"k"}""", "nothing, perhaps more: Message 'om_1' is of the type hologram, which this version does not know, and names keys of resources.")]
    [InlineData("interactive", """{"elements":[[{"tag":"text","text":"请升级至最新版本客户端，以查看内容"}]]}""", "nothing, perhaps more: The platform gave only a placeholder for the card of message 'om_1', so its resources are not known.")]
    public async Task A_message_without_resources_says_why(string type, string content, string reason)
    {
        var found = await SelectAsync(new("om_1") { Message = Message() with { MessageType = type, Content = content } });

        Assert.StartsWith(reason, Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recalled_message_has_none() =>
        Assert.Equal("MessageDeleted", await RefusalAsync(new("om_1") { Message = Message(Picture) with { IsDeleted = true } }));

    [Fact]
    public async Task One_by_its_key_is_known_by_its_message_or_by_its_prefix()
    {
        var message = Message(Picture with { Name = "a.png" });

        Assert.Equal(["img_1 named a.png"], await SelectAsync(new("om_1") { Message = message, FileKey = "img_1" }));
        Assert.Equal(["img_1 named a.png"], await SelectAsync(new("om_1") { Message = message, FileKey = "img_1", Type = LarkResourceType.Image }));
        Assert.Equal(["img_1 named"], await SelectAsync(new("om_1") { Message = message, FileKey = "img_1", Type = LarkResourceType.File }));
        Assert.Equal(["img_9 named"], await SelectAsync(new("om_1") { Message = message, FileKey = "img_9" }));
        Assert.Equal(["file_v3_9 named"], await SelectAsync(new("om_1") { FileKey = "file_v3_9" }));
        Assert.Equal(["k named"], await SelectAsync(new("om_1") { FileKey = "k", Type = LarkResourceType.File }));
    }

    [Theory]
    [InlineData("img_9", null, LarkResourceType.Image)]
    [InlineData("file_v3_9", null, LarkResourceType.File)]
    [InlineData("img_9", LarkResourceType.File, LarkResourceType.File)]
    public async Task The_type_that_is_named_counts_before_the_prefix_of_the_key(string key, LarkResourceType? type, LarkResourceType expected)
    {
        using var script = new AnswerScript(_ => throw new InvalidOperationException());
        await foreach (var match in new ResourceSelector(script.Client).SelectAsync(new("om_1") { FileKey = key, Type = type }, default))
        {
            Assert.Equal(expected, Assert.IsType<ResourceMatch.Found>(match).Request.Id.Type);
        }
    }

    [Fact]
    public void What_cannot_be_downloaded_is_described_with_the_reason() =>
        Assert.Equal("Sticker 'file_v3_2' of message 'om_1' cannot be downloaded: Not served.", ResourceSelector.Description(Sticker, "cannot be downloaded"));

    [Fact]
    public async Task A_key_without_a_prefix_is_looked_up_in_its_message()
    {
        const string Answer = """{"code":0,"data":{"items":[{"message_id":"om_1","msg_type":"file","body":{"content":"{\"file_key\":\"k\",\"file_name\":\"a.pdf\"}"}}]}}""";

        Assert.Equal(["k named a.pdf"], await SelectAsync(new("om_1") { FileKey = "k" }, Answer));
        Assert.Equal("FileNotInMessage", await RefusalAsync(new("om_1") { FileKey = "x" }, Answer));
        Assert.Equal(["k implied a.pdf"], await SelectAsync(new("om_1"), Answer));
    }

    [Fact]
    public async Task One_that_the_caller_has_is_not_read_again()
    {
        Assert.Equal(["img_1 named"], await SelectAsync(new("om_1") { FileKey = "img_1", Resource = Picture }));
        Assert.Empty(await SelectAsync(new("om_1") { FileKey = "img_1", Resource = Picture, Kinds = [LarkResourceKind.File] }));
        Assert.Equal("UnsupportedMessageType", await RefusalAsync(new("om_1") { FileKey = "file_v3_2", Resource = Sticker }));

        // Of another message, or another key: only the key counts.
        Assert.Equal(["file_v3_2 named"], await SelectAsync(new("om_2") { FileKey = "file_v3_2", Resource = Sticker }));
        Assert.Equal(["file_v3_9 named"], await SelectAsync(new("om_1") { FileKey = "file_v3_9", Resource = Sticker }));
    }

    [Fact]
    public async Task Where_there_is_a_place_for_one_a_second_is_refused()
    {
        Assert.Equal(["img_1 implied", "left out file_v3_2"], await SelectAsync(new("om_1") { Message = Message(Picture, Sticker), OnlyOne = true }));
        Assert.Equal(["img_1 implied"], await SelectAsync(new("om_1") { Message = Message(Picture), OnlyOne = true }));
        Assert.Equal("InvalidRequestParameter", await RefusalAsync(new("om_1") { Message = Message(Picture, Video), OnlyOne = true }));
    }

    [Fact]
    public async Task A_folder_comes_as_the_files_in_it()
    {
        const string Two = """{"code":0,"data":{"items":[{"file_key":"a","name":"a.txt"},{"file_key":"b"}],"all_count":2}}""";

        Assert.Equal(["a implied a.txt", "b implied"], await SelectAsync(new("om_1") { Message = Message(Folder) }, Two));
        Assert.Equal(["a implied a.txt", "b implied"], await SelectAsync(new("om_1") { FileKey = Folder.FileKey, Resource = Folder, Kinds = [LarkResourceKind.File] }, Two));
        Assert.Equal(["img_1 implied"], await SelectAsync(new("om_1") { Message = Message(Folder, Picture), Kinds = [LarkResourceKind.Image] }));
        Assert.Equal(
            ["nothing: The folder 'docs' of message 'om_1' is empty."], await SelectAsync(new("om_1") { Message = Message(Folder) }, """{"code":0,"data":{"items":[],"all_count":0}}"""));
        Assert.Equal(
            ["nothing: The folder 'file_v3_3' of message 'om_1' is empty."], await SelectAsync(new("om_1") { Message = Message(Folder with { Name = null }) }, """{"code":0,"data":{"items":[],"all_count":0}}"""));
        Assert.Equal(
            ["a implied", "unread IncompleteFolder"], await SelectAsync(new("om_1") { Message = Message(Folder) }, """{"code":0,"data":{"items":[{"file_key":"a"}],"all_count":2}}"""));
        Assert.Equal(["unread PlatformError", "img_1 implied"], await SelectAsync(new("om_1") { Message = Message(Folder, Picture) }, """{"code":2200,"msg":"internal"}"""));
    }

    [Theory]
    [InlineData("""{"items":[{"file_key":"a"},{"file_key":"sub","is_folder":true,"children_count":1},{"file_key":"b"}],"all_count":3}""", 1)]
    [InlineData("""{"items":[{"file_key":"a"},{"file_key":"sub","is_folder":true,"children_count":1},{"file_key":"b"}],"all_count":2}""", 1)]
    [InlineData("""{"items":[{"file_key":"a"},{"file_key":"b"},{"file_key":"sub","is_folder":true}],"all_count":3}""", 1)]
    [InlineData("""{"items":[{"file_key":"a"},{"file_key":"sub","is_folder":true,"children_count":2}],"all_count":2}""", 5)]
    [InlineData("""{"items":[{"file_key":"a"},{"file_key":"sub","is_folder":true,"children_count":3},{"file_key":"b"}],"all_count":3}""", 5)]
    public async Task A_folder_is_listed_with_one_call_where_that_call_can_list_all_of_it(string listing, int calls)
    {
        var asked = 0;
        await using var server = Answering(_ =>
        {
            Interlocked.Increment(ref asked);
            return $$"""{"code":0,"data":{{listing}}}""";
        });
        var connection = server.Connect();
        var content = await FolderReader.ReadAsync(connection.Client(), Folder, withPlaces: false, default);
        connection.Close();

        Assert.Contains("a", content.Files.Select(file => file.FileKey));
        Assert.Equal(calls == 1, asked == 1);
    }

    [Fact]
    public void A_request_knows_what_its_resource_tells()
    {
        var resource = Picture with
        {
            Name = "clip.mp4",
            SenderId = "ou_1",
            SenderName = "Ana",
            SentAt = DateTimeOffset.UnixEpoch,
            ChildMessageId = "om_c",
            TwinMessageId = "om_t",
            RootMessageId = "om_r",
            ParentMessageId = "om_p",
        };
        var request = TransferRequest.Implied(resource);

        Assert.Equal(new(new("om_1", "img_1", LarkResourceType.Image))
        {
            Name = "clip.mp4",
            Sender = "ou_1",
            SenderName = "Ana",
            SentAt = DateTimeOffset.UnixEpoch,
            Alternatives = new("om_c", "om_t", "om_r", "om_p"),
            IsVideo = true,
            Kind = resource.Kind,
            IsImplied = true,
        }, request);
        Assert.Equal(request with { IsImplied = false }, TransferRequest.Named(resource));
        Assert.Equal(("clip.mp4", "img_1"), (request.ShownName, (request with { Name = null }).ShownName));
        Assert.True(TransferRequest.Implied(Video).IsVideo);
        Assert.False(TransferRequest.Implied(Picture).IsVideo);
        Assert.True(request.Resume);
        Assert.True(request.Accepts("ab"));
        Assert.True((request with { ExpectedSha256 = "AB" }).Accepts("ab"));
        Assert.False((request with { ExpectedSha256 = "AC" }).Accepts("ab"));
    }

    [Fact]
    public async Task The_first_failure_of_several_tasks_stops_the_others_and_is_the_one_that_is_told()
    {
        using var stop = new CancellationTokenSource();
        Task[] tasks = [Task.CompletedTask, Task.Delay(Timeout.Infinite, stop.Token), FailAsync()];

        Assert.Equal("first", (await Assert.ThrowsAsync<IOException>(() => FirstFailure.WhenAll(tasks, stop))).Message);
        Assert.True(stop.IsCancellationRequested);
        Assert.All(tasks, task => Assert.True(task.IsCompleted));

        using var calm = new CancellationTokenSource();
        await FirstFailure.WhenAll([Task.CompletedTask, Task.Delay(1)], calm);
        Assert.False(calm.IsCancellationRequested);

        static async Task FailAsync()
        {
            await Task.Yield();
            throw new IOException("first");
        }
    }

    [Fact]
    public void What_has_arrived_is_counted()
    {
        var counter = new ByteCounter();
        Assert.Equal((0, null), (counter.Received, counter.Total));
        counter.Start(5, 0);
        counter.Add(3);
        Assert.Equal((8, 0L), (counter.Received, counter.Total));
        counter.Start(0, null);
        Assert.Equal((0, null), (counter.Received, counter.Total));
    }

    [Fact]
    public void The_files_beside_a_target_are_called_after_it()
    {
        var folder = Path.GetFullPath("x");
        var paths = PartPaths.For(Path.Combine(folder, "a.bin"));

        Assert.Equal((Path.Combine(folder, "a.bin.part"), Path.Combine(folder, "a.bin.part.json")), (paths.Part, paths.Journal));
        Assert.Equal(new string('n', 241) + ".part", Path.GetFileName(PartPaths.For(Path.Combine(folder, new string('n', 241))).Part));
        Assert.Equal(32 + ".part".Length, Path.GetFileName(PartPaths.For(Path.Combine(folder, new string('n', 242))).Part).Length);
        Assert.All((string[])["a.part", "a.part.json", "a.part.json.new"], name => Assert.Equal("a.part.json", PartPaths.Around(name)!.Journal));
        Assert.Null(PartPaths.Around("a.bin"));
        Assert.True(PartPaths.IsOne("a.part"));
        Assert.False(PartPaths.IsOne("a.parts"));
    }

    private static LarkResource Resource(string key, LarkResourceKind kind) => new()
    {
        MessageId = "om_1",
        FileKey = key,
        Kind = kind,
        Type = kind is LarkResourceKind.Image or LarkResourceKind.Cover ? LarkResourceType.Image : LarkResourceType.File,
        IsSupported = true,
    };

    private static LarkMessage Message(params LarkResource[] resources) => new() { MessageId = "om_1", MessageType = "post", Content = "{}", Resources = resources };

    private static RawServer Answering(Func<string, string> answer) => new((request, stream, stop) => stream.WriteAsync(
        Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n" + answer(request)), stop).AsTask());

    /// <summary>Each match in a few words, where every call has this answer; without one no call may be made.</summary>
    private static async Task<string[]> SelectAsync(ResourceQuery query, string? answer = null)
    {
        await using var server = Answering(_ => answer ?? """{"code":2200,"msg":"not to be asked"}""");
        var connection = server.Connect();
        var matches = new List<string>();
        try
        {
            await foreach (var match in new ResourceSelector(connection.Client()).SelectAsync(query, default))
            {
                matches.Add(match switch
                {
                    ResourceMatch.Found { Request: var request } => $"{request.Id.FileKey} {(request.IsImplied ? "implied" : "named")} {request.Name}".TrimEnd(),
                    ResourceMatch.LeftOut { Resource: var resource } => $"left out {resource.FileKey}",
                    ResourceMatch.Unread { Failure: var failure } => $"unread {failure.ErrorId}",
                    ResourceMatch.Nothing { MayHoldMore: true } nothing => $"nothing, perhaps more: {nothing.Reason}",
                    ResourceMatch.Nothing nothing => $"nothing: {nothing.Reason}",
                    _ => "?",
                });
            }
        }
        finally
        {
            connection.Close();
        }

        return [.. matches];
    }

    private static async Task<string> RefusalAsync(ResourceQuery query, string? answer = null) =>
        (await Assert.ThrowsAsync<LarkException>(() => SelectAsync(query, answer))).ErrorId;
}
