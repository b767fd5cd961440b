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
        Assert.Equal(isContinued, new ExportCheckpoint().With(Read(from, until)).ContinuedBy(Wanting(since)) is not null);

    [Fact]
    public void Other_kinds_were_not_read() => Assert.Null(new ExportCheckpoint().With(Read(null, 10)).ContinuedBy(Wanting(null, LarkResourceKind.Cover)));

    [Fact]
    public void Threads_were_not_read_where_nobody_asked_for_them()
    {
        Assert.Null(new ExportCheckpoint().With(Read(null, 10)).ContinuedBy(Wanting(null, threads: true)));
        Assert.NotNull(new ExportCheckpoint().With(Read(null, 10, threads: true)).ContinuedBy(Wanting(null)));
    }

    [Fact]
    public void Full_believes_nothing() => Assert.Null(new ExportCheckpoint().With(Read(null, 10)).ContinuedBy(Wanting(null) with { Full = true }));

    [Fact]
    public void Nightly_windows_become_one()
    {
        var state = new ExportCheckpoint().With(Read(1, 2)).With(Read(2, 3)).With(Read(3, 4));
        Assert.Equal((Day(1), Day(4)), (Assert.Single(state.Covered).From!.Value, state.Covered[0].Until));
    }

    [Fact]
    public void Window_of_days_to_come_is_nothing_that_was_read() => Assert.Empty(new ExportCheckpoint().With(Read(12, 10)).Covered);

    [Fact]
    public void Manifest_that_lost_lines_takes_the_history_with_it()
    {
        var state = new ExportCheckpoint { Resources = 3, Unread = ["om_1"], Threads = new Dictionary<string, DateTimeOffset?> { ["omt_1"] = Day(3) } }.With(Read(null, 10)).WithoutHistory();
        Assert.Equal((0, "om_1", null), (state.Covered.Count, Assert.Single(state.Unread), state.Threads["omt_1"]));
    }

    [Fact]
    public void Windows_with_a_gap_stay_two_until_it_is_filled()
    {
        var state = new ExportCheckpoint().With(Read(1, 2)).With(Read(5, 6));
        Assert.Equal(2, state.Covered.Count);
        Assert.Single(state.With(Read(2, 5)).Covered);
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
                Threads = new Dictionary<string, DateTimeOffset?> { ["omt_1"] = Day(3), ["omt_2"] = null },
                Unread = ["om_1"],
            }.With(Read(null, 10));
            state.Write(folder.FullName);
            var again = ExportCheckpoint.Read(folder.FullName);
            Assert.Equivalent(state, again, strict: true);
            Assert.NotNull(again.ContinuedBy(Wanting(null)));

            File.WriteAllText(Path.Combine(folder.FullName, ExportCheckpoint.FileName), """{"v":1,"covered":[null,{"kinds":null}],"threads":{}}""");
            Assert.Null(ExportCheckpoint.Read(folder.FullName).ContinuedBy(Wanting(null)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_far_longer_than_any_of_ours_is_of_no_chat_and_is_read_as_damaged()
    {
        using var folder = new TemporaryFolder();
        using (var file = File.OpenHandle(folder.File(ExportCheckpoint.FileName), FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.SetLength(file, (64 << 20) + 1);
        }

        Assert.Null(ExportCheckpoint.ChatIdIn(folder.Path));
        Assert.True(ExportCheckpoint.Read(folder.Path).IsDamaged);
    }
}
