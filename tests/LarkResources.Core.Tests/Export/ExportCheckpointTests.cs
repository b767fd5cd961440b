using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

public sealed class ExportCheckpointTests
{
    private static DateTimeOffset Day(int day) => new(2026, 11, day, 0, 0, 0, TimeSpan.Zero);

    private static Coverage Read(int? from, int until, LarkResourceKind kind = LarkResourceKind.File, bool threads = false) =>
        new(from is { } day ? Day(day) : null, Day(until), [kind], threads);

    private static ExportOptions Wanting(int? since, LarkResourceKind kind = LarkResourceKind.File, bool threads = false) =>
        new() { Since = since is { } day ? Day(day) : null, Kinds = new HashSet<LarkResourceKind> { kind }, IncludeThread = threads };

    [Theory]
    [InlineData(null, 10, null, true)] // everything was read
    [InlineData(null, 10, 3, true)] // the window begins inside
    [InlineData(5, 10, 7, true)]
    [InlineData(5, 10, 5, true)]
    [InlineData(5, 10, 3, false)] // the beginning is missing
    [InlineData(5, 10, null, false)]
    [InlineData(5, 10, 12, false)] // a gap lies between
    public void Window_that_begins_in_what_was_read_is_continued(int? from, int until, int? since, bool isContinued) =>
        Assert.Equal(isContinued, new HistoryCheckpoint().With(Read(from, until)).ContinuedBy(Wanting(since)) is not null);

    [Fact]
    public void Other_kinds_were_not_read() => Assert.Null(new HistoryCheckpoint().With(Read(null, 10)).ContinuedBy(Wanting(null, LarkResourceKind.Cover)));

    [Fact]
    public void Threads_were_not_read_where_nobody_asked_for_them()
    {
        Assert.Null(new HistoryCheckpoint().With(Read(null, 10)).ContinuedBy(Wanting(null, threads: true)));
        Assert.NotNull(new HistoryCheckpoint().With(Read(null, 10, threads: true)).ContinuedBy(Wanting(null)));
    }

    [Fact]
    public void Full_believes_nothing() => Assert.Null(new HistoryCheckpoint().With(Read(null, 10)).ContinuedBy(Wanting(null) with { Full = true }));

    [Fact]
    public void Nightly_windows_become_one()
    {
        var state = new HistoryCheckpoint().With(Read(1, 2)).With(Read(2, 3)).With(Read(3, 4));
        Assert.Equal((Day(1), Day(4)), (Assert.Single(state.Covered).From!.Value, state.Covered[0].Until));
    }

    [Fact]
    public void Window_of_days_to_come_is_nothing_that_was_read() => Assert.Empty(new HistoryCheckpoint().With(Read(12, 10)).Covered);

    [Fact]
    public void Manifest_that_lost_lines_takes_the_history_with_it()
    {
        var read = new HistoryCheckpoint { Unread = ["om_1"] }.WithFound(new Dictionary<string, DateTimeOffset?> { ["omt_1"] = null }).With(Read(null, 10));
        var state = new ExportCheckpoint { Resources = 3, App = read, User = read }.WithoutHistory();
        Assert.Equal(0, state.Resources);
        Assert.All(new[] { state.App!, state.User! }, history => Assert.Equal((0, "om_1", "omt_1"), (history.Covered.Count, Assert.Single(history.Unread), Assert.Single(history.Threads))));
    }

    [Fact]
    public void Windows_with_a_gap_stay_two_until_it_is_filled()
    {
        var state = new HistoryCheckpoint().With(Read(1, 2)).With(Read(5, 6));
        Assert.Equal(2, state.Covered.Count);
        Assert.Single(state.With(Read(2, 5)).Covered);
    }

    [Fact]
    public void What_another_stretch_has_too_is_not_kept_twice()
    {
        var less = new HistoryCheckpoint().With(Read(2, 4, threads: true));
        Assert.Single(less.With(Read(1, 5, threads: true) with { Messages = true }).Covered);
        Assert.Equal(2, less.With(Read(1, 5, threads: true) with { Messages = true, Filter = "[one]" }).Covered.Count);
        Assert.Equal(2, less.With(Read(1, 3, threads: true) with { Messages = true }).Covered.Count);
        Assert.Equal(2, less.With(Read(1, 5) with { Messages = true }).Covered.Count);

        // Of a thread it may have more.
        var found = less.WithFound(new Dictionary<string, DateTimeOffset?> { ["omt_1"] = null, ["omt_2"] = Day(5) });
        Assert.Equal(["omt_1"], found.Covered[0].PartialThreads.Keys);
        var partial = new Dictionary<string, TimeStretch?> { ["omt_2"] = new(null, Day(3)) };
        Assert.Equal(2, found.With(Read(1, 5, threads: true) with { Messages = true, PartialThreads = partial }).Covered.Count);
        partial["omt_2"] = new(null, Day(4));
        Assert.Single(found.With(Read(1, 5, threads: true) with { Messages = true, PartialThreads = partial }).Covered);
    }

    [Fact]
    public void A_state_that_could_not_be_read_back_is_not_written()
    {
        using var folder = new TemporaryFolder();
        new ExportCheckpoint { ChatId = "oc_1" }.Write(folder.Path);
        var large = new ExportCheckpoint { ChatId = "oc_1", App = new() { Unread = [.. Enumerable.Range(0, 17_000).Select(n => new string('m', 4090) + n)] } };
        Assert.Equal("WriteFailed", Assert.Throws<LarkException>(() => large.Write(folder.Path)).ErrorId);
        Assert.Null(ExportCheckpoint.Read(folder.Path).App);
    }

    [Fact]
    public void State_is_read_as_it_was_written()
    {
        var folder = Directory.CreateTempSubdirectory("state");
        try
        {
            var state = new ExportCheckpoint
            {
                ChatId = "oc_1",
                ChatName = "财务",
                TimeZone = "Asia/Shanghai",
                App = new HistoryCheckpoint
                {
                    Threads = ["omt_1", "omt_2"],
                    Unread = ["om_1"],
                    UnreadThreads = ["omt_1"],
                }.With(Read(null, 10, threads: true) with { PartialThreads = new Dictionary<string, TimeStretch?> { ["omt_1"] = new(Day(1), Day(3)), ["omt_2"] = null } }),
                User = new HistoryCheckpoint().With(Read(null, 11)),
            };
            state.Write(folder.FullName);
            var again = ExportCheckpoint.Read(folder.FullName);
            Assert.Equivalent(state, again, strict: true);
            Assert.Equal((Day(10), Day(11)), (again.Of(isUser: false).ContinuedBy(Wanting(null))!.Until, again.Of(isUser: true).ContinuedBy(Wanting(null))!.Until));

            File.WriteAllText(Path.Combine(folder.FullName, ExportCheckpoint.FileName), """{"v":1,"app":{"covered":[null,{"kinds":null}],"threads":[]}}""");
            Assert.Null(ExportCheckpoint.Read(folder.FullName).App);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("{\"v\":0,\"chatId\":\"oc_1\"}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"app\":{\"covered\":null,\"threads\":[],\"unread\":[],\"unreadThreads\":[]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"user\":{\"covered\":[],\"threads\":null,\"unread\":[],\"unreadThreads\":[]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"app\":{\"covered\":[],\"threads\":[],\"unread\":null,\"unreadThreads\":[]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"user\":{\"covered\":[],\"threads\":[],\"unread\":[],\"unreadThreads\":null}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"app\":{\"covered\":[],\"threads\":[],\"unread\":[\"\"],\"unreadThreads\":[]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"user\":{\"covered\":[],\"threads\":[],\"unread\":[null],\"unreadThreads\":[]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"app\":{\"covered\":[],\"threads\":[],\"unread\":[],\"unreadThreads\":[null]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"user\":{\"covered\":[],\"threads\":[\"\"],\"unread\":[],\"unreadThreads\":[]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"app\":{\"covered\":[null],\"threads\":[],\"unread\":[],\"unreadThreads\":[]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"user\":{\"covered\":[{\"until\":\"2026-11-10T00:00:00Z\",\"kinds\":null}],\"threads\":[],\"unread\":[],\"unreadThreads\":[]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"user\":{\"covered\":[{\"until\":\"2026-11-10T00:00:00Z\",\"kinds\":[],\"partialThreads\":null}],\"threads\":[],\"unread\":[],\"unreadThreads\":[]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"app\":{\"covered\":[{\"until\":\"2026-11-10T00:00:00Z\",\"kinds\":[],\"partialThreads\":{\"\":null}}],\"threads\":[],\"unread\":[],\"unreadThreads\":[]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"app\":{\"covered\":[],\"threads\":{\"omt_1\":null},\"unread\":[],\"unreadThreads\":[]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"app\":{\"covered\":[]}}")]
    [InlineData("{\"v\":1,\"chatId\":\"oc_1\",\"app\":1}")]
    public void A_state_of_which_a_part_is_missing_is_damaged_and_still_of_its_chat(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(ExportCheckpoint.FileName), text);
        var state = ExportCheckpoint.Read(folder.Path);
        Assert.Equal((true, null, null, null), (state.IsDamaged, state.ChatId, state.App, state.User));
        Assert.Equal("oc_1", ExportCheckpoint.ChatIdIn(folder.Path));
    }

    [Fact]
    public void What_a_version_has_read_that_did_not_tell_app_and_user_apart_counts_as_not_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder.File(ExportCheckpoint.FileName),
            """{"v":1,"chatId":"oc_1","timeZone":"Asia/Shanghai","covered":[{"until":"2026-11-10T00:00:00Z","kinds":["file"]}],"threads":["omt_1"],"unread":[],"resources":3}""");
        var state = ExportCheckpoint.Read(folder.Path);
        Assert.Equal((false, "Asia/Shanghai", 3, null, null), (state.IsDamaged, state.TimeZone, state.Resources, state.App, state.User));
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(26, true)]
    [InlineData(-1_000_000, true)]
    public void A_state_that_has_read_days_to_come_is_not_believed_in_this(int hours, bool isDamaged)
    {
        using var folder = new TemporaryFolder();
        var (time, past) = (DateTimeOffset.UtcNow.AddHours(hours), Day(1));
        foreach (var (isThread, isUser) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            var history = new HistoryCheckpoint
            {
                Unread = ["om_1"],
                Covered = [new(null, isThread ? past : time, [LarkResourceKind.File], Threads: true) { PartialThreads = new Dictionary<string, TimeStretch?> { ["omt_1"] = new(null, isThread ? time : past), ["omt_2"] = null } }],
                Threads = ["omt_1", "omt_2"],
            };
            new ExportCheckpoint { ChatId = "oc_1", Resources = 3 }.With(isUser, history).With(!isUser, new HistoryCheckpoint().With(Read(null, 1))).Write(folder.Path);
            var state = ExportCheckpoint.Read(folder.Path);
            Assert.Equal((isDamaged, isDamaged ? 0 : 3, "oc_1"), (state.IsDamaged, state.Resources, state.ChatId));
            Assert.All(new[] { state.App!, state.User! }, each => Assert.Equal(isDamaged ? 0 : 1, each.Covered.Count));
            history = state.Of(isUser);
            Assert.Equal(("om_1", 2), (Assert.Single(history.Unread), history.Threads.Count));
        }
    }

    [Fact]
    public void App_and_user_each_have_a_history_of_their_own()
    {
        var (app, user) = (new HistoryCheckpoint().With(Read(null, 10, threads: true) with { Messages = true }), new HistoryCheckpoint().With(Read(null, 12, threads: true) with { Messages = true }));
        var state = new ExportCheckpoint().With(isUser: false, app);
        Assert.Equal((app, 0), (state.Of(isUser: false), state.Of(isUser: true).Covered.Count));
        state = state.With(isUser: true, user);
        Assert.Equal((app, user), (state.Of(isUser: false), state.Of(isUser: true)));
        foreach (var isUser in new[] { false, true })
        {
            Assert.Empty(state.WithoutHistory().Of(isUser).Covered);
            Assert.False(state.WithoutMessages().Of(isUser).Covered[0].Messages);
            Assert.False(state.WithoutThreads().Of(isUser).Covered[0].Threads);
        }
    }

    [Fact]
    public void A_state_of_a_later_version_is_refused_and_says_of_which_chat_it_is()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(ExportCheckpoint.FileName), "\uFEFF{\"v\":2,\"chatId\":\"oc_1\",\"covered\":\"all\"}");
        Assert.Equal("UnreadableManifest", Assert.Throws<LarkException>(() => ExportCheckpoint.Read(folder.Path)).ErrorId);
        Assert.Equal("oc_1", ExportCheckpoint.ChatIdIn(folder.Path));
    }

    [Fact]
    public void Where_there_is_no_state_everything_is_read_and_a_link_in_its_place_is_an_error()
    {
        using var folder = new TemporaryFolder();
        Assert.Equivalent(new ExportCheckpoint(), ExportCheckpoint.Read(folder.Path), strict: true);
        Assert.Null(ExportCheckpoint.ChatIdIn(folder.Path));
        Assert.Null(ExportCheckpoint.ChatIdIn(folder.File("gone")));
        Assert.Equal("WriteFailed", Assert.Throws<LarkException>(() => new ExportCheckpoint().Write(folder.File("gone"))).ErrorId);
        new ExportCheckpoint { ChatId = "oc_1" }.Write(folder.Path);
        File.Move(folder.File(ExportCheckpoint.FileName), folder.File("elsewhere"));
        File.CreateSymbolicLink(folder.File(ExportCheckpoint.FileName), folder.File("elsewhere"));
        Assert.Equal("UnreadableFile", Assert.Throws<LarkException>(() => ExportCheckpoint.Read(folder.Path)).ErrorId);
        Assert.Equal("UnreadableFile", Assert.Throws<LarkException>(() => ExportCheckpoint.ChatIdIn(folder.Path)).ErrorId);
    }

    [Fact]
    public void What_was_read_through_a_filter_or_without_words_is_not_believed_by_a_run_for_more()
    {
        var filter = new ResourceFilter(_ => true, "[one]");
        var read = new HistoryCheckpoint().With(Read(null, 10) with { Filter = "[one]" });
        Assert.Null(read.ContinuedBy(Wanting(null)));
        Assert.NotNull(read.ContinuedBy(Wanting(null) with { Filter = filter }));
        Assert.Null(read.ContinuedBy(Wanting(null) with { Filter = filter with { Signature = "[two]" } }));
        Assert.NotNull(new HistoryCheckpoint().With(Read(null, 10)).ContinuedBy(Wanting(null) with { Filter = filter }));

        Assert.Null(new HistoryCheckpoint().With(Read(null, 10)).ContinuedBy(Wanting(null) with { IncludeMessage = true }));
        Assert.NotNull(new HistoryCheckpoint().With(Read(null, 10) with { Messages = true }).ContinuedBy(Wanting(null) with { IncludeMessage = true }));
        Assert.NotNull(new HistoryCheckpoint().With(Read(null, 10) with { Messages = true }).ContinuedBy(Wanting(null)));
    }

    [Fact]
    public void Of_several_stretches_that_fit_the_one_that_reaches_furthest_is_continued()
    {
        var state = new HistoryCheckpoint().With(Read(null, 10, threads: true)).With(Read(null, 12)).With(Read(null, 11) with { Messages = true });
        Assert.Equal(3, state.Covered.Count);
        Assert.Equal(Day(12), state.ContinuedBy(Wanting(null))?.Until);
        Assert.Equal(Day(12), state.ContinuedBy(Wanting(12))?.Until);
    }

    [Fact]
    public void Stretches_become_one_only_where_they_describe_the_same()
    {
        var read = Read(2, 10);
        Coverage[] others = [read with { Until = Day(9), Threads = true }, read with { Until = Day(9), Messages = true }, read with { Filter = "[one]" }, read with { Kinds = [LarkResourceKind.Image] }, Read(11, 12)];
        Assert.All(others, other => Assert.Equal(2, new HistoryCheckpoint().With(read).With(other).Covered.Count));

        var both = read with { Kinds = [LarkResourceKind.Image, LarkResourceKind.File] };
        Assert.Single(new HistoryCheckpoint().With(both).With(both with { Kinds = [LarkResourceKind.File, LarkResourceKind.Image] }).Covered);
        Assert.All(
            [(Read(1, 3), 1, 10), (Read(3, 4), 2, 10), (Read(10, 12), 2, 12), (Read(1, 2), 1, 10), (Read(null, 2), (int?)null, 10), (Read(null, 12), null, 12)],
            ((Coverage Other, int? From, int Until) expected) =>
            {
                foreach (var state in new[] { new HistoryCheckpoint().With(read).With(expected.Other), new HistoryCheckpoint().With(expected.Other).With(read) })
                {
                    var joined = Assert.Single(state.Covered);
                    Assert.Equal((expected.From is { } from ? Day(from) : null, Day(expected.Until)), (joined.From, joined.Until));
                }
            });
    }

    [Fact]
    public void A_run_settles_for_others_what_it_could_not_read_only_where_it_is_for_all_that_they_were_for()
    {
        var (state, filter) = (new HistoryCheckpoint().With(Read(null, 10)), new ResourceFilter(_ => true, "[one]"));
        Assert.True(state.IsIncludedIn(Wanting(null)));
        Assert.True(state.IsIncludedIn(Wanting(null) with { Kinds = ExportOptions.UsualKinds, IncludeMessage = true }));
        Assert.False(state.IsIncludedIn(Wanting(null, LarkResourceKind.Image)));
        Assert.False(state.IsIncludedIn(Wanting(null) with { Filter = filter }));
        Assert.True(new HistoryCheckpoint().With(Read(null, 10) with { Filter = "[one]" }).IsIncludedIn(Wanting(null) with { Filter = filter }));
        Assert.True(new HistoryCheckpoint().With(Read(null, 10) with { Filter = "[one]" }).IsIncludedIn(Wanting(null)));

        var archived = new HistoryCheckpoint().With(Read(null, 10) with { Messages = true });
        Assert.False(archived.IsIncludedIn(Wanting(null)));
        Assert.True(archived.IsIncludedIn(Wanting(null) with { IncludeMessage = true }));
        var without = new ExportCheckpoint { Messages = 3, Resources = 4, User = archived }.WithoutMessages();
        Assert.Equal((0, 4, null), (without.Messages, without.Resources, without.App));
    }

    [Fact]
    public void A_file_far_longer_than_any_of_ours_is_of_no_chat_and_is_left_as_it_is()
    {
        using var folder = new TemporaryFolder();
        using (var file = File.OpenHandle(folder.File(ExportCheckpoint.FileName), FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.SetLength(file, (64 << 20) + 1);
        }

        Assert.Null(ExportCheckpoint.ChatIdIn(folder.Path));
        Assert.Equal("FileExists", Assert.Throws<LarkException>(() => ExportCheckpoint.Read(folder.Path)).ErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{ }\n")]
    [InlineData("{")]
    [InlineData("{\n  \"")]
    [InlineData("{\n  \"v")]
    [InlineData("{\n  \"v\": 1,\n  \"cha")]
    [InlineData("{\"v\":1")]
    [InlineData("{\"v\" ")]
    [InlineData("{\"v\":0,\"kept\":\"nothing\"")]
    [InlineData("{\"user\":[],\"v\":1}")]
    [InlineData("{\"app\":{},\"v\":1, broken")]
    public void What_a_power_cut_or_an_editor_leaves_of_a_state_is_damaged(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(ExportCheckpoint.FileName), text);
        var state = ExportCheckpoint.Read(folder.Path);
        Assert.Equal((text.Length > 0, null, null), (state.IsDamaged, state.App, state.User));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("name,amount\r\n")]
    [InlineData("{\"version\":1,\"entries\":[{\"v\":1,\"chatId\":\"oc_1\"}]}")]
    [InlineData("{\"value\":1}")]
    [InlineData("{\"v\":\"my values\"}")]
    [InlineData("{\"chatId\":\"oc_1\",\"messages\":[1]}")]
    [InlineData("{\"app\":{\"v\":1}}")]
    [InlineData("{\"values\"")]
    [InlineData("\"v\": 1")]
    [InlineData("{ v: 1 }")]
    public void A_file_that_no_export_has_written_is_no_state(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(ExportCheckpoint.FileName), text);
        var failure = Assert.Throws<LarkException>(() => ExportCheckpoint.Read(folder.Path));
        Assert.Equal(("FileExists", folder.File(ExportCheckpoint.FileName)), (failure.ErrorId, failure.Target));
    }
}
