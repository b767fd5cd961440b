using System.Text;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Fuzzing;

/// <summary>What an export notes of the history is believed only as far as it can be, and never says more than was read.</summary>
public sealed class ExportCheckpointFuzz
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LarkResourceKind[] Kinds = [LarkResourceKind.Image, LarkResourceKind.File];
    private static readonly string[] Threads = ["omt_0", "omt_1", "omt_2"];

    [Fact]
    public void Any_bytes_are_a_state_that_can_be_worked_with_or_an_empty_one()
    {
        using var top = new TemporaryFolder();
        Campaign.Run(1_500, random =>
        {
            var folder = Directory.CreateDirectory(top.File(Guid.NewGuid().ToString("N"))).FullName;
            var path = Path.Combine(folder, ExportCheckpoint.FileName);
            StateOf(random).Write(folder);
            var text = File.ReadAllText(path);
            File.WriteAllBytes(path, random.Next(6) switch
            {
                0 => random.Bytes(random.Next(300)),
                1 => Encoding.UTF8.GetBytes(Exchanged(random, text)),
                2 => random.Damaged(Encoding.UTF8.GetBytes(text)),
                3 => new byte[random.Next(3000)],
                4 => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
                _ => Encoding.UTF8.GetBytes(random.Damaged(text)),
            });

            var bytes = File.ReadAllBytes(path);
            ExportCheckpoint read;
            try
            {
                read = ExportCheckpoint.Read(folder);
            }
            catch (LarkException e) when (e.ErrorId is "FileExists" or "UnreadableManifest")
            {
                Assert.False(bytes.AsSpan().StartsWith(e.ErrorId == "FileExists" ? "{\n  \"v\": 1"u8 : "{\n  \"v\": 1,"u8), Encoding.UTF8.GetString(bytes));
                Directory.Delete(folder, recursive: true);
                return;
            }

            foreach (var selection in new[] { Selection(random), new() { Kinds = ExportOptions.UsualKinds, IncludeThread = random.OneIn(2) } })
            {
                var history = read.Of(random.OneIn(2));

                // Whatever it is, a run can begin with it, and ends with a state that is read again.
                if (history.ContinuedBy(selection) is { } known)
                {
                    Assert.InRange(known.Until - HistoryCheckpoint.Overlap, DateTimeOffset.MinValue, DateTimeOffset.UtcNow);
                }

                Assert.All(history.Covered.SelectMany(covered => covered.PartialThreads.Values), part => Assert.True(part is null || part.Until - HistoryCheckpoint.Overlap < DateTimeOffset.UtcNow));
                _ = history.IsIncludedIn(selection);
            }

            read.Write(folder);
            Assert.Equivalent(read with { IsDamaged = false }, ExportCheckpoint.Read(folder), strict: true);
            Directory.Delete(folder, recursive: true);
        });
    }

    [Fact]
    public void A_state_comes_back_as_it_was_written()
    {
        using var top = new TemporaryFolder();
        Campaign.Run(1_000, random =>
        {
            var folder = Directory.CreateDirectory(top.File(Guid.NewGuid().ToString("N"))).FullName;
            var state = StateOf(random);
            state.Write(folder);
            Assert.Equivalent(state, ExportCheckpoint.Read(folder), strict: true);
            Directory.Delete(folder, recursive: true);
        });
    }

    [Fact]
    public void Nothing_counts_as_read_that_was_not() => Campaign.Run(20_000, random =>
    {
        var state = new HistoryCheckpoint();
        var reads = new List<Coverage>();
        for (var left = random.Next(1, 9); left > 0; left--)
        {
            var read = CoverageOf(random);
            state = state.With(read);
            reads.Add(read);
        }

        var selection = Selection(random);
        if (state.ContinuedBy(selection) is { } known)
        {
            AssertRead(selection.Since, known.Until, [.. selection.Kinds], selection.IncludeThread);
        }

        Assert.All(state.Covered, covered => AssertRead(covered.From, covered.Until, covered.Kinds, covered.Threads));

        // At every half hour of the days: a gap of any length has one in it.
        void AssertRead(DateTimeOffset? from, DateTimeOffset until, IReadOnlyList<LarkResourceKind> kinds, bool threads)
        {
            for (var moment = from ?? Start.AddHours(-1); moment <= until; moment = moment.AddMinutes(30))
            {
                Assert.All(kinds, kind => Assert.Contains(
                    reads, read => (read.From is null || moment >= read.From) && moment <= read.Until && read.Kinds.Contains(kind) && (read.Threads || !threads)));
            }
        }
    });

    [Fact]
    public void No_reply_of_a_thread_counts_as_read_that_was_not_and_none_is_read_again() => Campaign.Run(20_000, random =>
    {
        var state = new HistoryCheckpoint();
        var begins = Threads.ToDictionary(thread => thread, _ => Start.AddHours(random.Next(12)));
        var reads = new List<(string Thread, DateTimeOffset? From, DateTimeOffset Until, ExportOptions Selection)>();
        for (var left = random.Next(1, 9); left > 0; left--)
        {
            var (selection, until) = (Selection(random) with { IncludeMessage = random.OneIn(3), Filter = random.OneIn(4) ? new(_ => true, "[one]") : null }, Start.AddHours(random.Next(12)));
            var known = state.ContinuedBy(selection);
            var found = Threads.Where(thread => selection.IncludeThread && random.OneIn(3)).ToDictionary(thread => thread, thread => random.OneIn(2) ? (DateTimeOffset?)null : begins[thread]);
            var partial = new Dictionary<string, TimeStretch?>();
            foreach (var thread in selection.IncludeThread ? found.Keys.Union(state.Threads) : [])
            {
                var before = state.Threads.Contains(thread) ? known?.UntilIn(thread) : null;
                if (random.OneIn(3))
                {
                    partial[thread] = before is { } end ? new(selection.Since, end) : null;
                }
                else
                {
                    reads.Add((thread, before ?? selection.Since, until, selection));
                }
            }

            state = state.WithFound(found).With(new(selection.Since, until, [.. selection.Kinds], selection.IncludeThread)
            {
                Messages = selection.IncludeMessage,
                Filter = selection.Filter?.Signature,
                PartialThreads = partial,
            });

            // The same run once more, unless later days were read before it.
            if (selection.IncludeThread && !(selection.Since > until) && state.Covered.All(covered => covered.Until <= until))
            {
                known = state.ContinuedBy(selection with { Full = false });
                Assert.All(state.Threads.Except(partial.Keys), thread => Assert.True(known!.UntilIn(thread) >= until));
            }
        }

        foreach (var (covered, thread) in state.Covered.SelectMany(_ => state.Threads, (covered, thread) => (covered, thread)))
        {
            if (covered.Of(thread) is not { } part)
            {
                continue;
            }

            var (first, from) = (begins[thread], part.From ?? Start.AddHours(-1));
            for (var moment = first > from ? first : from; moment <= part.Until; moment = moment.AddMinutes(30))
            {
                Assert.All(covered.Kinds, kind => Assert.Contains(reads, read => read.Thread == thread && (read.From is null || moment >= read.From) && moment <= read.Until
                    && read.Selection.Kinds.Contains(kind) && (read.Selection.IncludeMessage || !covered.Messages) && (read.Selection.Filter is null || covered.Filter is not null)));
            }
        }
    });

    private static Coverage CoverageOf(Random random) => new(
        random.OneIn(5) ? null : Start.AddHours(random.Next(12)), Start.AddHours(random.Next(12)), [.. Kinds.Where(_ => !random.OneIn(4))], random.OneIn(2));

    private static ExportOptions Selection(Random random) => new()
    {
        Since = random.OneIn(4) ? null : Start.AddHours(random.Next(12)),
        Kinds = Kinds.Where(_ => !random.OneIn(4)).ToHashSet(),
        IncludeThread = random.OneIn(2),
        Full = random.OneIn(20),
    };

    private static ExportCheckpoint StateOf(Random random) => new()
    {
        ChatId = random.OneIn(4) ? null : "oc_1",
        ChatName = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(random.Text(["财务", "\u2028", "</script>"], 4))),
        TimeZone = random.Pick(null!, "UTC", "Asia/Shanghai", "nowhere"),
        Resources = random.Next(100),
        App = random.OneIn(3) ? null : HistoryOf(random),
        User = random.OneIn(2) ? null : HistoryOf(random),
    };

    private static HistoryCheckpoint HistoryOf(Random random)
    {
        var history = new HistoryCheckpoint
        {
            Threads = [.. Threads.Take(random.Next(3))],
            Unread = [.. Enumerable.Range(0, random.Next(3)).Select(number => $"om_{number}")],
            UnreadThreads = [.. Enumerable.Range(0, random.Next(3)).Select(number => $"omt_{number}")],
        };
        for (var left = random.Next(4); left > 0; left--)
        {
            var covered = CoverageOf(random);
            history = history.With(covered with
            {
                PartialThreads = Threads.Where(_ => covered.Threads && random.OneIn(3)).ToDictionary(thread => thread, _ => random.OneIn(2) ? null : new TimeStretch(random.OneIn(2) ? null : Start.AddHours(random.Next(6)), Start.AddHours(random.Next(6, 12)))),
            });
        }

        return history;
    }

    /// <summary>Values in place of others that are JSON too.</summary>
    private static string Exchanged(Random random, string text)
    {
        var values = new[] { "null", "0", "-1", "[]", "{}", "\"0001-01-01T00:00:00+00:00\"", "\"9999-12-31T23:59:59+00:00\"", "\"\\ud83d\"", "\"sticker\"", "true", "[null]", "{\"\":null}", "1e400" };
        var lines = text.Split('\n');
        for (var times = random.Next(1, 3); times > 0; times--)
        {
            var at = random.Next(lines.Length);
            var colon = lines[at].IndexOf(": ", StringComparison.Ordinal);
            var comma = lines[at].EndsWith(',') ? "," : "";
            if (colon > 0 && !lines[at].EndsWith('[') && !lines[at].EndsWith('{'))
            {
                lines[at] = lines[at][..(colon + 2)] + random.Pick<string>(values) + comma;
            }
            else if (lines[at].TrimEnd(',').EndsWith('"'))
            {
                lines[at] = random.Pick<string>(values) + comma;
            }
        }

        return string.Join('\n', random.OneIn(3) ? lines.Where((_, index) => index == 0 || !random.OneIn(10)) : lines);
    }
}
