using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using LarkResources.Tests.Http;

namespace LarkResources.Tests.Transfer;

/// <summary>Files from a server without a socket: what is asked for, what is written, what is counted, and what stays after a failure.</summary>
public sealed class FileDownloadTests : IDisposable
{
    private const int MiB = 1 << 20;

    private static readonly ResourceId Id = new("om_1", "file_1", LarkResourceType.File);
    private static readonly byte[] Ten = [.. "abcdefghij"u8];
    private static readonly byte[] Pool = RandomNumberGenerator.GetBytes(24 * MiB);
    private static readonly DateTimeOffset SentAt = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("lark-download-").FullName;
    private readonly ByteCounter _meter = new();

    private string Target => Path.Combine(_folder, "target.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_small_file_is_counted_dated_and_named_in_the_result(bool isDurable)
    {
        using var script = new AnswerScript(_ =>
        {
            var answer = AnswerScript.Part(Ten, 0, 10);
            answer.Content.Headers.ContentType = new("text/plain");
            return answer;
        });
        Assert.Equal(new("target.bin", "text/plain", 10, FileHash.Of(Ten)), await SaveAsync(script, new(Id) { SentAt = SentAt, IsDurable = isDurable }));
        Assert.Equal((10, 10L), (_meter.Received, _meter.Total));
        Assert.Equal(SentAt.UtcDateTime, File.GetLastWriteTimeUtc(Target));
        AssertFile(Ten);
        Assert.Equal(0, script.Open);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_broken_download_is_gone_on_from_where_it_stopped(bool isKnown, bool isParallel)
    {
        var bytes = Pool[..(isParallel ? 18 * MiB : 5 * MiB)];
        const int Stopped = (3 * MiB) + 100;
        Leave(bytes, Stopped);
        Assert.Equal(Stopped, PartFile.FindResumeState(Target, Id)!.Steps.Sum(step => step.Done));
        Assert.Null(PartFile.FindResumeState(Target, Id with { MessageId = "om_2" }));

        using var script = new AnswerScript(Serving(bytes));
        await SaveAsync(script, new(Id) { SentAt = SentAt }, isKnown);
        AssertFile(bytes);
        Assert.Equal((bytes.Length, bytes.Length), (_meter.Received, _meter.Total));
        string[] probes = isKnown ? [] : ["0-8388607"];
        Assert.Equal(probes, script.Asked.Take(probes.Length));
        var rest = script.Asked.Skip(probes.Length).ToList();
        if (isParallel)
        {
            // How the rest is shared out depends on how fast it comes.
            Assert.Equal(Stopped, rest.Min(range => int.Parse(range.Split('-')[0], CultureInfo.InvariantCulture)));
        }
        else
        {
            Assert.Equal([$"{Stopped}-{(isKnown ? 8 * MiB : bytes.Length) - 1}"], rest);
        }

        Assert.Equal(0, script.Open);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(18)]
    public async Task A_file_of_which_all_was_there_is_completed_after_one_byte_has_shown_that_it_is_still_the_same(int mebibytes)
    {
        var bytes = Pool[..(mebibytes * MiB)];
        Leave(bytes, bytes.Length);
        using var script = new AnswerScript(Serving(bytes));
        Assert.Equal(FileHash.Of(bytes), (await SaveAsync(script)).Sha256);
        AssertFile(bytes);
        Assert.StartsWith($"{bytes.Length - 1}-", Assert.Single(script.Asked), StringComparison.Ordinal);
        Assert.Equal(0, script.Open);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_appeared_meanwhile_is_replaced_only_where_it_is_known_for_our_own(bool isOwn)
    {
        foreach (var length in new[] { 10, 2 * MiB })
        {
            var bytes = Pool[..length];
            File.WriteAllText(Target, "appeared");
            using var script = new AnswerScript(Serving(bytes));
            var target = new FileTarget(Target, Overwrite: false) { IsOwn = () => isOwn };
            var download = () => new FileDownload(script.Source(Id), new(Id) { IsDurable = true, SentAt = SentAt }, _meter).RunAsync(_ => Task.FromResult(target), null, default);
            if (isOwn)
            {
                await download();
                AssertFile(bytes);
            }
            else
            {
                Assert.Equal(("FileExists", Target), await Assert.ThrowsAsync<LarkException>(download) is var error ? (error.ErrorId, error.Target) : default);
                Assert.Equal("appeared", File.ReadAllText(Target));
            }
        }
    }

    [Fact]
    public async Task Nothing_gets_its_name_after_the_run_was_stopped()
    {
        foreach (var bytes in new[] { Ten, Pool[..(2 * MiB)] })
        {
            using var stop = new CancellationTokenSource();
            using var script = new AnswerScript(Serving(bytes));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SaveAsync(script, onTarget: stop.Cancel, cancellationToken: stop.Token));
            Assert.False(File.Exists(Target));
            Assert.Equal(0, script.Open);
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData((2 * MiB) + 1)]
    [InlineData(TransferLimits.BufferLength)]
    [InlineData(TransferLimits.BufferLength + 1)]
    [InlineData(MiB)]
    [InlineData(MiB + 1)]
    public async Task A_file_comes_whole_whether_or_not_its_length_is_told(int length)
    {
        var bytes = Pool[..length];
        using (var ranged = new AnswerScript(Serving(bytes)))
        {
            Assert.Equal(length, (await SaveAsync(ranged)).Length);
            AssertFile(bytes);
            Assert.Equal((length, length), (_meter.Received, _meter.Total));
            Assert.Single(ranged.Asked);
        }

        File.Delete(Target);
        using var chunked = new AnswerScript(_ => Chunked(bytes));
        Assert.Equal(new("target.bin", null, length, FileHash.Of(bytes)), await SaveAsync(chunked));
        AssertFile(bytes);
        Assert.Equal((length, null), (_meter.Received, _meter.Total));
        Assert.Single(chunked.Asked);
        Assert.Equal(0, chunked.Open);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2 * MiB)]
    [InlineData(18 * MiB)]
    public async Task A_wrong_hash_leaves_nothing(int length)
    {
        using var script = new AnswerScript(Serving(Pool[..length]));
        var error = await Assert.ThrowsAsync<LarkException>(() => SaveAsync(script, new(Id) { ExpectedSha256 = new string('A', 64) }));
        Assert.Contains($"has the SHA-256 {FileHash.Of(Pool.AsSpan(0, length))}, not the expected {new string('a', 64)}.", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
        Assert.Equal(0, script.Open);
    }

    [Fact]
    public async Task What_does_not_fit_together_is_not_kept_for_a_later_run()
    {
        var bytes = Pool[..(9 * MiB)];
        using var script = new AnswerScript(range => range is null or { From: 0 } ? AnswerScript.Part(bytes, 0, 8 * MiB) : AnswerScript.Part(Pool[..(10 * MiB)], 8 * MiB, 9 * MiB));
        Assert.Equal("TransferIncomplete", (await Assert.ThrowsAsync<LarkException>(() => SaveAsync(script))).ErrorId);
        Assert.Empty(Directory.GetFiles(_folder));
        Assert.Equal(0, script.Open);
    }

    [Fact]
    public async Task A_large_file_over_a_link_that_stalls_gets_other_connections()
    {
        var bytes = Pool;
        var others = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var script = new AnswerScript(range =>
        {
            var isFirst = range!.Value.From == 0;
            if (!isFirst)
            {
                others.TrySetResult();
            }

            return AnswerScript.Part(bytes, range.Value.From, Math.Min(bytes.Length, range.Value.To + 1), gate: isFirst ? others.Task : null);
        });
        Assert.Equal(FileHash.Of(bytes), (await SaveAsync(script)).Sha256);
        AssertFile(bytes);
        Assert.Equal((bytes.Length, bytes.Length), (_meter.Received, _meter.Total));
        Assert.Equal(0, script.Open);
    }

    [Fact]
    public async Task A_large_file_over_a_fast_link_takes_one_connection()
    {
        // Nothing takes any time by this clock.
        using var script = new AnswerScript(Serving(Pool));
        Assert.Equal(FileHash.Of(Pool), (await SaveAsync(script, clock: new ManualClock())).Sha256);
        AssertFile(Pool);
        Assert.Equal(["0-8388607", $"8388608-{Pool.Length - 1}"], script.Asked);
        Assert.Equal(1, script.MostOpen);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public async Task A_version_that_is_not_the_one_that_was_begun_with_is_fetched_from_its_start(int mebibytes)
    {
        var (old, now) = (Pool[..(mebibytes * MiB)], Pool[MiB..((mebibytes + 1) * MiB)]);
        Leave(old, 3 * MiB, "\"old\"");
        using var script = new AnswerScript(range => Tagged(Serving(now)(range), "now"));
        await SaveAsync(script);
        AssertFile(now);
        Assert.Equal("it was replaced on the server", Assert.Single(script.Notices.Retries).Reason);
        Assert.Equal([$"{3 * MiB}-8388607", "0-8388607"], script.Asked.Take(2).Select(asked => asked.Replace($"-{old.Length - 1}", "-8388607", StringComparison.Ordinal)));
        Assert.Equal(0, script.Open);
    }

    [Fact]
    public async Task The_name_comes_from_the_first_bytes_where_the_file_begins_with_them()
    {
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Pool.AsSpan(0, 2 * MiB)];
        using var script = new AnswerScript(Serving(png));
        var chosen = await ChosenNameAsync(script, null);
        Assert.Equal("file_1.png", chosen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_earlier_run_left_is_not_gone_on_from_where_that_is_not_wanted(bool isKnown)
    {
        var bytes = Pool[..(5 * MiB)];
        Leave(bytes, 3 * MiB);
        using var script = new AnswerScript(Serving(bytes));
        await SaveAsync(script, new(Id) { Resume = false }, isKnown);
        AssertFile(bytes);
        Assert.Equal(["0-8388607"], script.Asked);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(10, false)]
    [InlineData(2 * MiB, true)]
    [InlineData(2 * MiB, false)]
    public async Task A_part_with_the_time_of_its_message_is_replaced_by_an_export_and_by_nothing_else(int length, bool isExport)
    {
        File.WriteAllText(Target + ".part", "other bytes than those of the file");
        File.SetLastWriteTimeUtc(Target + ".part", SentAt.UtcDateTime);
        using var script = new AnswerScript(Serving(Pool[..length]));
        var request = new TransferRequest(Id) { SentAt = SentAt, IsDurable = isExport };
        if (isExport)
        {
            await SaveAsync(script, request);
            AssertFile(Pool[..length]);
        }
        else
        {
            Assert.Equal("FileExists", (await Assert.ThrowsAsync<LarkException>(() => SaveAsync(script, request))).ErrorId);
            Assert.Equal("other bytes than those of the file", File.ReadAllText(Target + ".part"));
        }
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(TransferLimits.BufferLength, true)]
    [InlineData(TransferLimits.BufferLength + 1, false)]
    public async Task Only_what_does_not_fit_into_one_buffer_needs_a_journal(int length, bool fits)
    {
        File.WriteAllText(Target + ".part.json", "a person's");
        using var script = new AnswerScript(Serving(Pool[..length]));
        Assert.Equal(fits ? null : "FileExists", (await Record.ExceptionAsync(() => SaveAsync(script)) as LarkException)?.ErrorId);
        Assert.Equal(fits, File.Exists(Target));
        Assert.Equal("a person's", File.ReadAllText(Target + ".part.json"));
    }

    [Fact]
    public async Task What_is_in_the_file_is_in_its_journal_while_the_download_is_running()
    {
        var bytes = Pool[..(10 * MiB)];
        long[]? noted = null;
        using var script = new AnswerScript(range =>
        {
            noted = range!.Value.From == 0 ? null : [.. PartFile.FindResumeState(Target, Id)!.Steps.Select(step => step.Done)];
            return Serving(bytes)(range);
        });
        await SaveAsync(script);
        AssertFile(bytes);
        Assert.Equal<long>([.. Enumerable.Repeat<long>(MiB, 8), 0, 0], noted ?? []);
    }

    [Fact]
    public async Task Bytes_from_the_middle_of_a_file_do_not_name_it()
    {
        byte[] bytes = [.. Pool.AsSpan(0, MiB), 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Pool.AsSpan(0, MiB)];
        Leave(bytes, MiB);
        using var script = new AnswerScript(Serving(bytes));
        var chosen = await ChosenNameAsync(script, Target);
        AssertFile(bytes);
        Assert.DoesNotContain(".png", chosen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_download_that_broke_off_leaves_is_all_that_came()
    {
        const int Stopped = (3 * MiB) + 100;
        var bytes = Pool[..(5 * MiB)];
        using (var broken = new AnswerScript(_ => AnswerScript.Part(bytes, 0, bytes.Length, Stopped, new IOException("gone"))))
        {
            await Assert.ThrowsAsync<LarkException>(() => SaveAsync(broken));
            Assert.Equal(0, broken.Open);
        }

        Assert.Equal([MiB, MiB, MiB, 100, 0], PartFile.FindResumeState(Target, Id)!.Steps.Select(step => step.Done));
        using var script = new AnswerScript(Serving(bytes));
        await SaveAsync(script);
        AssertFile(bytes);
        Assert.Equal([$"{Stopped}-8388607"], script.Asked);
    }

    private async Task<string?> ChosenNameAsync(AnswerScript script, string? knownTarget)
    {
        string? chosen = null;
        await new FileDownload(script.Source(Id), new(Id), _meter).RunAsync(
            name =>
            {
                chosen = name;
                return Task.FromResult(new FileTarget(Target, Overwrite: false));
            },
            knownTarget,
            default);
        return chosen;
    }

    private static HttpResponseMessage Tagged(HttpResponseMessage answer, string tag)
    {
        answer.Headers.ETag = new($"\"{tag}\"");
        return answer;
    }

    private static Func<(long From, long To)?, HttpResponseMessage> Serving(byte[] bytes) =>
        range => AnswerScript.Part(bytes, range!.Value.From, Math.Min(bytes.Length, range.Value.To + 1));

    private static HttpResponseMessage Chunked(byte[] bytes)
    {
        var response = AnswerScript.Answer(HttpStatusCode.OK, bytes);
        response.Version = HttpVersion.Version11;
        response.Headers.TransferEncodingChunked = true;
        return response;
    }

    /// <summary>What a kill leaves of a download whose first bytes have come.</summary>
    private void Leave(byte[] bytes, int done, string? validator = null)
    {
        var whole = new byte[bytes.Length];
        bytes.AsSpan(0, done).CopyTo(whole);
        File.WriteAllBytes(Target + ".part", whole);
        var steps = Enumerable.Range(0, (done + MiB - 1) / MiB).Select(unit => bytes[(unit * MiB)..Math.Min(done, (unit + 1) * MiB)]).Select((unit, index) => new JournalStep(index, unit.Length, Crc32C.Append(0, unit)));
        Journal.Create(Target + ".part.json", new(Id, bytes.Length, validator), steps).Dispose();
    }

    private void AssertFile(byte[] bytes)
    {
        Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Target)));
        Assert.Equal([Target], Directory.GetFiles(_folder));
    }

    private Task<TransferResult> SaveAsync(
        AnswerScript script, TransferRequest? request = null, bool isKnown = true, bool overwrite = true, Action? onTarget = null, TimeProvider? clock = null, CancellationToken cancellationToken = default) =>
        new FileDownload(script.Source(Id, clock: clock), request ?? new(Id), _meter).RunAsync(
            _ =>
            {
                onTarget?.Invoke();
                return Task.FromResult(new FileTarget(Target, overwrite));
            },
            isKnown ? Target : null,
            cancellationToken);
}
