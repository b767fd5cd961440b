namespace LarkResources.Tests.Export;

/// <summary>What becomes of each resource and message of a chat, and of the folder of the chat.</summary>
public sealed class ChatExportTests : IDisposable
{
    private static readonly ExportOptions WithoutThreads = ExportRig.Everything with { IncludeThread = false };

    private readonly ExportRig _rig = new();

    private DateTimeOffset Old => _rig.Now.AddDays(-40);

    private string ManifestPath => Path.Combine(_rig.Folder, Manifest.FileName);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_saved_file_has_its_line_its_time_and_its_event()
    {
        _rig.Server.Say(Sent.File("om_1", Old, "report.txt"));
        var run = await _rig.RunAsync();
        var (line, saved) = (Assert.Single(_rig.Lines), Assert.IsType<ExportEvent.Saved>(Assert.Single(run.Events)));
        Assert.Equal(line, saved.Entry);
        Assert.Equal((_rig.File("report.txt"), "text/plain", ExportStatus.Saved), (saved.FullName, line.ContentType, line.Status));
        Assert.Equal((18L, "c67f62a13d16de9e8c2d9d70f8f10e39b8999bd82a90d3e36633355da5ce2562"), (line.Length, line.Sha256));
        Assert.Equal((Old, "om_1", "oc_1", "ou_a"), (line.SentAt, line.MessageId, line.ChatId, line.SenderId));
        Assert.Equal(Old.UtcDateTime, File.GetLastWriteTimeUtc(_rig.File("report.txt")));
        Assert.InRange(line.SavedAt, _rig.Now, DateTimeOffset.UtcNow);
        Assert.Equal((1, 18L, 1, 0, 0), (run.Tally.Saved, run.Tally.Bytes, run.Tally.Messages, run.Tally.AlreadyThere, run.Tally.IncompleteChats));
        Assert.False(File.Exists(ManifestPath + ".lock"));
    }

    [Fact]
    public async Task State_of_another_chat_is_not_believed()
    {
        _rig.Server.Say(Sent.File("om_1", Old));
        await _rig.RunAsync();
        (_rig.State with { ChatId = "oc_other" }).Write(_rig.Folder);
        File.Delete(ManifestPath);
        File.Delete(_rig.File("om_1.txt"));
        (_rig.State with { Resources = 0 }).Write(_rig.Folder);

        var run = await _rig.RunAsync();
        Assert.Equal(["om_1"], run.Saved);
        Assert.Contains("is about another chat", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal("oc_1", _rig.State.ChatId);
        Assert.Empty((await _rig.RunAsync()).Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task File_of_a_person_that_has_the_name_of_the_state_is_an_error_and_stays(bool isDryRun)
    {
        const string Theirs = "{\"name\":\"what I exported by hand\"}";
        _rig.Server.Say(Sent.File("om_1", Old));
        var path = Path.Combine(Directory.CreateDirectory(_rig.Folder).FullName, ExportCheckpoint.FileName);
        File.WriteAllText(path, Theirs);

        var run = await _rig.RunAsync(ExportRig.Everything with { IsDryRun = isDryRun });
        Assert.Equal(["FileExists"], run.Failures);
        Assert.Equal((1, 0), (run.Tally.IncompleteChats, run.Calls.Length));
        Assert.Equal(Theirs, File.ReadAllText(path));

        File.Move(path, Path.Combine(_rig.Folder, "mine.json"));
        Assert.Equal(["om_1"], (await _rig.RunAsync()).Saved);
    }

    [Fact]
    public async Task Folder_that_becomes_a_link_during_the_run_is_an_error_and_nothing_is_touched_behind_it()
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows does not let go of a folder in which a file is open.
            return;
        }

        _rig.Server.Say(Sent.File("om_1", Old), Sent.File("om_2", Old));
        var theirs = Directory.CreateDirectory(Path.Combine(_rig.Destination, "theirs")).FullName;
        string[] names = [ExportCheckpoint.FileName, Manifest.FileName, Manifest.FileName + ".lock"];
        Array.ForEach(names, name => File.WriteAllText(Path.Combine(theirs, name), "theirs"));
        var done = false;
        _rig.Server.Before = call =>
        {
            if (call.StartsWith("file", StringComparison.Ordinal) && !done)
            {
                done = true;
                Directory.Move(_rig.Folder, _rig.Folder + " moved");
                Directory.CreateSymbolicLink(_rig.Folder, theirs);
            }
        };

        var run = await _rig.RunAsync(ExportRig.Everything with { ThrottleLimit = 1 });
        Assert.Contains("WriteFailed", run.Failures);
        Assert.Equal(1, run.Tally.IncompleteChats);
        Assert.Equal(names.Order(StringComparer.Ordinal), Directory.EnumerateFileSystemEntries(theirs).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Equal("theirs", File.ReadAllText(Path.Combine(theirs, name))));
    }

    [Theory]
    [InlineData(false, "FileExists")]
    [InlineData(true, "UnreadableFile")]
    public async Task State_that_a_person_puts_there_during_the_run_stays(bool isLink, string errorId)
    {
        _rig.Server.Say(Sent.File("om_1", Old));
        var (path, other) = (Path.Combine(_rig.Folder, ExportCheckpoint.FileName), Path.Combine(_rig.Destination, "mine.json"));
        _rig.Server.Before = call =>
        {
            File.Delete(path);
            File.WriteAllText(other, "mine");
            if (isLink)
            {
                File.CreateSymbolicLink(path, other);
            }
            else
            {
                File.WriteAllText(path, "mine");
            }
        };

        Assert.Equal([errorId], (await _rig.RunAsync()).Failures);
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Equal(isLink, new FileInfo(path).LinkTarget is not null);

        _rig.Server.Before = static _ => { };
        File.Delete(path);
        Assert.Empty((await _rig.RunAsync()).Failures);
        Assert.Single(_rig.Files);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_that_come_into_a_new_folder_stay_when_the_chat_is_refused(bool withMessages)
    {
        string[] names = [ExportCheckpoint.FileName, Manifest.FileName, MessageArchive.FileName];
        _rig.Server.Refused["history"] = 230002;
        _rig.Server.Before = call => Array.ForEach(names, name =>
        {
            File.WriteAllText(_rig.Folder + ".new", "mine");
            File.Move(_rig.Folder + ".new", Path.Combine(_rig.Folder, name), overwrite: true);
        });
        Assert.Equal(["230002"], (await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = withMessages })).Failures);
        Assert.All(names, name => Assert.Equal("mine", File.ReadAllText(Path.Combine(_rig.Folder, name))));

        _rig.Server.Before = static _ => { };
        Array.ForEach(names, name => File.Delete(Path.Combine(_rig.Folder, name)));
        Directory.Delete(_rig.Folder);
        await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = withMessages });
        Assert.False(Directory.Exists(_rig.Folder));
    }

    [Fact]
    public async Task Folder_that_another_one_takes_the_place_of_gets_no_more_files()
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows does not let go of a folder in which a file is open.
            return;
        }

        _rig.Server.Say([.. Enumerable.Range(1, 9).Select(number => Sent.File($"om_{number}", Old))]);
        var files = 0;
        _rig.Server.Before = call =>
        {
            if (call.StartsWith("file", StringComparison.Ordinal) && ++files == 4)
            {
                Directory.Move(_rig.Folder, _rig.Folder + " moved");
                Directory.CreateDirectory(_rig.Folder);
                File.WriteAllText(Path.Combine(_rig.Folder, "mine.txt"), "mine");
            }
        };

        Assert.Contains("WriteFailed", (await _rig.RunAsync(ExportRig.Everything with { ThrottleLimit = 1 })).Failures);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(_rig.Folder).Select(path => Path.GetFileName(path)));
    }

    [Theory]
    [InlineData(Manifest.FileName)]
    [InlineData(MessageArchive.FileName)]
    public async Task Lines_that_are_removed_during_the_run_are_told_and_made_again(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows keeps the name of an open file.
            return;
        }

        _rig.Server.Say(Sent.File("om_1", Old));
        var path = Path.Combine(_rig.Folder, name);
        _rig.Server.Before = _ => File.Delete(path);
        var run = await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true });
        Assert.Equal(["WriteFailed"], run.Failures);
        Assert.Contains("removed", Assert.Single(run.Events.OfType<ExportEvent.Failed>()).Error.Message, StringComparison.Ordinal);

        _rig.Server.Before = static _ => { };
        Assert.Empty((await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true })).Failures);
        Assert.True(File.Exists(path));
        Assert.Single(_rig.Lines);
        Assert.Single(_rig.Files);
    }

    [Fact]
    public async Task A_key_that_a_message_names_twice_is_fetched_once()
    {
        _rig.Server.Say(new Sent("om_1", Old, "post", new { zh_cn = new { content = new[] { new object[] { new { tag = "img", image_key = "img_a" }, new { tag = "img", image_key = "img_a" } } } } }), Sent.File("om_2", Old));
        var run = await _rig.RunAsync();
        Assert.Equal(["file om_1 img_a", "file om_2 file_om_2", "history"], run.Calls);
        Assert.Equal(["om_1", "om_2"], run.Saved);
    }

    [Fact]
    public async Task What_the_platform_does_not_serve_is_recorded_without_a_call()
    {
        _rig.Server.Say(new Sent("om_1", Old, "sticker", new { file_key = "file_s" }));
        var run = await _rig.RunAsync();
        Assert.Equal(["history"], run.Calls);
        Assert.Equal((ApiCodes.UnsupportedMessageType, LarkResourceKind.Sticker), (run.Skipped[0].Entry.Code, run.Skipped[0].Entry.Kind));
        Assert.Equal("'file_s' of message 'om_1' was skipped: the platform does not serve it.", run.Skipped[0].Text);
        Assert.Equal(ExportStatus.Skipped, Assert.Single(_rig.Lines).Status);
        Assert.Empty(run.Warnings);
        Assert.Equal(1, (await _rig.RunAsync()).Tally.SkippedBefore);
    }

    [Fact]
    public async Task What_says_itself_that_it_is_too_large_is_not_asked_for()
    {
        _rig.Server.Say(new Sent("om_1", Old, "file", new { file_key = "file_1", file_name = "a.txt", file_size = 10 }), new Sent("om_2", Old, "file", new { file_key = "file_2", file_name = "b.txt" }));
        var run = await _rig.RunAsync(ExportRig.Everything with { MaximumSize = 9 });
        Assert.Equal(2, run.Skipped.Length);
        Assert.All(run.Skipped, skipped => Assert.EndsWith("it is larger than -MaximumSize.", skipped.Text, StringComparison.Ordinal));
        Assert.Equal(2, run.Tally.SkippedByCode["MaximumSize"]);
        Assert.Empty(_rig.Files);
    }

    [Fact]
    public async Task What_the_platform_refuses_for_good_has_its_reason_and_the_board_has_no_transfer_left()
    {
        _rig.Server.Say(Sent.File("om_1", Old), Sent.File("om_2", Old));
        _rig.Server.Refused["file_om_1"] = 234038;
        var run = await _rig.RunAsync();
        Assert.Contains("(code 234038)", Assert.Single(run.Skipped).Text, StringComparison.Ordinal);
        Assert.Equal(["om_2"], run.Saved);
        Assert.Equal((0, 1), (_rig.Board.InFlight.Count, _rig.Board.Done));
    }

    [Fact]
    public async Task A_dry_run_leaves_out_what_is_too_large()
    {
        _rig.Server.Say(new Sent("om_1", Old, "file", new { file_key = "file_1", file_name = "a.txt", file_size = 10 }), new Sent("om_2", Old, "file", new { file_key = "file_2", file_name = "b.txt", file_size = 9 }));
        var dry = await _rig.RunAsync(ExportRig.Everything with { IsDryRun = true, MaximumSize = 9 });
        Assert.Equal(["om_2"], dry.WouldSave.Select(would => would.Entry.MessageId));
        Assert.Empty(dry.Skipped);
    }

    [Fact]
    public async Task A_dry_run_records_nothing_of_a_message_that_is_refused_for_good()
    {
        _rig.Server.Say(Sent.Forward("om_1", Old, Sent.File("om_2", Old)));
        _rig.Server.Refused["om_1"] = 230050;
        var dry = await _rig.RunAsync(ExportRig.Everything with { IsDryRun = true });
        Assert.Contains("message om_1", dry.Calls);
        Assert.Empty(dry.Skipped);
        Assert.Empty(dry.WouldSave);
        Assert.False(Directory.Exists(_rig.Destination));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_saved_where_and_touches_nothing()
    {
        _rig.Server.Say(
            Sent.File("om_1", Old, "report.txt"), new Sent("om_2", Old, "sticker", new { file_key = "file_s" }), Sent.File("om_3", Old) with { IsRecalled = true }, Sent.File("om_4", Old), Sent.Text("om_5", Old));
        _rig.Server.Refused["file_om_4"] = 234040;
        var dry = await _rig.RunAsync(ExportRig.Everything with { IsDryRun = true, IncludeMessage = true });
        Assert.Equal(["om_1", "om_4"], dry.WouldSave.Select(would => would.Entry.MessageId));
        Assert.Equal(2, dry.Events.Count);
        Assert.StartsWith(_rig.Folder, dry.WouldSave[0].FullName, StringComparison.Ordinal);
        Assert.Equal("report.txt", Path.GetFileName(dry.WouldSave[0].FullName));
        Assert.Equal((0, 0, 0, 5), (dry.Tally.Saved, dry.Tally.SkippedByCode.Count, dry.Tally.MessagesArchived, dry.Tally.Messages));
        Assert.False(Directory.Exists(_rig.Destination));
        Assert.Equal(["history"], dry.Calls);

        await _rig.RunAsync();
        var (path, before) = (_rig.File("report.txt"), File.ReadAllText(ManifestPath));
        File.Delete(path);
        dry = await _rig.RunAsync(ExportRig.Everything with { IsDryRun = true, RetrySkipped = true, Full = true });
        Assert.Equal([path], dry.WouldSave.Where(would => would.Entry.MessageId == "om_1").Select(would => would.FullName));
        Assert.Equal(18, dry.WouldSave[0].Entry.Length);
        Assert.Equal(before, File.ReadAllText(ManifestPath));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_recalled_message_is_recorded_once_where_it_may_have_carried_something()
    {
        _rig.Server.Say(Sent.File("om_1", Old) with { IsRecalled = true }, Sent.Text("om_2", Old) with { IsRecalled = true });
        var run = await _rig.RunAsync();
        var line = Assert.Single(_rig.Lines);
        Assert.Equal(("om_1", null, ApiCodes.MessageDeleted, ExportStatus.Skipped, Old), (line.MessageId, line.FileKey, line.Code, line.Status, line.SentAt));
        Assert.EndsWith(" was skipped: the message was recalled.", Assert.Single(run.Skipped).Text, StringComparison.Ordinal);
        Assert.Empty(run.Warnings);
        run = await _rig.RunAsync(ExportRig.Everything with { Full = true });
        Assert.Empty(run.Skipped);
        Assert.Equal(1, run.Tally.SkippedBefore);
        Assert.Single(File.ReadAllLines(ManifestPath));
    }

    [Fact]
    public async Task A_recalled_message_leaves_its_file_and_one_that_is_missing_is_given_up()
    {
        _rig.Server.Say(Sent.File("om_1", Old), Sent.File("om_2", Old));
        await _rig.RunAsync();
        File.Delete(_rig.File("om_2.txt"));
        _rig.Server.Change("om_1", sent => sent with { IsRecalled = true });
        _rig.Server.Change("om_2", sent => sent with { IsRecalled = true });
        var run = await _rig.RunAsync(ExportRig.Everything with { Full = true });
        Assert.Equal(["om_1.txt"], _rig.Files);
        Assert.Equal(("om_2", "file_om_2", ApiCodes.MessageDeleted), (run.Skipped.Single().Entry.MessageId, run.Skipped[0].Entry.FileKey, run.Skipped[0].Entry.Code));
        var (stays, gone) = (_rig.Lines.Single(line => line.MessageId == "om_1"), _rig.Lines.Single(line => line.MessageId == "om_2"));
        Assert.Equal((ExportStatus.Saved, ExportStatus.Skipped), (stays.Status, gone.Status));
        Assert.Equal((null, null, null, "om_2.txt"), (gone.Path, gone.Sha256, gone.ContentType, gone.Name));
        Assert.Empty((await _rig.RunAsync()).Warnings);
    }

    [Fact]
    public async Task A_message_that_is_refused_for_good_takes_what_it_had_with_it_and_one_that_fails_does_not()
    {
        _rig.Server.Say(Sent.File("om_1", Old), Sent.File("om_2", Old), Sent.File("om_3", Old));
        await _rig.RunAsync();
        Array.ForEach(_rig.Files, name => File.Delete(_rig.File(name)));
        (_rig.Server.Refused["many"], _rig.Server.Refused["om_1"], _rig.Server.Refused["om_2"]) = (230001, 230050, 230001);
        var run = await _rig.RunAsync();
        Assert.Equal(["om_3"], run.Saved);
        Assert.Equal(["230001"], run.Failures);
        Assert.Equal(("om_1", 230050), (run.Skipped.Single().Entry.MessageId, run.Skipped[0].Entry.Code));
        Assert.Equal(["om_2"], _rig.History.Unread);

        _rig.Server.Refused.Clear();
        Assert.Equal(["om_2"], (await _rig.RunAsync()).Saved);
        Assert.Empty(_rig.History.Unread);
    }

    [Fact]
    public async Task A_forward_that_may_not_be_read_is_recorded_by_its_id_and_what_fails_is_read_again()
    {
        _rig.Server.Say(Sent.Forward("om_1", Old, Sent.File("om_in1", Old)), Sent.Forward("om_2", Old, Sent.File("om_in2", Old)), Sent.Forward("om_3", Old, Sent.File("om_in3", Old)));
        (_rig.Server.Refused["om_1"], _rig.Server.Refused["om_2"]) = (230050, 0);
        var run = await _rig.RunAsync();
        Assert.Equal(["om_3"], run.Saved);
        Assert.Equal(["ConnectionFailed"], run.Failures);
        Assert.Equal(("om_1", null, 230050), (run.Skipped.Single().Entry.MessageId, run.Skipped[0].Entry.FileKey, run.Skipped[0].Entry.Code));
        Assert.Equal(["om_2"], _rig.History.Unread);
        _rig.Server.Refused.Clear();
        run = await _rig.RunAsync();
        Assert.Equal(["om_2"], run.Saved);
        Assert.Equal(["file om_2 file_om_in2", "history", "message om_2"], run.Calls);
        Assert.Equal(["om_1"], (await _rig.RunAsync(ExportRig.Everything with { RetrySkipped = true })).Saved);
    }

    [Theory]
    [InlineData("post")]
    [InlineData("interactive")]
    public async Task What_only_looks_like_a_key_is_not_asked_for_and_does_not_end_the_run(string type)
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(n => $"![x](img_docs/{n}.png) ![x](img_{n}%2f) ![x](img_{n}?a) ![x](img_{new string('k', 600)}{n})"));
        object content = type == "post"
            ? new { content = new[] { new[] { new { tag = "md", text } } } }
            : new
            {
                elements = new object[]
                {
                    new { tag = "markdown", content = text }, new { tag = "img", img_key = "img_a/b" }, new { tag = "img", img_key = ".." }, new { tag = "img", img_key = "img_" + new string('k', 600) },
                },
            };
        _rig.Server.Say(new Sent("om_1", Old, type, content), Sent.File("om_2", Old));
        var run = await _rig.RunAsync();
        Assert.Equal(["om_2"], run.Saved);
        Assert.Empty(run.Failures);
        Assert.Equal(["file om_2 file_om_2", "history"], run.Calls);
    }

    [Fact]
    public async Task What_an_earlier_version_took_for_a_key_and_recorded_as_failed_is_left_alone()
    {
        _rig.Server.Say(new Sent("om_1", Old, "post", new { content = new[] { new[] { new { tag = "md", text = "![x](img_docs/a.png)" } } } }));
        await _rig.RunAsync();
        using (var manifest = Manifest.Open(Path.Combine(_rig.Folder, Manifest.FileName)))
        {
            manifest.Append(new() { MessageId = "om_1", FileKey = "img_docs/a.png", Kind = LarkResourceKind.Image, SentAt = Old, SavedAt = _rig.Now, Status = ExportStatus.Failed });
        }

        var run = await _rig.RunAsync();
        Assert.Equal((0, "history"), (run.Failures.Length, string.Join(", ", run.Calls)));
    }

    [Fact]
    public async Task Of_a_forward_that_may_not_be_read_the_archive_has_who_sent_it_and_later_what_is_inside()
    {
        _rig.Server.Say(Sent.Forward("om_1", Old, Sent.Text("om_in1", Old)));
        _rig.Server.Refused["om_1"] = 230050;
        var options = ExportRig.Everything with { IncludeMessage = true };
        Assert.Equal(1, (await _rig.RunAsync(options)).Tally.MessagesArchived);
        Assert.Equal(("ou_a", 0), (_rig.Messages.Single().SenderId, _rig.Messages.Single().Forwarded.Count));
        Assert.Equal(0, (await _rig.RunAsync(options with { Full = true })).Tally.MessagesArchived);
        _rig.Server.Refused.Clear();
        await _rig.RunAsync(options with { RetrySkipped = true });
        Assert.Equal("om_in1", Assert.Single(_rig.Messages[^1].Forwarded).MessageId);
        Assert.Equal("[Merged forward]", _rig.Messages[^1].Text);
    }

    [Fact]
    public async Task What_was_archived_of_a_forward_inside_a_forward_stays_when_it_may_not_be_read_any_more()
    {
        Sent Inner(string id) => Sent.Forward(id, Old, Sent.Text(id + "_text", Old));
        _rig.Server.Say(Sent.Forward("om_1", Old, Inner("om_a") with { Inside = [] }, Inner("om_b") with { Inside = [] }));
        _rig.Server.Say(Inner("om_a") with { IsInChat = false }, Inner("om_b") with { IsInChat = false });
        var options = ExportRig.Everything with { IncludeMessage = true, Full = true };
        _rig.Server.Refused["om_b"] = 230050;
        await _rig.RunAsync(options);
        _rig.Server.Refused.Clear();
        await _rig.RunAsync(options);
        string[] whole = ["om_a_text", "om_b_text"];
        Assert.Equal(whole, _rig.Messages[^1].Forwarded.SelectMany(inner => inner.Forwarded).Select(inner => inner.MessageId));
        _rig.Server.Refused["om_a"] = 230050;
        Assert.Equal(0, (await _rig.RunAsync(options)).Tally.MessagesArchived);
        Assert.Equal(whole, _rig.Messages[^1].Forwarded.SelectMany(inner => inner.Forwarded).Select(inner => inner.MessageId));
    }

    [Theory]
    [InlineData(60, 0)]
    [InlineData(1001, 1)]
    public async Task Forwards_inside_that_have_to_be_read_one_by_one_are_read_or_told(int count, int failures)
    {
        var inner = Enumerable.Range(1, count).Select(n => Sent.Forward($"om_in{n}", Old, Sent.File($"om_file{n}", Old))).ToArray();
        _rig.Server.Say(Sent.Forward("om_1", Old, [.. inner.Select(each => each with { Inside = [] })]));
        _rig.Server.Say([.. inner.Select(each => each with { IsInChat = false })]);
        var run = await _rig.RunAsync();
        Assert.Equal(count - failures, run.Saved.Length);
        Assert.Equal(failures, run.Failures.Count(id => id == "UnexpectedResponse"));
        Assert.Equal(failures == 0 ? [] : ["om_1"], _rig.History.Unread);
    }

    [Fact]
    public async Task Many_forwards_that_cannot_be_read_do_not_end_each_run_at_the_same_place()
    {
        for (var n = 0; n < 40; n++)
        {
            _rig.Server.Say(Sent.Forward($"om_{n}", Old, Sent.File($"om_in{n}", Old)));
            _rig.Server.Refused[$"om_{n}"] = 0;
        }

        _rig.Server.Say(Sent.File("om_last", Old));
        Assert.Empty((await _rig.RunAsync()).Saved);
        Assert.NotEmpty(_rig.History.Unread);
        Assert.Empty((await _rig.RunAsync()).Saved);
        Assert.InRange(_rig.History.Unread.Count, 32, 40);
        Assert.Equal(["om_last"], (await _rig.RunAsync()).Saved);
        _rig.Server.Refused.Clear();
        Assert.Equal(40, (await _rig.RunAsync()).Saved.Length);
        Assert.Empty(_rig.History.Unread);
    }

    [Fact]
    public async Task Forwards_that_cannot_be_read_now_and_then_do_not_end_the_run()
    {
        for (var n = 0; n < 31; n++)
        {
            _rig.Server.Say(Sent.Forward($"om_{n}", Old, Sent.Text($"om_in{n}", Old)));
            if (n is not 15)
            {
                _rig.Server.Refused[$"om_{n}"] = 0;
            }
        }

        _rig.Server.Say(Sent.File("om_last", Old));
        Assert.Equal(["om_last"], (await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true })).Saved);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_goes_away_is_not_asked_for_each_thread_and_the_next_run_gets_beyond_what_failed(bool isKnownWell)
    {
        var options = ExportRig.Everything with { Since = isKnownWell ? Old.AddDays(-1) : null };

        // Up to eight calls are on their way when the sixteenth fails: each run meets 16 to 24 of the 60 failures that it has not met before.
        for (var n = 10; n < 71; n++)
        {
            _rig.Server.Say(Sent.Text($"om_{n}", Old) with { Thread = $"omt_{n}" }, Sent.File($"om_reply{n}", Old).In($"omt_{n}", $"om_{n}"));
            _rig.Server.Refused[$"omt_{n}"] = 0;
        }

        _rig.Server.Refused.Remove("omt_70");
        var refused = _rig.Server.Refused.ToList();
        if (isKnownWell)
        {
            // What was read before is not what could not be read before.
            _rig.Server.Refused.Clear();
            Assert.Equal(61, (await _rig.RunAsync(options)).Saved.Length);
            refused.ForEach(each => _rig.Server.Refused.Add(each.Key, each.Value));
        }

        var run = await _rig.RunAsync(options);
        Assert.InRange(run.Failures.Length, 16, 24);
        Assert.Contains("The rest of chat 'Living' was not tried", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.InRange(_rig.History.UnreadThreads.Count, 16, 24);
        var second = await _rig.RunAsync(options);
        Assert.Empty(second.Saved);
        _rig.Server.Say(Sent.File("om_late", _rig.Now.AddHours(-1)).In("omt_70", "om_70"));
        var later = new List<string>();
        for (var more = 0; more < 3 && later.Count == 0; more++)
        {
            later.AddRange((await _rig.RunAsync(options)).Saved);
        }

        Assert.Contains("om_late", later);
        _rig.Server.Refused.Clear();
        Assert.Equal(isKnownWell ? 0 : 60, (await _rig.RunAsync(options)).Saved.Length);
        Assert.Empty(_rig.History.UnreadThreads);
    }

    [Fact]
    public async Task A_server_that_answers_no_download_is_left_and_the_next_run_gets_beyond_what_failed()
    {
        for (var n = 10; n < 50; n++)
        {
            _rig.Server.Say(Sent.File($"om_{n}", Old));
            _rig.Server.Refused[$"file_om_{n}"] = 0;
        }

        _rig.Server.Refused.Remove("file_om_49");
        Assert.InRange((await _rig.RunAsync()).Failures.Length, 16, 18);
        Assert.InRange((await _rig.RunAsync()).Failures.Length, 32, 36);
        Assert.Equal(["om_49"], (await _rig.RunAsync()).Saved);
    }

    [Fact]
    public async Task A_reply_whose_copy_in_the_chat_may_not_be_read_is_read_in_its_place()
    {
        var inside = Sent.File("om_in", Old);
        _rig.Server.Say(Sent.Text("om_root", Old) with { Thread = "omt_1" }, Sent.Forward("om_copy", Old, inside) with { Twin = "om_reply", Thread = "omt_1" });
        _rig.Server.Say(Sent.Forward("om_reply", Old, inside).In("omt_1") with { Twin = "om_copy" });
        _rig.Server.Refused["om_copy"] = 230050;
        var run = await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true });
        Assert.Equal(["om_reply"], run.Saved);
        Assert.Empty(run.Skipped);
        Assert.Equal(["om_in"], _rig.Messages.SelectMany(line => line.Forwarded).Select(line => line.MessageId));
        Assert.DoesNotContain((await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true })).Calls, call => call.StartsWith("file", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(230050)]
    [InlineData(0)]
    public async Task A_copy_whose_reply_was_recalled_is_not_replaced_by_it(int ofCopy)
    {
        _rig.Server.Say(Sent.Forward("om_copy", Old, Sent.File("om_in", Old)) with { Twin = "om_reply", Thread = "omt_1" });
        _rig.Server.Say((Sent.Forward("om_reply", Old) with { Twin = "om_copy", IsRecalled = true }).In("omt_1"));
        _rig.Server.Refused["om_copy"] = ofCopy;
        var run = await _rig.RunAsync(WithoutThreads with { IncludeMessage = true });
        Assert.Equal(ofCopy == 0 ? [] : ["om_copy"], run.Skipped.Select(skipped => skipped.Entry.MessageId));
        Assert.Equal(ofCopy == 0 ? ["om_copy"] : [], _rig.History.Unread);
        _rig.Server.Refused.Clear();
        Assert.Equal(["om_copy"], (await _rig.RunAsync(WithoutThreads with { IncludeMessage = true, RetrySkipped = true })).Saved);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_that_fails_for_now_is_stored_once(bool hasFile)
    {
        var inside = hasFile ? Sent.File("om_in", _rig.Now.AddHours(-1)) : Sent.Text("om_in", _rig.Now.AddHours(-1));
        _rig.Server.Say(Sent.Forward("om_copy", _rig.Now.AddHours(-1), inside) with { Twin = "om_reply", Thread = "omt_1" });
        _rig.Server.Say(Sent.Forward("om_reply", _rig.Now.AddHours(-1), inside).In("omt_1") with { Twin = "om_copy" });
        _rig.Server.Refused["om_copy"] = 0;
        await _rig.RunAsync(WithoutThreads with { IncludeMessage = true });
        _rig.Server.Refused.Clear();
        await _rig.RunAsync(WithoutThreads with { IncludeMessage = true });
        Assert.Equal("om_copy", Assert.Single(_rig.Messages).MessageId);
        Assert.Equal(hasFile ? 1 : 0, _rig.Files.Length);
    }

    [Theory]
    [InlineData(230050, 0)]
    [InlineData(0, 230050)]
    public async Task A_reply_whose_copy_in_the_chat_may_not_be_read_is_read_later_where_it_fails_for_now(int ofCopy, int ofReply)
    {
        var inside = Sent.File("om_in", Old);
        _rig.Server.Say(Sent.Forward("om_copy", Old, inside) with { Twin = "om_reply", Thread = "omt_1" });
        _rig.Server.Say(Sent.Forward("om_reply", Old, inside).In("omt_1") with { Twin = "om_copy" });
        (_rig.Server.Refused["om_copy"], _rig.Server.Refused["om_reply"]) = (ofCopy, ofReply);
        Assert.Equal(["ConnectionFailed"], (await _rig.RunAsync(WithoutThreads)).Failures);
        Assert.Single(_rig.History.Unread);
        _rig.Server.Refused.Remove(ofCopy == 0 ? "om_copy" : "om_reply");
        Assert.Single((await _rig.RunAsync(WithoutThreads)).Saved);
        Assert.Empty(_rig.History.Unread);
    }

    [Fact]
    public async Task A_lost_connection_is_not_met_at_each_forward_inside()
    {
        var inner = Enumerable.Range(0, 60).Select(n => Sent.Forward($"om_in{n}", Old)).ToArray();
        _rig.Server.Say(Sent.Forward("om_1", Old, [Sent.File("om_file", Old), .. inner]));
        _rig.Server.Before = call =>
        {
            if (call.StartsWith("message om_in", StringComparison.Ordinal))
            {
                (_rig.Server.Refused["om_1"], _rig.Server.Refused[call.Split(' ')[1]]) = (0, 0);
            }
        };

        var run = await _rig.RunAsync();
        Assert.Equal(["om_1"], run.Saved);
        Assert.Equal(Enumerable.Repeat("ConnectionFailed", 3), run.Failures);
        Assert.Contains(run.Events.OfType<ExportEvent.Failed>(), failed => failed.Error.Message.Contains("the rest of that message was not requested", StringComparison.Ordinal));
        Assert.Equal(3, run.Calls.Count(call => call.StartsWith("message om_in", StringComparison.Ordinal)));
        Assert.Equal(["om_1"], _rig.History.Unread);
    }

    [Fact]
    public async Task Forwards_inside_that_never_answer_do_not_hide_those_behind_them()
    {
        var inner = Enumerable.Range(10, 20).Select(n => Sent.Forward($"om_in{n}", Old, Sent.File($"om_file{n}", Old))).ToArray();
        _rig.Server.Say(Sent.Forward("om_1", Old, [.. inner.Select(each => each with { Inside = [] })]));
        _rig.Server.Say([.. inner.Select(each => each with { IsInChat = false })]);
        foreach (var each in inner[..10])
        {
            _rig.Server.Refused[each.Id!] = 0;
        }

        var run = await _rig.RunAsync();
        Assert.Equal(10, run.Saved.Length);
        Assert.Equal(10, run.Failures.Length);
    }

    [Fact]
    public async Task Many_forwards_inside_that_never_answer_do_not_hide_those_behind_them_for_good()
    {
        var inner = Enumerable.Range(100, 100).Select(n => Sent.Forward($"om_in{n}", Old, Sent.File($"om_file{n}", Old))).ToArray();
        _rig.Server.Say(Sent.Forward("om_1", Old, [.. inner.Select(each => each with { Inside = [] })]));
        _rig.Server.Say([.. inner.Select(each => each with { IsInChat = false })]);
        foreach (var each in inner[..80])
        {
            _rig.Server.Refused[each.Id!] = 0;
        }

        var first = await _rig.RunAsync();
        Assert.Contains(first.Events.OfType<ExportEvent.Failed>(), failed => failed.Error.Message.Contains("the rest of that message was not requested", StringComparison.Ordinal));
        for (var run = 0; run < 60 && _rig.Files.Length < 20; run++)
        {
            await _rig.RunAsync();
        }

        Assert.Equal(20, _rig.Files.Length);
    }

    [Fact]
    public async Task Messages_with_a_part_that_never_answers_do_not_end_a_run()
    {
        for (var n = 10; n < 40; n++)
        {
            _rig.Server.Say(Sent.Forward($"om_{n}", Old, Sent.File($"om_file{n}", Old), Sent.Forward($"om_in{n}", Old)));
            _rig.Server.Refused[$"om_in{n}"] = 0;
        }

        var run = await _rig.RunAsync();
        Assert.Equal((30, 30), (run.Saved.Length, run.Failures.Length));
    }

    [Fact]
    public async Task Refusals_of_the_caller_for_parts_of_one_message_end_nothing()
    {
        _rig.Server.Say(Sent.Forward("om_1", Old, Sent.Forward("om_in1", Old), Sent.Forward("om_in2", Old), Sent.Forward("om_in3", Old)), Sent.File("om_last", _rig.Now.AddHours(-1)));
        foreach (var id in new[] { "om_in1", "om_in2", "om_in3" })
        {
            _rig.Server.Refused[id] = 99991679;
        }

        Assert.Equal(["om_last"], (await _rig.RunAsync()).Saved);
        Assert.Equal(["om_1"], _rig.History.Unread);
    }

    [Fact]
    public async Task Refusals_between_failures_show_that_the_server_is_there()
    {
        for (var n = 10; n < 60; n++)
        {
            _rig.Server.Say(Sent.Forward($"om_{n}", Old, Sent.File($"om_file{n}", Old)));
            _rig.Server.Refused[$"om_{n}"] = n % 2 == 0 ? 230050 : 0;
        }

        _rig.Server.Say(Sent.File("om_last", _rig.Now.AddHours(-1)));
        var run = await _rig.RunAsync();
        Assert.Equal(["om_last"], run.Saved);
        Assert.Equal(25, run.Failures.Length);
    }

    [Fact]
    public async Task Messages_of_an_unknown_type_that_name_files_are_told_also_inside_a_forward()
    {
        _rig.Server.Say(new Sent("om_1", Old, "album", new { images = new[] { new { image_key = "img_1" } } }));
        _rig.Server.Say(Sent.Forward("om_2", Old, new Sent("om_in", Old, "hologram", new { file_key = "file_1" }), new Sent("om_none", Old, "file", "{}")), new Sent("om_3", Old, "hologram", new { text = "Hello" }));
        var warnings = (await _rig.RunAsync()).Warnings;
        Assert.Equal(["om_1", "om_in", "om_none"], warnings.Select(warning => warning.Split('\'')[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_forward_inside_that_failed_is_read_later_also_where_the_copy_of_its_reply_is_refused()
    {
        Sent Deep(params Sent[] inside) => Sent.Forward("om_deep", Old, inside);
        _rig.Server.Say(Sent.Text("om_root", Old) with { Thread = "omt_1" }, Sent.Forward("om_copy", Old, Deep()) with { Twin = "om_reply", Thread = "omt_1" });
        _rig.Server.Say(Sent.Forward("om_reply", Old, Sent.File("om_in", Old), Deep()).In("omt_1") with { Twin = "om_copy" });
        _rig.Server.Say(Deep(Sent.File("om_file", Old)) with { IsInChat = false });
        (_rig.Server.Refused["om_copy"], _rig.Server.Refused["om_deep"]) = (230050, 2200);
        Assert.Equal(["2200"], (await _rig.RunAsync()).Failures);
        _rig.Server.Refused.Remove("om_deep");
        await _rig.RunAsync();
        Assert.Equal(["om_file.txt", "om_in.txt"], _rig.Files);
        Assert.Empty(_rig.History.Unread);
    }

    [Fact]
    public async Task Two_folders_of_one_chat_are_told()
    {
        _rig.Server.Say(Sent.File("om_1", Old));
        await _rig.RunAsync();
        Directory.CreateDirectory(Path.Combine(_rig.Destination, "Backup of Living (oc_1)"));
        Assert.Contains("'Backup of Living (oc_1)', 'Living (oc_1)'. The first one is continued", Assert.Single((await _rig.RunAsync()).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_names_itself_as_its_copy_is_exported()
    {
        _rig.Server.Say(Sent.File("om_1", Old) with { Twin = "om_1" }, Sent.Forward("om_2", Old, Sent.File("om_in", Old)) with { Twin = "om_2" });
        Assert.Equal(["om_1", "om_2"], (await _rig.RunAsync()).Saved);
    }

    [Fact]
    public async Task A_reply_whose_copy_was_edited_before_the_first_run_is_stored_too()
    {
        _rig.Server.Say(Sent.Text("om_root", Old) with { Thread = "omt_1" }, Sent.File("om_copy", Old) with { Twin = "om_reply", Thread = "omt_1", Edited = Old.AddMinutes(5) });
        _rig.Server.Say(Sent.File("om_reply", Old).In("omt_1") with { Twin = "om_copy" });
        await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true });
        Assert.Equal(["om_copy.txt", "om_reply.txt"], _rig.Files);
        Assert.Empty((await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true })).Saved);
    }

    [Fact]
    public async Task A_new_chat_whose_run_ends_with_a_refusal_of_the_caller_leaves_no_folder()
    {
        _rig.Server.Refused["history"] = 99991672;
        Assert.NotEmpty((await _rig.RunAsync()).Failures);
        Assert.False(Directory.Exists(_rig.Folder));
    }

    [Theory]
    [InlineData("forwards", 99991679)]
    [InlineData("folders", 99991668)]
    [InlineData("threads", 99991672)]
    public async Task An_endpoint_that_refuses_the_caller_costs_only_what_it_serves(string what, int code)
    {
        for (var n = 100; n < 300; n++)
        {
            var (part, sent) = what switch
            {
                "forwards" => ($"om_{n}", Sent.Forward($"om_{n}", Old, Sent.File($"om_in{n}", Old))),
                "folders" => ($"fold_{n}", Sent.Folder($"om_{n}", Old, $"fold_{n}")),
                _ => ($"omt_{n}", Sent.Text($"om_{n}", Old) with { Thread = $"omt_{n}" }),
            };
            _rig.Server.Folders[$"fold_{n}"] = [$"{n}.txt"];
            _rig.Server.Say(sent, Sent.File($"om_reply{n}", Old).In($"omt_{n}"));
            _rig.Server.Refused[part] = code;
        }

        _rig.Server.Say(Sent.File("om_last", Old));
        var refused = new HashSet<string>(_rig.Server.Refused.Keys, StringComparer.Ordinal);
        for (var night = 0; night < 2; night++)
        {
            var run = await _rig.RunAsync();
            Assert.Equal(night == 0 ? ["om_last"] : [], run.Saved);
            Assert.Equal([$"{code}", $"{code}"], run.Failures);
            Assert.Equal(1, run.Tally.IncompleteChats);

            // Some are on their way when the second refusal comes; of those that are noted, a batch.
            Assert.InRange(run.Calls.Count(call => refused.Contains(call.Split(' ')[^1]) && !call.StartsWith("many ", StringComparison.Ordinal)), 2, 60);
            Assert.Equal($"Further {(what == "forwards" ? "messages" : what)} of chat 'Living' were left out, since they would fail in the same way ({(code == 99991668 ? "InvalidAccessToken" : "ScopeMissing")}, {code}); the next run tries them.", Assert.Single(run.Warnings));
        }

        _rig.Server.Refused.Clear();
        Assert.Equal(200, (await _rig.RunAsync()).Saved.Length);
        Assert.Empty(_rig.History.Unread);
        Assert.Empty(_rig.History.UnreadThreads);
    }

    [Fact]
    public async Task What_was_said_is_archived_also_where_downloads_are_refused_to_the_caller()
    {
        for (var n = 100; n < 300; n++)
        {
            _rig.Server.Say(Sent.File($"om_{n}", Old.AddMinutes(n)), Sent.Text($"om_text{n}", Old.AddMinutes(n)));
        }

        var all = ExportRig.Everything with { IncludeMessage = true };
        await _rig.RunAsync(all with { Until = Old.AddMinutes(110) });
        _rig.Damage("om_100.txt", "BYTES OF FILE_OM_100"[..ChatServer.BytesOf("file_om_100").Length]);
        for (var n = 100; n < 300; n++)
        {
            _rig.Server.Refused[$"file_om_{n}"] = 99991672;
        }

        for (var night = 0; night < 2; night++)
        {
            var run = await _rig.RunAsync(all with { Verify = night == 0 });
            Assert.Equal(["99991672", "99991672"], run.Failures);
            Assert.Equal((night == 0 ? 400 - 22 : 0, 1), (run.Tally.MessagesArchived, run.Tally.IncompleteChats));
            Assert.Equal("Further resources of chat 'Living' were left out, since they would fail in the same way (ScopeMissing, 99991672); the next run tries them.", Assert.Single(run.Warnings, warning => warning.StartsWith("Further", StringComparison.Ordinal)));
            Assert.InRange(run.Calls.Count(call => call.StartsWith("file ", StringComparison.Ordinal)), 2, 12);
            Assert.InRange(run.Calls.Count(call => call.StartsWith("many ", StringComparison.Ordinal)), 0, 2);
            Assert.Empty(_rig.History.Unread);
        }

        // What was left out is known whatever a later run is for, the damaged file too.
        _rig.Server.Refused.Clear();
        Assert.Equal(190, (await _rig.RunAsync()).Saved.Length);
        Assert.Equal(ChatServer.BytesOf("file_om_100"), File.ReadAllText(_rig.File("om_100.txt")));
        Assert.DoesNotContain((await _rig.RunAsync()).Calls, call => call != "history");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Where_messages_that_are_read_alone_are_refused_to_the_caller_others_are_read_by_the_call_for_many(int count)
    {
        string[] ids = [.. Enumerable.Range(1, count).Select(n => $"om_{n}")];
        foreach (var id in ids)
        {
            _rig.Server.Say(Sent.File(id, Old));
            _rig.Server.Refused[$"file_{id}"] = 2200;
        }

        await _rig.RunAsync();
        _rig.Server.Refused.Clear();
        for (var n = 10; n < 14; n++)
        {
            _rig.Server.Say(Sent.Forward($"om_{n}", _rig.Now.AddHours(-1), Sent.File($"om_in{n}", Old)));
        }

        foreach (var id in ids.Concat(["om_10", "om_11", "om_12", "om_13"]))
        {
            _rig.Server.Refused[id] = 99991679;
        }

        Assert.Equal(ids, (await _rig.RunAsync()).Saved);
    }

    [Fact]
    public async Task Messages_that_the_list_of_many_refuses_to_the_caller_are_read_one_by_one()
    {
        _rig.Server.Say(Sent.File("om_1", Old), Sent.File("om_2", Old), Sent.File("om_3", Old));
        foreach (var n in new[] { 1, 2, 3 })
        {
            _rig.Server.Refused[$"file_om_{n}"] = 2200;
        }

        await _rig.RunAsync();
        _rig.Server.Refused.Clear();
        _rig.Server.Refused["many"] = 99991668;
        Assert.Equal(["om_1", "om_2", "om_3"], (await _rig.RunAsync()).Saved);
    }

    [Fact]
    public async Task A_chain_of_forwards_that_is_too_long_is_told()
    {
        var chain = Enumerable.Range(0, 60).Select(n => Sent.Forward($"om_in{n}", Old, Sent.File($"om_file{n}", Old), Sent.Forward($"om_in{n + 1}", Old))).ToArray();
        _rig.Server.Say([chain[0], .. chain[1..].Select(each => each with { IsInChat = false })]);
        var run = await _rig.RunAsync();
        Assert.Equal(51, run.Saved.Length);
        Assert.Equal(["UnexpectedResponse"], run.Failures);
        Assert.Contains(
            "Message 'om_in0' could not be read completely: 50 forwards inside were requested one by one, and at least 1 more was not.",
            run.Events.OfType<ExportEvent.Failed>().Single().Error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chains_of_forwards_that_are_too_long_do_not_end_the_run()
    {
        for (var chain = 0; chain < 17; chain++)
        {
            var links = Enumerable.Range(0, 52).Select(n => Sent.Forward($"om_{chain}_{n}", Old, Sent.Forward($"om_{chain}_{n + 1}", Old))).ToArray();
            _rig.Server.Say([links[0], .. links[1..].Select(each => each with { IsInChat = false })]);
        }

        _rig.Server.Say(Sent.File("om_last", Old));
        var run = await _rig.RunAsync();
        Assert.Equal(["om_last"], run.Saved);
        Assert.Equal(17, run.Failures.Length);
    }

    [Fact]
    public async Task Folders_that_the_platform_lists_short_do_not_end_the_run()
    {
        for (var n = 0; n < 40; n++)
        {
            _rig.Server.ShortFolders.Add($"fold_{n}");
            _rig.Server.Say(Sent.Folder($"om_{n}", Old, $"fold_{n}"));
        }

        _rig.Server.Say(Sent.File("om_last", Old));
        var run = await _rig.RunAsync();
        Assert.Equal(["om_last"], run.Saved);
        Assert.Equal(40, run.Failures.Count(id => id == "IncompleteFolder"));
        Assert.Equal(40, _rig.History.Unread.Count);
    }

    [Fact]
    public async Task Files_of_a_folder_are_saved_in_it_and_a_folder_that_is_refused_is_recorded()
    {
        (_rig.Server.Folders["fold_1"], _rig.Server.Folders["fold_2"]) = (["a.txt", "b.txt"], ["c.txt"]);
        _rig.Server.Say(Sent.Folder("om_1", Old, "fold_1"), Sent.Folder("om_2", Old, "fold_2"), Sent.Folder("om_3", Old, "fold_3"));
        (_rig.Server.Refused["fold_2"], _rig.Server.Refused["fold_3"]) = (234040, 234001);
        var run = await _rig.RunAsync();
        Assert.Equal(["om_1", "om_1"], run.Saved);
        Assert.EndsWith("/fold_1/a.txt", _rig.Lines.Single(line => line.Name == "a.txt").Path, StringComparison.Ordinal);
        Assert.Equal(["234001"], run.Failures);
        Assert.Equal(("om_2", "fold_2", 234040, LarkResourceKind.Folder), (run.Skipped.Single().Entry.MessageId, run.Skipped[0].Entry.FileKey, run.Skipped[0].Entry.Code, run.Skipped[0].Entry.Kind));
        Assert.Equal(["om_3"], _rig.History.Unread);

        // A folder that was refused for good is not listed again, unless that is wanted.
        _rig.Server.Refused.Clear();
        Assert.DoesNotContain("folder fold_2", (await _rig.RunAsync(ExportRig.Everything with { Full = true })).Calls);
        Assert.Equal(["om_2"], (await _rig.RunAsync(ExportRig.Everything with { Full = true, RetrySkipped = true })).Saved);
    }

    [Fact]
    public async Task A_folder_inside_a_forward_does_not_hide_the_files_beside_it()
    {
        _rig.Server.Folders["fold_1"] = ["a.txt"];
        _rig.Server.Say(Sent.Forward("om_1", Old, Sent.File("om_in1", Old), Sent.Folder("om_in2", Old, "fold_1")));
        Assert.Equal(["om_1", "om_1"], (await _rig.RunAsync()).Saved);
        Assert.Equal(["a.txt", "om_in1.txt"], _rig.Files);
    }

    [Fact]
    public async Task Folders_are_not_listed_where_files_are_not_wanted()
    {
        _rig.Server.Folders["fold_1"] = ["a.txt"];
        _rig.Server.Say(Sent.Folder("om_1", Old, "fold_1"));
        Assert.Equal(["history"], (await _rig.RunAsync(ExportRig.Everything with { Kinds = new HashSet<LarkResourceKind> { LarkResourceKind.Image } })).Calls);
        Assert.Empty(_rig.Lines);
        Assert.Equal(["om_1"], (await _rig.RunAsync(ExportRig.Everything with { Kinds = new HashSet<LarkResourceKind> { LarkResourceKind.File } })).Saved);
    }

    [Fact]
    public async Task A_file_that_an_edit_took_out_of_its_message_is_fetched_all_the_same_when_it_failed_before()
    {
        _rig.Server.Say(Sent.File("om_1", Old), Sent.File("om_2", Old));
        _rig.Server.Refused["file_om_1"] = 234001;
        await _rig.RunAsync();
        _rig.Server.Refused.Clear();
        _rig.Server.Change("om_1", _ => Sent.Text("om_1", Old));
        _rig.Server.Change("om_2", _ => Sent.Text("om_2", Old));
        var run = await _rig.RunAsync();
        Assert.Equal(["om_1"], run.Saved);
        Assert.Equal(["file om_1 file_om_1", "history", "message om_1"], run.Calls);
    }

    [Fact]
    public async Task Content_that_is_not_what_the_platform_documents_is_told()
    {
        _rig.Server.Say(new Sent("om_1", Old, "file", "not JSON"));
        Assert.StartsWith("The content of message 'om_1' (file) is not what the platform documents, so no resource was found in it.", Assert.Single((await _rig.RunAsync()).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_of_which_only_a_placeholder_came_is_told()
    {
        _rig.Server.Say(new Sent("om_1", Old, "interactive", new { title = (string?)null, elements = new[] { new[] { new { tag = "text", text = "请升级至最新版本客户端，以查看内容" } } } }), Sent.File("om_2", Old));
        var run = await _rig.RunAsync();
        Assert.Contains("om_1", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(["om_2"], run.Saved);
    }

    [Fact]
    public async Task Words_are_archived_once_and_again_when_they_change()
    {
        var options = ExportRig.Everything with { IncludeMessage = true };
        _rig.Server.Say(Sent.Text("om_1", Old, "Hello"), Sent.File("om_2", Old));
        var run = await _rig.RunAsync(options);
        Assert.Equal((2, 2), (run.Tally.Messages, run.Tally.MessagesArchived));
        Assert.Equal((2, 1), (_rig.State.Messages, _rig.State.Resources));
        Assert.True(_rig.History.Covered[0].Messages);
        Assert.Equal(0, (await _rig.RunAsync(options with { Full = true })).Tally.MessagesArchived);
        _rig.Server.Change("om_1", _ => Sent.Text("om_1", Old, "Hello all") with { Edited = Old.AddHours(1) });
        Assert.Equal(1, (await _rig.RunAsync(options with { Full = true })).Tally.MessagesArchived);

        // A run for the files alone keeps count of what is there.
        await _rig.RunAsync();
        Assert.Equal(2, _rig.State.Messages);
    }

    [Fact]
    public async Task Lost_messages_and_lost_lines_have_the_history_read_once_more()
    {
        var options = ExportRig.Everything with { IncludeMessage = true };
        _rig.Server.Say(Sent.File("om_1", Old), Sent.File("om_2", Old));
        await _rig.RunAsync(options);
        File.WriteAllText(Path.Combine(_rig.Folder, MessageArchive.FileName), "");
        var run = await _rig.RunAsync(options);
        Assert.Equal((2, 2), (run.Tally.MessagesArchived, run.Tally.AlreadyThere));
        Assert.Empty(run.Warnings);

        File.WriteAllText(ManifestPath, File.ReadAllLines(ManifestPath).Single(line => line.Contains("om_1", StringComparison.Ordinal)) + "\n");
        var dry = await _rig.RunAsync(ExportRig.Everything with { IsDryRun = true });
        Assert.Equal(("om_2", "om_2.txt"), (Assert.Single(dry.WouldSave).Entry.MessageId, Path.GetFileName(dry.WouldSave[0].FullName)));
        run = await _rig.RunAsync(options);
        Assert.Equal($"'{ManifestPath}' lists fewer resources than before; the whole history is read again.", Assert.Single(run.Warnings));
        Assert.Equal(2, _rig.State.Resources);
        Assert.Equal(["om_1.txt", "om_2.txt"], _rig.Files);
        Assert.Empty((await _rig.RunAsync(options)).Warnings);
    }

    [Theory]
    [InlineData(1, "A line of '", " cannot be read and is left unchanged; delete such lines to stop this warning.")]
    [InlineData(2, "2 lines of '", " cannot be read and are left unchanged; delete such lines to stop this warning.")]
    public async Task Lines_that_cannot_be_read_are_told_and_stay(int lines, string start, string end)
    {
        await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true });
        foreach (var name in new[] { Manifest.FileName, MessageArchive.FileName })
        {
            File.WriteAllText(Path.Combine(_rig.Folder, name), string.Concat(Enumerable.Repeat("a diary\n", lines)));
        }

        var warnings = (await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true })).Warnings;
        Assert.Equal([$"{start}{ManifestPath}'{end}", $"{start}{Path.Combine(_rig.Folder, MessageArchive.FileName)}'{end}"], warnings);
        Assert.Equal(lines, File.ReadAllLines(ManifestPath).Length);
    }

    [Fact]
    public async Task A_state_that_is_damaged_is_told_and_everything_is_read_again()
    {
        await _rig.RunAsync();
        _rig.Server.Say(Sent.File("om_1", Old));
        File.WriteAllText(Path.Combine(_rig.Folder, ExportCheckpoint.FileName), "{\"v\":1,");
        var run = await _rig.RunAsync();
        Assert.StartsWith($"'{Path.Combine(_rig.Folder, ExportCheckpoint.FileName)}' cannot be read, is about another chat, or has dates in the future: ", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(["om_1"], run.Saved);
        Assert.Empty((await _rig.RunAsync()).Warnings);
    }

    [Fact]
    public async Task A_time_zone_that_this_machine_does_not_know_is_told_and_kept()
    {
        await _rig.RunAsync();
        (_rig.State with { TimeZone = "Mars/Olympus" }).Write(_rig.Folder);
        Assert.StartsWith($"The files in '{_rig.Folder}' are filed by the days of the time zone 'Mars/Olympus'", Assert.Single((await _rig.RunAsync()).Warnings), StringComparison.Ordinal);
        Assert.Equal("Mars/Olympus", _rig.State.TimeZone);
    }

    [Fact]
    public async Task Files_are_filed_by_the_days_of_the_zone_of_the_first_run()
    {
        Directory.CreateDirectory(_rig.Folder);
        var utc = new DateTimeOffset(2025, 3, 4, 23, 30, 0, TimeSpan.Zero);
        new ExportCheckpoint { ChatId = "oc_1", TimeZone = "Asia/Shanghai" }.Write(_rig.Folder);
        _rig.Server.Say(Sent.File("om_1", utc));
        await _rig.RunAsync();
        Assert.Equal("2025-03-05/om_1.txt", Assert.Single(_rig.Lines).Path);
        Assert.Equal(("Asia/Shanghai", "Living", "group", "oc_1"), (_rig.State.TimeZone, _rig.State.ChatName, _rig.State.ChatMode, _rig.State.ChatId));
    }

    [Fact]
    public async Task Two_exports_of_a_chat_do_not_work_in_its_folder_at_once()
    {
        await _rig.RunAsync();
        using (FolderLock.Take(_rig.Folder))
        {
            var run = await _rig.RunAsync();
            Assert.Equal(["ResourceBusy"], run.Failures);
            Assert.Equal((1, 0), (run.Tally.IncompleteChats, run.Calls.Length));

            // A dry run writes nothing, so it need not wait.
            Assert.Empty((await _rig.RunAsync(ExportRig.Everything with { IsDryRun = true })).Failures);
        }

        Assert.Empty((await _rig.RunAsync()).Failures);
    }

    [Theory]
    [InlineData(Manifest.FileName)]
    [InlineData(MessageArchive.FileName)]
    [InlineData(ExportCheckpoint.FileName)]
    public async Task A_folder_that_a_later_version_has_written_to_is_left_as_it_is_and_is_free_again(string name)
    {
        await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true });
        var path = Path.Combine(_rig.Folder, name);
        var (text, later) = (File.ReadAllText(path), "{\"v\":2,\"messageId\":\"om_1\"}\n");
        File.WriteAllText(path, later);
        Assert.Equal(["UnreadableManifest"], (await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true })).Failures);
        Assert.Equal(later, File.ReadAllText(path));
        File.WriteAllText(path, text);
        Assert.False(File.Exists(ManifestPath + ".lock"));
        foreach (var file in Directory.GetFiles(_rig.Folder))
        {
            new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
        }

        Assert.Empty((await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true })).Failures);
    }

    [Fact]
    public async Task A_part_that_a_kill_has_left_of_a_file_that_is_there_goes_but_not_in_a_dry_run()
    {
        _rig.Server.Say(Sent.File("om_1", Old, "report.txt"));
        await _rig.RunAsync();
        var part = _rig.File("report.txt") + ".part";
        var mine = Path.Combine(Directory.CreateDirectory(Path.Combine(_rig.Folder, "mine")).FullName, "report.txt.part");
        foreach (var path in new[] { part, mine })
        {
            File.WriteAllText(path, "a piece");
            File.SetLastWriteTimeUtc(path, Old.UtcDateTime);
        }

        await _rig.RunAsync(ExportRig.Everything with { IsDryRun = true });
        Assert.True(File.Exists(part));
        await _rig.RunAsync();
        Assert.Equal((false, true), (File.Exists(part), File.Exists(mine)));
    }

    [Fact]
    public void All_resources_of_a_message_are_known_unless_a_folder_in_it_was_not_listed()
    {
        var (message, failure) = (new LarkMessage { MessageId = "om_1", MessageType = "text" }, LarkErrors.NotConnected());
        var folder = new LarkResource { MessageId = "om_1", FileKey = "fold_1", Type = LarkResourceType.File, Kind = LarkResourceKind.Folder };
        Assert.True(new HistoryItem("om_1", message, null).HasAllResources);
        Assert.True(new HistoryItem("om_1", message, null) { Missing = [new(null, failure)] }.HasAllResources);
        Assert.False(new HistoryItem("om_1", message, null) { Missing = [new(null, failure), new(folder, failure)] }.HasAllResources);
        Assert.False(new HistoryItem("om_1", message with { Resources = [folder] }, null).HasAllResources);
        Assert.True(new HistoryItem("om_1", message with { Resources = [folder with { Kind = LarkResourceKind.File }] }, null).HasAllResources);
    }

    [Fact]
    public async Task A_folder_that_is_a_link_is_not_written_to()
    {
        var elsewhere = Path.Combine(_rig.Destination, "elsewhere");
        Directory.CreateDirectory(elsewhere);
        Directory.CreateSymbolicLink(_rig.Folder, elsewhere);
        _rig.Server.Say(Sent.File("om_1", Old));
        Assert.Equal(["WriteFailed"], (await _rig.RunAsync()).Failures);
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere));
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_an_error_that_names_it()
    {
        Directory.CreateDirectory(_rig.Destination);
        File.WriteAllText(_rig.Folder, "mine");
        var run = await _rig.RunAsync();
        Assert.Equal(["WriteFailed"], run.Failures);
        Assert.Equal("mine", File.ReadAllText(_rig.Folder));
        Assert.Equal(1, run.Tally.IncompleteChats);
    }

    [Fact]
    public async Task A_lost_connection_ends_the_rest_after_sixteen_failures_and_the_next_run_has_all()
    {
        _rig.Server.Say([.. Enumerable.Range(1, 40).Select(number => Sent.File($"om_{number:00}", Old))]);
        Enumerable.Range(1, 40).ToList().ForEach(number => _rig.Server.Refused[$"file_om_{number:00}"] = 0);
        var run = await _rig.RunAsync(ExportRig.Everything with { ThrottleLimit = 1 });
        Assert.InRange(run.Failures.Length, 16, 18);
        Assert.Equal("The rest of chat 'Living' was not tried after too many failures in a row (the last one: ConnectionFailed); the next run tries it.", Assert.Single(run.Warnings));
        Assert.Equal((1, 0), (run.Tally.IncompleteChats, _rig.History.Covered.Count));
        _rig.Server.Refused.Clear();
        Assert.Equal(40, (await _rig.RunAsync()).Saved.Length);
    }

    [Fact]
    public async Task What_the_account_may_not_do_ends_the_rest_at_its_second_refusal()
    {
        _rig.Server.Say([.. Enumerable.Range(1, 9).Select(number => Sent.File($"om_{number}", Old))]);
        Enumerable.Range(1, 9).ToList().ForEach(number => _rig.Server.Refused[$"file_om_{number}"] = 99991672);
        var run = await _rig.RunAsync(ExportRig.Everything with { ThrottleLimit = 1 });
        Assert.InRange(run.Failures.Length, 2, 4);
        Assert.Contains("would fail in the same way (ScopeMissing, 99991672)", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_that_are_everyday_are_not_warned_of_and_others_are_counted_by_their_codes()
    {
        _rig.Server.Say([.. Enumerable.Range(1, 5).Select(number => Sent.File($"om_{number}", Old))]);
        var refused = _rig.Server.Refused;
        (refused["file_om_1"], refused["file_om_2"], refused["file_om_3"], refused["file_om_4"]) = (234040, 234040, 234038, 234005);
        var run = await _rig.RunAsync();
        Assert.Equal(["om_5"], run.Saved);
        Assert.Equal(2, run.Warnings.Length);
        Assert.StartsWith("1 resource of chat 'Living' was refused with code 234038", run.Warnings[0], StringComparison.Ordinal);
        Assert.StartsWith("2 resources of chat 'Living' were refused with code 234040", run.Warnings[1], StringComparison.Ordinal);
        Assert.Equal(["234005", "234038", "234040"], run.Tally.SkippedByCode.Keys);
        Assert.Equal(0, run.Tally.IncompleteChats);
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_what_it_saved_and_the_next_one_has_the_rest()
    {
        using var stop = new CancellationTokenSource();
        _rig.Server.Say([.. Enumerable.Range(1, 6).Select(number => Sent.File($"om_{number}", Old))]);
        var left = 3;
        _rig.Server.Before = call =>
        {
            if (call.StartsWith("file", StringComparison.Ordinal) && Interlocked.Decrement(ref left) == 0)
            {
                stop.Cancel();
            }
        };
        var tally = new ExportStatistics();
        var export = _rig.Exporter(ExportRig.Everything with { ThrottleLimit = 1 }, tally: tally);
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (var happened in export.RunAsync(stop.Token))
            {
                Assert.IsNotType<ExportEvent.Failed>(happened);
            }
        });
        Assert.Equal((1, 0), (tally.IncompleteChats, _rig.History.Covered.Count));
        Assert.InRange(_rig.Lines.Length, 2, 3);
        _rig.Server.Before = _ => { };
        Assert.Equal(6 - tally.Saved, (await _rig.RunAsync()).Saved.Length);
        Assert.Equal(6, _rig.Lines.Length);
    }

    [Fact]
    public async Task Files_of_another_origin_keep_their_names_however_many_a_resource_could_have()
    {
        _rig.Server.Say(Sent.File("om_1", Old, "report.txt"), Sent.File("om_2", Old, "other.txt"));
        await _rig.RunAsync();
        var day = Path.GetDirectoryName(_rig.File("report.txt"))!;
        Directory.Delete(day, recursive: true);
        Directory.CreateDirectory(day);
        File.WriteAllText(ManifestPath, "");
        File.WriteAllText(Path.Combine(day, "report.txt"), "mine");
        Array.ForEach(["other.txt", "other (file_om_2).txt"], name => File.WriteAllText(Path.Combine(day, name), "mine"));
        var run = await _rig.RunAsync();
        Assert.Equal("mine", File.ReadAllText(Path.Combine(day, "report.txt")));
        Assert.Equal(ChatServer.BytesOf("file_om_1"), File.ReadAllText(Path.Combine(day, "report (file_om_1).txt")));
        Assert.Empty(run.Failures);
        Assert.All(["other.txt", "other (file_om_2).txt"], name => Assert.Equal("mine", File.ReadAllText(Path.Combine(day, name))));
        Assert.Equal(ChatServer.BytesOf("file_om_2"), File.ReadAllText(Path.Combine(_rig.Folder, _rig.Lines.Single(line => line.MessageId == "om_2").Path!)));
    }

    [Fact]
    public async Task A_file_that_a_kill_left_without_a_line_is_taken_for_ours_by_its_time()
    {
        _rig.Server.Say(Sent.File("om_1", Old, "report.txt"));
        await _rig.RunAsync();
        File.WriteAllText(ManifestPath, "");
        var run = await _rig.RunAsync();
        Assert.Equal(["om_1"], run.Saved);
        Assert.Equal(["report.txt"], _rig.Files);
    }

    [Fact]
    public async Task A_file_of_which_only_an_earlier_run_knows_stays_open_while_its_forward_cannot_be_read()
    {
        _rig.Server.Say(Sent.Forward("om_1", Old, Sent.File("om_in", Old)));
        _rig.Server.Refused["file_om_in"] = 234001;
        await _rig.RunAsync();
        _rig.Server.Refused["file_om_in"] = 234003;
        _rig.Server.Change("om_1", sent => sent with { Inside = [] });
        await _rig.RunAsync();
        Assert.Equal(ExportStatus.Failed, Assert.Single(_rig.Lines).Status);
        _rig.Server.Change("om_1", sent => sent with { Inside = [Sent.Text("om_in", Old) with { Upper = "om_1" }] });
        await _rig.RunAsync();
        Assert.Equal(ExportStatus.Skipped, Assert.Single(_rig.Lines).Status);
    }
}
