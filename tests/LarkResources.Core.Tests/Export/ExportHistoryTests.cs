using System.Text;

namespace LarkResources.Tests.Export;

/// <summary>Which messages a run looks at, and what the next one need not look at again.</summary>
public sealed class ExportHistoryTests : IDisposable
{
    private static readonly ExportOptions WithoutThreads = ExportRig.Everything with { IncludeThread = false };

    private readonly ExportRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private DateTimeOffset Ago(double hours) => _rig.Now.AddHours(-hours);

    [Fact]
    public async Task The_next_run_looks_back_a_day_and_an_hour_for_messages_that_came_late()
    {
        await _rig.RunAsync(WithoutThreads);
        _rig.Server.Say(Sent.File("om_late", Ago(24.5)), Sent.File("om_older", Ago(25.5)));
        Assert.Equal(["om_late"], (await _rig.RunAsync(WithoutThreads)).Saved);
        Assert.Equal(["om_older"], (await _rig.RunAsync(WithoutThreads with { Full = true })).Saved);
    }

    [Fact]
    public async Task Under_a_clock_that_is_days_ahead_nothing_that_is_sent_later_counts_as_read()
    {
        // The platform is at two days ago, and so are those who write.
        _rig.Server.Say(Sent.Text("om_root", Ago(60)) with { Thread = "omt_1" }, Sent.File("om_first", Ago(60)).In("omt_1"));
        foreach (var (hours, thread) in new[] { (48, null), (24.0, "omt_1"), (1, null) })
        {
            _rig.Server.Date = Ago(hours);
            await _rig.RunAsync();
            await _rig.RunAsync(WithoutThreads);
            var next = Sent.File($"om_{hours}", Ago(hours - 0.1));
            _rig.Server.Say(thread is null ? next : next.In(thread));
            Assert.Equal([$"om_{hours}"], (await _rig.RunAsync(thread is null ? WithoutThreads : ExportRig.Everything)).Saved);
        }
    }

    [Theory]
    [InlineData(-72, 72)]
    [InlineData(72, 0)]
    [InlineData(null, 0)]
    public async Task A_history_is_read_until_the_earlier_of_both_clocks(int? hours, int earlier)
    {
        _rig.Server.Date = hours is { } apart ? _rig.Now.AddHours(apart) : null;
        await _rig.RunAsync(WithoutThreads);
        Assert.InRange(Assert.Single(_rig.History.Covered).Until, Ago(earlier).AddMinutes(-5), Ago(earlier).AddMinutes(5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(24)]
    public async Task A_date_is_as_old_as_the_cache_that_gives_it_says(int age)
    {
        (_rig.Server.Date, _rig.Server.Age) = (Ago(48 + age), TimeSpan.FromHours(age));
        await _rig.RunAsync(WithoutThreads);
        Assert.InRange(Assert.Single(_rig.History.Covered).Until, Ago(48).AddMinutes(-5), Ago(48).AddMinutes(5));
    }

    [Fact]
    public async Task A_date_of_1970_and_that_of_a_file_count_for_nothing()
    {
        _rig.Server.Say(Sent.File("om_1", Ago(20)));
        (_rig.Server.Date, _rig.Server.DateOfFiles) = (DateTimeOffset.UnixEpoch, Ago(1000));
        await _rig.RunAsync(WithoutThreads);
        Assert.InRange(Assert.Single(_rig.History.Covered).Until, Ago(0), Ago(-1));
    }

    [Theory]
    [InlineData(30, 29, true)]
    [InlineData(30, 31, false)]
    [InlineData(5, 4, true)]
    [InlineData(5, 6, false)]
    public async Task Threads_are_looked_for_as_far_back_as_is_asked(int lookback, int days, bool isFound)
    {
        var options = ExportRig.Everything with { ThreadLookback = TimeSpan.FromDays(lookback) };
        var root = Sent.Text("om_root", Ago(24 * days));
        _rig.Server.Say(root);
        await _rig.RunAsync(options);
        _rig.Server.Change("om_root", sent => sent with { Thread = "omt_1" });
        _rig.Server.Say(Sent.File("om_reply", Ago(1)).In("omt_1"));
        var again = await _rig.RunAsync(options);
        Assert.Equal(isFound ? ["om_reply"] : [], again.Saved);
        Assert.Contains($"were looked for below messages sent since {DateTime.Now.AddDays(-lookback):yyyy-MM-dd}", Assert.Single(again.Notes), StringComparison.Ordinal);
        Assert.Equal(["om_reply"], (await _rig.RunAsync(options with { Full = true })).Saved.Concat(again.Saved));
    }

    [Fact]
    public async Task A_first_run_and_one_without_threads_have_nothing_to_note()
    {
        Assert.Empty((await _rig.RunAsync()).Notes);
        Assert.Empty((await _rig.RunAsync(WithoutThreads)).Notes);
    }

    [Fact]
    public async Task A_thread_that_is_known_is_read_again_from_its_end_and_only_what_is_new_is_fetched()
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(3000)) with { Thread = "omt_1" }, Sent.File("om_1", Ago(2000)).In("omt_1"));
        var first = await _rig.RunAsync();
        Assert.Equal(["om_1"], first.Saved);
        Assert.Equal(["file om_1 file_om_1", "history", "thread omt_1"], first.Calls);
        _rig.Server.Say(Sent.File("om_2", Ago(24.5)).In("omt_1"), Sent.File("om_3", Ago(25.5)).In("omt_1"));
        _rig.Server.Change("om_1", sent => sent with { Edited = Ago(1) });
        var again = await _rig.RunAsync();
        Assert.Equal(["om_2"], again.Saved);
        Assert.Equal(["file om_2 file_om_2", "history", "thread omt_1"], again.Calls);
    }

    [Fact]
    public async Task Replies_are_handed_on_oldest_first_so_that_the_first_of_a_name_keeps_it()
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(30)) with { Thread = "omt_1" }, Sent.File("om_1", Ago(20), "same.txt").In("omt_1"), Sent.File("om_2", Ago(20), "same.txt").In("omt_1"));
        await _rig.RunAsync();
        Assert.EndsWith("/same.txt", _rig.Lines.Single(line => line.MessageId == "om_1").Path, StringComparison.Ordinal);
        Assert.EndsWith("/same (file_om_2).txt", _rig.Lines.Single(line => line.MessageId == "om_2").Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thread_that_could_not_be_read_is_an_error_and_is_read_whole_by_the_next_run()
    {
        _rig.Server.Say(
            Sent.Text("om_root", Ago(3000)) with { Thread = "omt_1" }, Sent.Text("om_other", Ago(3000)) with { Thread = "omt_2" }, Sent.File("om_1", Ago(2000)).In("omt_1"), Sent.File("om_2", Ago(2000)).In("omt_2"));
        _rig.Server.Refused["omt_1"] = 230002;
        var first = await _rig.RunAsync();
        Assert.Equal(["230002"], first.Failures);
        Assert.Equal(["om_2"], first.Saved);
        Assert.Null(_rig.ReadUntil("omt_1"));
        Assert.NotNull(_rig.ReadUntil("omt_2"));
        _rig.Server.Refused.Clear();
        Assert.Equal(["om_1"], (await _rig.RunAsync()).Saved);
    }

    [Fact]
    public async Task A_thread_that_fails_once_keeps_the_moment_until_which_it_was_read()
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(3000)) with { Thread = "omt_1" }, Sent.File("om_1", Ago(2000)).In("omt_1"));
        await _rig.RunAsync(ExportRig.Everything with { Until = Ago(100) });
        _rig.Server.Refused["omt_1"] = 230002;
        _rig.Server.Say(Sent.File("om_2", Ago(90)).In("omt_1"));
        await _rig.RunAsync();
        Assert.Equal(Ago(100), _rig.ReadUntil("omt_1"));
        _rig.Server.Refused.Clear();
        Assert.Equal(["om_2"], (await _rig.RunAsync()).Saved);
        Assert.InRange(_rig.ReadUntil("omt_1")!.Value, _rig.Now, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Threads_of_a_topic_chat_are_not_asked_for_one_by_one()
    {
        _rig.Server.ChatMode = "topic";
        _rig.Server.Say(Sent.Text("om_root", Ago(3000)) with { Thread = "omt_1" }, Sent.File("om_1", Ago(2)).In("omt_1") with { IsInChat = true });
        var chat = new LarkChat { ChatId = "oc_1", Name = "Living" };
        var first = await _rig.RunAsync(chat: chat);
        Assert.Equal(["chat", "file om_1 file_om_1", "history"], first.Calls);
        Assert.Equal(("topic", 0), (_rig.State.ChatMode, _rig.History.Threads.Count));

        Assert.Equal(["chat", "history"], (await _rig.RunAsync(chat: chat)).Calls);
    }

    [Fact]
    public async Task A_thread_that_failed_is_read_also_when_the_group_has_become_a_topic_chat()
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(3000)) with { Thread = "omt_1" }, Sent.Text("om_other", Ago(3000)) with { Thread = "omt_2" }, Sent.File("om_1", Ago(2000)).In("omt_1"));
        _rig.Server.Refused["omt_1"] = 2200;
        var chat = new LarkChat { ChatId = "oc_1", Name = "Living", ChatMode = "group" };
        Assert.Empty((await _rig.RunAsync(chat: chat)).Saved);

        chat = chat with { ChatMode = "topic" };
        Assert.Empty((await _rig.RunAsync(chat: chat)).Saved);
        _rig.Server.Refused.Clear();
        var healed = await _rig.RunAsync(chat: chat);
        Assert.Equal(["om_1"], healed.Saved);
        Assert.DoesNotContain("thread omt_2", healed.Calls);
        Assert.Equal(["history"], (await _rig.RunAsync(chat: chat)).Calls);
    }

    [Fact]
    public async Task A_thread_below_an_old_message_that_a_run_for_less_has_found_is_read_by_the_next_one_for_more()
    {
        var all = ExportRig.Everything with { IncludeMessage = true };
        _rig.Server.Say(Sent.Text("om_old", Ago(24 * 100)));
        await _rig.RunAsync(all);
        _rig.Server.Change("om_old", sent => sent with { Thread = "omt_1" });
        _rig.Server.Say(Sent.File("om_1", Ago(24 * 5)).In("omt_1", "om_old"));
        Assert.Empty((await _rig.RunAsync(all)).Saved);
        Assert.Empty((await _rig.RunAsync(ExportRig.Everything with { Full = true, Kinds = new HashSet<LarkResourceKind> { LarkResourceKind.Image } })).Saved);
        Assert.Equal(["om_1"], (await _rig.RunAsync(all)).Saved);
    }

    [Theory]
    [InlineData("kinds", 20)]
    [InlineData("kinds", 1.5)]
    [InlineData("messages", 20)]
    [InlineData("messages", 1.5)]
    [InlineData("filter", 20)]
    [InlineData("filter", 1.5)]
    public async Task A_thread_that_begins_after_a_run_for_more_is_read_whole_only_once(string what, double begun)
    {
        var more = what switch
        {
            "kinds" => ExportRig.Everything with { Kinds = ExportRig.Everything.Kinds.Append(LarkResourceKind.Cover).ToHashSet() },
            "messages" => ExportRig.Everything with { IncludeMessage = true },
            _ => ExportRig.Everything,
        };
        var nightly = what == "filter" ? ExportRig.Everything with { Filter = new(resource => resource.Name?.EndsWith(".mp4", StringComparison.Ordinal) is not true, ResourceFilter.SignatureOf([], ["*.mp4"], [])) } : ExportRig.Everything;
        await _rig.RunAsync(nightly with { Until = Ago(48) });
        await _rig.RunAsync(more with { Until = Ago(48) });
        Begin(begun);
        Assert.Equal(["om_1", "om_2", "om_3"], (await _rig.RunAsync(nightly)).Saved);
        Assert.Equal(["history", "thread omt_1"], (await _rig.RunAsync(nightly)).Calls);

        // What a run for less has read of the thread is not what the run for more was for.
        _rig.Server.Say(Sent.File("om_old", Ago(24 * begun * 0.95), "a.mp4").In("omt_1"));
        Assert.Equal(["om_old"], (await _rig.RunAsync(more)).Saved);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [InlineData(20, false)]
    [InlineData(20, true)]
    public async Task A_thread_that_begins_is_read_whole_only_once_by_runs_for_the_same_days(double begun, bool isSliding)
    {
        await _rig.RunAsync(ExportRig.Everything with { Until = Ago(48) });
        Begin(begun);
        var replies = new[] { "om_1", "om_2", "om_3" }.Zip([0.98, 0.85, 0.75]).Where(reply => begun * reply.Second < 7).Select(reply => reply.First);
        Assert.Equal(replies, (await _rig.RunAsync(ExportRig.Everything with { Since = Ago(24 * 7) })).Saved);
        var again = await _rig.RunAsync(ExportRig.Everything with { Since = Ago((24 * 7) - (isSliding ? 1 : 0)) });
        Assert.Equal(["history", "thread omt_1"], again.Calls);

        // What began before those days is still new to a run for all.
        var all = await _rig.RunAsync();
        Assert.Equal(new[] { "om_1", "om_2", "om_3" }.Except(replies), all.Saved);
        Assert.Equal(["history", "thread omt_1"], (await _rig.RunAsync()).Calls);
    }

    /// <summary>Begins a thread with three forwards, which take a call each when they are read.</summary>
    private void Begin(double days)
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(24 * days)) with { Thread = "omt_1" });
        foreach (var (id, part) in new[] { ("om_1", 0.98), ("om_2", 0.85), ("om_3", 0.75) })
        {
            _rig.Server.Say(Sent.Forward(id, Ago(24 * days * part), Sent.File("om_in" + id[^1], Ago(24 * days))) with { Thread = "omt_1", IsInChat = false, Root = "om_root" });
        }
    }

    [Fact]
    public async Task Threads_that_only_a_run_has_found_that_ended_early_are_read_by_the_next_one()
    {
        string[] threads = [.. Enumerable.Range(1, 20).Select(n => $"omt_{n}")];
        Array.ForEach(threads, thread => _rig.Server.Say(Sent.Text("om_" + thread, Ago(24 * 100))));
        await _rig.RunAsync();
        foreach (var thread in threads)
        {
            _rig.Server.Change("om_" + thread, sent => sent with { Thread = thread });
            _rig.Server.Say(Sent.File("om_file" + thread, Ago(24 * 5)).In(thread, "om_" + thread));
            _rig.Server.Refused[thread] = 0;
        }

        Assert.Contains("The rest of chat", Assert.Single((await _rig.RunAsync(ExportRig.Everything with { Full = true })).Warnings), StringComparison.Ordinal);
        _rig.Server.Refused.Clear();
        Assert.Equal(threads.Length, (await _rig.RunAsync()).Saved.Length);
    }

    [Fact]
    public async Task A_thread_that_a_run_for_more_could_not_read_is_no_news_to_a_run_for_less()
    {
        var more = ExportRig.Everything with { IncludeMessage = true };
        await _rig.RunAsync(ExportRig.Everything with { Until = Ago(24 * 30) });
        Begin(20);
        await _rig.RunAsync(ExportRig.Everything);
        _rig.Server.Refused["omt_1"] = 2200;
        await _rig.RunAsync(more);
        _rig.Server.Refused.Clear();
        Assert.Equal(["history", "thread omt_1"], (await _rig.RunAsync(ExportRig.Everything)).Calls);
        Assert.Equal(3, (await _rig.RunAsync(more)).Calls.Count(call => call.StartsWith("message ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_thread_that_is_refused_for_good_is_not_asked_for_again_and_again_in_a_topic_chat()
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(3000)) with { Thread = "omt_1" });
        _rig.Server.Refused["omt_1"] = 2200;
        var chat = new LarkChat { ChatId = "oc_1", Name = "Living", ChatMode = "group" };
        await _rig.RunAsync(chat: chat);
        _rig.Server.Refused["omt_1"] = 230110;
        chat = chat with { ChatMode = "topic" };
        Assert.Equal(["history", "thread omt_1"], (await _rig.RunAsync(chat: chat)).Calls);
        Assert.Equal(["history"], (await _rig.RunAsync(chat: chat)).Calls);
    }

    [Fact]
    public async Task A_run_for_less_does_not_settle_a_thread_that_failed()
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(3000)) with { Thread = "omt_1" }, Sent.File("om_1", Ago(2000)).In("omt_1"));
        _rig.Server.Refused["omt_1"] = 2200;
        var all = ExportRig.Everything with { IncludeMessage = true };
        var chat = new LarkChat { ChatId = "oc_1", Name = "Living", ChatMode = "group" };
        await _rig.RunAsync(all, chat);
        _rig.Server.Refused.Clear();
        chat = chat with { ChatMode = "topic" };
        foreach (var less in new[] { ExportRig.Everything with { Kinds = new HashSet<LarkResourceKind> { LarkResourceKind.Image } }, all with { Since = Ago(20) } })
        {
            Assert.Empty((await _rig.RunAsync(less, chat)).Saved);
        }

        Assert.Equal(["om_1"], (await _rig.RunAsync(all, chat)).Saved);
        Assert.DoesNotContain("thread omt_1", (await _rig.RunAsync(all, chat)).Calls);
        Assert.Contains(_rig.Messages, line => line.MessageId == "om_1");
    }

    [Fact]
    public async Task A_thread_that_the_identity_cannot_see_is_told_and_fails_no_run()
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(30)) with { Thread = "omt_1" }, Sent.File("om_1", Ago(20)).In("omt_1"), Sent.File("om_2", Ago(10)));
        _rig.Server.Refused["omt_1"] = 230073;
        var run = await _rig.RunAsync();
        Assert.Equal(["om_2"], run.Saved);
        Assert.Empty(run.Failures);
        Assert.Contains("230073", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, run.Tally.SkippedByCode["230073"]);
        _rig.Server.Refused.Clear();
        Assert.Equal(["om_1"], (await _rig.RunAsync()).Saved);
    }

    [Theory]
    [InlineData(230110)]
    [InlineData(99992354)]
    [InlineData(230111)]
    [InlineData(230013)]
    public async Task A_thread_whose_first_message_is_gone_fails_no_run(int code)
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(30)) with { Thread = "omt_1" }, Sent.File("om_1", Ago(20)).In("omt_1"), Sent.File("om_2", Ago(10)));
        await _rig.RunAsync();
        _rig.Server.Refused["omt_1"] = code;
        var run = await _rig.RunAsync();
        Assert.Empty(run.Failures);

        // That messages are deleted is everyday, and needs no warning.
        Assert.Contains("Its replies are left out.", Assert.Single(code == 230110 ? run.Notes.Where(note => note.Contains("left out", StringComparison.Ordinal)) : run.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, run.Tally.SkippedByCode[$"{code}"]);
        Assert.Empty(_rig.History.UnreadThreads);
    }

    [Theory]
    [InlineData("group", "topic", true, false)]
    [InlineData("group", "topic", false, false)]
    [InlineData("group", "topic", true, true)]
    [InlineData("group", "topic", false, true)]
    [InlineData("topic", "group", true, false)]
    [InlineData("topic", "group", false, true)]
    public async Task What_is_inside_a_reply_and_its_copy_comes_whole_also_when_the_chat_has_changed_its_mode(string before, string after, bool isFolder, bool withMessages)
    {
        SayInside(isFolder);
        var some = ExportRig.Everything with { IncludeMessage = withMessages, Filter = new(resource => resource.Kind is LarkResourceKind.Folder || resource.Name?.EndsWith(".pdf", StringComparison.Ordinal) is true, "[\"pdf\"]") };
        var chat = new LarkChat { ChatId = "oc_1", Name = "Living", ChatMode = before };
        await _rig.RunAsync(some, chat);
        Assert.Equal(["a.pdf"], _rig.Files);

        SayInside(isFolder, after);
        chat = chat with { ChatMode = after };
        var all = ExportRig.Everything with { IncludeMessage = withMessages };
        Assert.Empty((await _rig.RunAsync(all, chat)).Failures);

        // In an archive each message has the files that it names.
        Assert.Equal(["a.pdf", "b.txt"], _rig.Lines.Select(line => line.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.True(withMessages || _rig.Files.Length == 2);
        Assert.Empty((await _rig.RunAsync(all, chat)).Saved);
        Assert.Empty((await _rig.RunAsync(all with { Full = true }, chat)).Saved);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_folder_inside_that_could_not_be_listed_is_read_later_also_when_the_chat_has_changed_its_mode(bool withMessages)
    {
        SayInside(isFolder: true);
        _rig.Server.Folders["fold_1"] = ["a.pdf", "b.txt", "sub/"];
        _rig.Server.Folders["in_sub"] = ["c.txt"];
        _rig.Server.Refused["in_sub"] = 2200;
        var all = ExportRig.Everything with { IncludeMessage = withMessages };
        var chat = new LarkChat { ChatId = "oc_1", Name = "Living", ChatMode = "group" };
        Assert.Single((await _rig.RunAsync(all, chat)).Failures);

        _rig.Server.Refused.Clear();
        SayInside(isFolder: true, "topic");
        await _rig.RunAsync(all, chat with { ChatMode = "topic" });
        Assert.Equal(["a.pdf", "b.txt", "c.txt"], _rig.Lines.Select(line => line.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(_rig.History.Unread);
    }

    /// <summary>A reply in a thread that holds two files, and its copy in the chat; the history of a topic chat lists both.</summary>
    private void SayInside(bool isFolder, string? changedTo = null)
    {
        _rig.Server.Folders["fold_1"] = changedTo is null ? ["a.pdf", "b.txt"] : _rig.Server.Folders.GetValueOrDefault("fold_1", ["a.pdf", "b.txt"]);
        Sent[] inside = [Sent.File("om_a", Ago(50), "a.pdf"), Sent.File("om_b", Ago(50), "b.txt")];
        Sent With(string id) => isFolder ? Sent.Folder(id, Ago(6), "fold_1") : Sent.Forward(id, Ago(6), inside);
        var reply = With("om_reply").In("omt_1") with { Twin = "om_copy" };
        if (changedTo is not null)
        {
            _rig.Server.Change("om_reply", sent => sent with { IsInChat = changedTo == "topic" });
            return;
        }

        _rig.Server.Say(Sent.Text("om_root", Ago(7)) with { Thread = "omt_1" }, reply, With("om_copy") with { Twin = "om_reply", Thread = "omt_1" });
    }

    [Fact]
    public async Task Mode_of_a_group_is_asked_for_once()
    {
        _rig.Server.Say(Sent.File("om_1", Ago(2)));
        var chat = new LarkChat { ChatId = "oc_1", Name = "Living" };
        Assert.Equal(["chat", "file om_1 file_om_1", "history"], (await _rig.RunAsync(chat: chat)).Calls);
        Assert.Equal(["history"], (await _rig.RunAsync(chat: chat)).Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Threads_of_a_chat_that_was_a_topic_chat_are_found_however_old_they_are(bool isFull)
    {
        _rig.Server.ChatMode = "topic";
        _rig.Server.Say(Sent.Text("om_root", Ago(100 * 24)) with { Thread = "omt_1" }, Sent.File("om_1", Ago(20)).In("omt_1") with { IsInChat = true });
        var chat = new LarkChat { ChatId = "oc_1", Name = "Living" };
        Assert.Equal(["om_1"], (await _rig.RunAsync(ExportRig.Everything with { Until = Ago(10) }, chat)).Saved);

        // An ordinary group by now, whose history has the roots only.
        _rig.Server.ChatMode = "group";
        _rig.Server.Change("om_1", sent => sent with { IsInChat = false });
        _rig.Server.Say(Sent.File("om_2", Ago(5)).In("omt_1"));
        Assert.Equal(["om_2"], (await _rig.RunAsync(ExportRig.Everything with { Full = isFull }, chat)).Saved);
        Assert.Equal(("group", "omt_1"), (_rig.State.ChatMode, Assert.Single(_rig.History.Threads)));
        Assert.Equal(["history", "thread omt_1"], (await _rig.RunAsync(chat: chat)).Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Threads_of_a_chat_that_was_a_topic_chat_are_found_also_after_a_run_for_less(bool hasThreads)
    {
        _rig.Server.ChatMode = "topic";
        _rig.Server.Say(Sent.Text("om_root", Ago(100 * 24)) with { Thread = "omt_1" }, Sent.File("om_1", Ago(20)).In("omt_1") with { IsInChat = true });
        var chat = new LarkChat { ChatId = "oc_1", Name = "Living" };
        await _rig.RunAsync(chat: chat);
        _rig.Server.ChatMode = "group";
        _rig.Server.Change("om_1", sent => sent with { IsInChat = false });
        await (hasThreads ? _rig.RunAsync(ExportRig.Everything with { Until = Ago(200 * 24) }, chat) : _rig.RunAsync(WithoutThreads, chat with { ChatMode = "group" }));
        _rig.Server.Say(Sent.File("om_2", Ago(1)).In("omt_1"));
        Assert.Equal(["om_2"], (await _rig.RunAsync(chat: chat)).Saved);
    }

    [Theory]
    [InlineData(99991672)]
    [InlineData(0)]
    public async Task A_topic_chat_whose_mode_cannot_be_asked_for_keeps_the_one_that_was_told(int code)
    {
        _rig.Server.ChatMode = "topic";
        _rig.Server.Say(Sent.Text("om_root", Ago(3000)) with { Thread = "omt_1" });
        var chat = new LarkChat { ChatId = "oc_1", Name = "Living" };
        await _rig.RunAsync(chat: chat);
        _rig.Server.Refused["oc_1"] = code;
        var run = await _rig.RunAsync(chat: chat);
        Assert.Equal(["chat", "history"], run.Calls);
        Assert.Equal("topic", _rig.State.ChatMode);
        Assert.StartsWith("It could not be determined whether 'Living' is still a topic chat: ", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.EndsWith(" If it has become a group, its new replies are missing until that is known.", run.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_reply_and_its_copy_in_the_chat_one_is_saved_also_when_the_other_comes_later()
    {
        var root = Sent.Text("om_root", Ago(30)) with { Thread = "omt_1" };
        _rig.Server.Say(root, Sent.File("om_copy", Ago(20)) with { Twin = "om_reply", Thread = "omt_1" }, Sent.File("om_reply", Ago(20)).In("omt_1") with { Twin = "om_copy" });
        Assert.Equal(["om_copy"], (await _rig.RunAsync()).Saved);
        Assert.Empty((await _rig.RunAsync()).Saved);
        Assert.Empty((await _rig.RunAsync(ExportRig.Everything with { Full = true })).Saved);
    }

    [Fact]
    public async Task A_copy_whose_reply_an_earlier_run_has_saved_is_not_saved_too()
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(30)) with { Thread = "omt_1" }, Sent.File("om_reply", Ago(20)).In("omt_1") with { Twin = "om_copy" });
        Assert.Equal(["om_reply"], (await _rig.RunAsync()).Saved);
        _rig.Server.Say(Sent.File("om_copy", Ago(20)) with { Twin = "om_reply", Thread = "omt_1" });
        Assert.Empty((await _rig.RunAsync()).Saved);
        Assert.Single(_rig.Files);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_whose_copy_is_recalled_is_archived_with_its_files(bool isArchivedBefore)
    {
        SayBoth(Sent.File("om_copy", Ago(20)), Sent.File("om_reply", Ago(20)));
        Assert.Equal(["om_copy"], (await _rig.RunAsync(isArchivedBefore ? WithMessages : ExportRig.Everything)).Saved);
        _rig.Server.Change("om_copy", sent => sent with { IsRecalled = true });
        Assert.Equal(["om_reply"], (await _rig.RunAsync(WithMessages with { Full = !isArchivedBefore })).Saved);
        Assert.Equal([("om_copy", true), ("om_reply", false), ("om_root", false)], Archived());
        var again = await _rig.RunAsync(WithMessages with { Full = true });
        Assert.Empty(again.Saved);
        Assert.Equal(0, again.Tally.MessagesArchived);
    }

    [Fact]
    public async Task A_file_that_is_there_under_a_recalled_copy_is_not_saved_again_where_no_messages_are_wanted()
    {
        SayBoth(Sent.File("om_copy", Ago(20)), Sent.File("om_reply", Ago(20)));
        await _rig.RunAsync();
        _rig.Server.Change("om_copy", sent => sent with { IsRecalled = true });
        Assert.Empty((await _rig.RunAsync()).Saved);

        // But where it is not there any more, only the reply has it.
        File.Delete(_rig.File("om_copy.txt"));
        Assert.Equal(["om_reply"], (await _rig.RunAsync()).Saved);
    }

    [Fact]
    public async Task A_reply_is_archived_too_where_the_copy_was_recalled_before_messages_were_wanted_and_is_not_listed_any_more()
    {
        SayBoth(Sent.File("om_copy", Ago(20)), Sent.File("om_reply", Ago(20)));
        await _rig.RunAsync();
        _rig.Server.Change("om_copy", sent => sent with { IsInChat = false, Thread = null });
        await _rig.RunAsync(WithMessages with { Full = true });
        Assert.Equal([("om_reply", false), ("om_root", false)], Archived());
    }

    [Fact]
    public async Task What_failed_under_a_copy_that_is_recalled_then_is_saved_from_the_reply()
    {
        SayBoth(new("om_copy", Ago(20), "post", ImageAndVideo), new("om_reply", Ago(20), "post", ImageAndVideo));
        _rig.Server.Refused["file_b"] = 234999;
        Assert.Equal(["om_copy"], (await _rig.RunAsync()).Saved);
        _rig.Server.Refused.Clear();
        _rig.Server.Change("om_copy", sent => sent with { IsRecalled = true });
        await _rig.RunAsync();
        Assert.Contains(("om_reply", "file_b"), SavedKeys);
    }

    [Theory]
    [InlineData(LarkResourceKind.Video)]
    [InlineData(null)]
    public async Task What_a_run_for_less_left_out_of_a_copy_that_is_recalled_then_is_saved_from_the_reply(LarkResourceKind? next)
    {
        SayBoth(new("om_copy", Ago(20), "post", ImageAndVideo), new("om_reply", Ago(20), "post", ImageAndVideo));
        Assert.Equal(["om_copy"], (await _rig.RunAsync(For(LarkResourceKind.Image))).Saved);
        _rig.Server.Change("om_copy", sent => sent with { IsRecalled = true });
        await _rig.RunAsync(next is { } kind ? For(kind) : ExportRig.Everything);
        Assert.Contains(("om_reply", "file_b"), SavedKeys);
        Assert.Empty((await _rig.RunAsync(ExportRig.Everything with { Full = true, RetrySkipped = true })).Saved.Except(["om_reply"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_picture_that_is_put_into_a_reply_is_saved_whatever_its_copy_had(bool isRecalled)
    {
        SayBoth(new("om_copy", Ago(20), "post", Image("img_a")), new("om_reply", Ago(20), "post", Image("img_a")));
        Assert.Equal(["om_copy"], (await _rig.RunAsync(WithMessages)).Saved);
        _rig.Server.Change("om_copy", sent => sent with { IsRecalled = isRecalled });
        _rig.Server.Change("om_reply", sent => sent with { Content = Image("img_new"), Edited = Ago(1) });
        Assert.Equal(["om_reply"], (await _rig.RunAsync(WithMessages)).Saved);
        Assert.Contains(("om_reply", "img_new"), SavedKeys);
        Assert.Contains(("om_reply", false), Archived());
    }

    private static ExportOptions For(LarkResourceKind kind) => ExportRig.Everything with { Kinds = new HashSet<LarkResourceKind> { kind } };

    private static object Image(string key) => new { zh_cn = new { content = new[] { new object[] { new { tag = "img", image_key = key } } } } };

    private static object ImageAndVideo => new { zh_cn = new { content = new[] { new object[] { new { tag = "img", image_key = "img_a" }, new { tag = "media", file_key = "file_b" } } } } };

    private (string, string)[] SavedKeys => [.. _rig.Lines.Where(line => line.Status is ExportStatus.Saved).Select(line => (line.MessageId, line.FileKey!)).Order()];

    private static ExportOptions WithMessages => ExportRig.Everything with { IncludeMessage = true };

    /// <summary>A reply in a thread, and its copy in the chat.</summary>
    private void SayBoth(Sent copy, Sent reply) => _rig.Server.Say(
        Sent.Text("om_root", Ago(30)) with { Thread = "omt_1" }, copy with { Twin = reply.Id, Thread = "omt_1" }, reply.In("omt_1") with { Twin = copy.Id });

    /// <summary>What the archive says of each message in the end: its id, and whether it was recalled.</summary>
    private (string Id, bool IsRecalled)[] Archived() => [.. File.ReadLines(Path.Combine(_rig.Folder, MessageArchive.FileName))
        .Select(line => MessageLine.TryRead(Encoding.UTF8.GetBytes(line))!)
        .GroupBy(line => line.MessageId, (id, lines) => (id, lines.Last().Deleted)).Order()];

    [Fact]
    public async Task A_window_before_there_were_messages_is_read_and_leaves_what_was_read_before()
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(30)) with { Thread = "omt_1" }, Sent.File("om_1", Ago(20)).In("omt_1"));
        await _rig.RunAsync();
        var before = _rig.History;
        var run = await _rig.RunAsync(ExportRig.Everything with { Until = DateTimeOffset.UnixEpoch.AddYears(-1), Full = true });
        Assert.Empty(run.Saved);
        Assert.Equal(before.Covered.Select(known => known.Until), _rig.History.Covered.Select(known => known.Until));
        Assert.Equal(before.Threads, _rig.History.Threads);
        Assert.Empty((await _rig.RunAsync()).Warnings);
    }

    [Fact]
    public async Task A_thread_whose_id_nothing_could_ask_for_is_not_kept()
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(30)) with { Thread = new string('t', 5000) }, Sent.File("om_1", Ago(20)));
        var run = await _rig.RunAsync();
        Assert.Equal(["om_1"], run.Saved);
        Assert.Empty(run.Failures);
        Assert.Empty(_rig.History.Threads);
    }

    [Fact]
    public async Task A_window_brings_what_was_sent_in_it_and_no_other()
    {
        _rig.Server.Say(
            Sent.File("om_before", Ago(51)), Sent.File("om_first", Ago(50)), Sent.File("om_last", Ago(40)), Sent.File("om_after", Ago(39)),
            Sent.Text("om_root", Ago(60)) with { Thread = "omt_1" },
            Sent.File("om_reply_before", Ago(51)).In("omt_1"), Sent.File("om_reply", Ago(45)).In("omt_1"), Sent.File("om_reply_after", Ago(39)).In("omt_1"));
        var window = await _rig.RunAsync(ExportRig.Everything with { Since = Ago(50), Until = Ago(40) });
        Assert.Equal(["om_first", "om_last", "om_reply"], window.Saved);
        Assert.Equal((Ago(50), Ago(40)), (_rig.History.Covered[0].From, _rig.History.Covered[0].Until));
        Assert.Equal(["om_after", "om_before", "om_reply_after", "om_reply_before"], (await _rig.RunAsync()).Saved);
        Assert.Empty((await _rig.RunAsync(ExportRig.Everything with { Full = true })).Saved);
    }

    [Fact]
    public async Task No_more_of_the_history_is_asked_for_than_is_needed()
    {
        await _rig.RunAsync(WithoutThreads with { Since = Ago(300), Until = Ago(200) });
        Assert.Equal((Ago(300), Ago(200)), Asked());
        await _rig.RunAsync(WithoutThreads with { Since = Ago(300), Until = Ago(100) });
        Assert.Equal((Ago(225), Ago(100)), Asked());
        await _rig.RunAsync(WithoutThreads with { Since = Ago(50) });
        Assert.Equal((Ago(50), null), Asked());
        await _rig.RunAsync(WithoutThreads);
        Assert.Equal((null, null), Asked());

        // Threads may have begun below any message.
        await _rig.RunAsync(ExportRig.Everything with { Since = Ago(50), Until = Ago(40) });
        Assert.Equal((null, Ago(40)), Asked());

        (DateTimeOffset? From, DateTimeOffset? Until) Asked() => _rig.Server.Window;
    }

    [Fact]
    public async Task A_window_that_was_read_before_is_not_asked_for_in_reverse()
    {
        await _rig.RunAsync(WithoutThreads);
        _rig.Server.Say(Sent.File("om_1", Ago(24 * 40)));
        var again = await _rig.RunAsync(WithoutThreads with { Until = Ago(24 * 39) });
        Assert.Empty(again.Calls);
        Assert.Empty(again.Failures);
    }

    [Fact]
    public async Task A_thread_that_was_read_beyond_a_window_is_not_asked_for_in_reverse()
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(3000)) with { Thread = "omt_1" });
        await _rig.RunAsync();
        var mark = _rig.ReadUntil("omt_1");
        var again = await _rig.RunAsync(ExportRig.Everything with { Until = Ago(100) });
        Assert.Equal(["history"], again.Calls);
        Assert.Equal(mark, _rig.ReadUntil("omt_1"));
    }

    [Fact]
    public async Task A_run_for_less_does_not_move_the_mark_of_a_thread()
    {
        var images = new HashSet<LarkResourceKind> { LarkResourceKind.Image };
        _rig.Server.Say(Sent.Text("om_root", Ago(3000)) with { Thread = "omt_1" });
        await _rig.RunAsync(ExportRig.Everything with { Until = Ago(100) });
        _rig.Server.Say(Sent.File("om_1", Ago(90)).In("omt_1"));
        await _rig.RunAsync(ExportRig.Everything with { Kinds = images });
        Assert.Equal(["om_1"], (await _rig.RunAsync()).Saved);
    }

    [Fact]
    public async Task A_run_behind_a_gap_does_not_move_the_mark_of_a_thread()
    {
        _rig.Server.Say(Sent.Text("om_root", Ago(3000)) with { Thread = "omt_1" });
        await _rig.RunAsync(ExportRig.Everything with { Until = Ago(200) });
        _rig.Server.Say(Sent.File("om_1", Ago(150)).In("omt_1"), Sent.File("om_2", Ago(10)).In("omt_1"));
        Assert.Equal(["om_2"], (await _rig.RunAsync(ExportRig.Everything with { Since = Ago(100) })).Saved);
        Assert.Equal(["om_1"], (await _rig.RunAsync()).Saved);
    }

    [Fact]
    public async Task A_message_without_a_time_belongs_to_every_window()
    {
        _rig.Server.Say(Sent.File("om_1", Ago(1)) with { At = null });
        Assert.Equal(["om_1"], (await _rig.RunAsync(WithoutThreads with { Since = Ago(50), Until = Ago(40) })).Saved);
        Assert.Equal("undated/om_1.txt", Assert.Single(_rig.Lines).Path);
        Assert.Equal((1, 0), ((await _rig.RunAsync(WithoutThreads with { Since = Ago(50), Until = Ago(40) })).Tally.AlreadyThere, _rig.Server.TakeCalls().Length));
    }

    [Fact]
    public async Task A_name_that_was_not_told_is_asked_for_and_a_chat_that_is_hidden_gets_its_id()
    {
        var nameless = new LarkChat { ChatId = "oc_1" };
        var named = await _rig.RunAsync(WithoutThreads, nameless);
        Assert.Equal(["chat", "history"], named.Calls);
        Assert.Equal(("Living", true), (named.Export.Name, Directory.Exists(_rig.Folder)));
        var again = await _rig.RunAsync(WithoutThreads, nameless);
        Assert.Equal(["history"], again.Calls);
        Assert.Equal(("Living", "Living"), (again.Export.Name, _rig.State.ChatName));
        again = await _rig.RunAsync(WithoutThreads, new() { ChatId = "oc_1", Name = "Renamed" });
        Assert.Equal(("Renamed", "Renamed", true), (again.Export.Name, _rig.State.ChatName, Directory.Exists(_rig.Folder)));

        _rig.Server.Refused["oc_2"] = 232011;
        var hidden = await _rig.RunAsync(WithoutThreads, new() { ChatId = "oc_2" });
        Assert.Empty(hidden.Failures);
        Assert.Equal(("oc_2", true), (hidden.Export.Name, Directory.Exists(Path.Combine(_rig.Destination, "oc_2"))));
    }

    [Theory]
    [InlineData(0, "ConnectionFailed")]
    [InlineData(99991663, "99991663")]
    public async Task A_chat_whose_name_cannot_be_asked_for_now_is_not_begun(int code, string failure)
    {
        _rig.Server.Refused["oc_1"] = code;
        var run = await _rig.RunAsync(WithoutThreads, new() { ChatId = "oc_1" });
        Assert.Equal([failure], run.Failures);
        Assert.Equal(["chat"], run.Calls);
        Assert.Equal(1, run.Tally.IncompleteChats);
        Assert.False(Directory.Exists(_rig.Destination));
    }

    [Fact]
    public async Task A_scope_that_is_missing_for_the_name_does_not_keep_the_history_from_being_read()
    {
        _rig.Server.Refused["oc_1"] = 99991672;
        _rig.Server.Say(Sent.File("om_1", Ago(3)));
        Assert.Equal(["om_1"], (await _rig.RunAsync(WithoutThreads, new() { ChatId = "oc_1" })).Saved);
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_leaves_nothing_behind_and_counts_as_an_incomplete_chat()
    {
        _rig.Server.Refused["history"] = 230002;
        var run = await _rig.RunAsync();
        Assert.Equal(["230002"], run.Failures);
        Assert.Equal(1, run.Tally.IncompleteChats);
        Assert.False(Directory.Exists(_rig.Folder));

        _rig.Server.Refused.Clear();
        run = await _rig.RunAsync(ExportRig.Everything with { IncludeMessage = true });
        Assert.Equal(0, run.Tally.IncompleteChats);
        Assert.Equal(["export.json", "manifest.jsonl", "messages.jsonl"], Directory.GetFiles(_rig.Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

        // What is there once stays, also when it holds nothing.
        _rig.Server.Refused["history"] = 230002;
        await _rig.RunAsync();
        Assert.True(File.Exists(Path.Combine(_rig.Folder, Manifest.FileName)));
    }

    [Fact]
    public async Task How_far_a_run_is_is_told_by_the_time_of_the_messages()
    {
        _rig.Server.Say(Sent.Text("om_1", Ago(100)), Sent.File("om_2", Ago(25)));
        var export = _rig.Exporter(WithoutThreads);
        Assert.Equal(0, export.Fraction);
        await foreach (var _ in export.RunAsync(default))
        {
        }

        Assert.Equal(0.75, export.Fraction, 0.01);
    }
}
