namespace LarkResources.Tests.Transfer;

/// <summary>The byte stream: in order, in bounded memory, and stopped at once.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class ByteStreamTests
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public async Task A_slow_consumer_of_256_MiB_does_not_fill_the_memory()
    {
        await using var rig = await TransferRig.StartAsync();
        var subject = Subject.Of(Shape.Large);
        await rig.StreamAsync(subject);
        rig.Server.Handler.ReplaceFile(subject.Id.FileKey, 256 * Mebibyte, 3);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (largest, length, blocks) = (0L, 0L, 0);
        await using (var reader = new BlockReader(rig.Source(subject), new()))
        {
            await reader.OpenAsync(default);
            while (await reader.NextAsync(default) is { } block)
            {
                length += block.Length;
                if (++blocks % 256 == 0)
                {
                    // Long enough for the window to fill as far as it ever will.
                    await Task.Delay(100);
                    largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true) - before);
                }
            }
        }

        Assert.Equal(256 * Mebibyte, length);
        Assert.True(largest < 40 * Mebibyte, $"The heap grew by {largest} bytes.");
    }

    [Fact]
    public async Task Nothing_is_fetched_any_more_when_the_consumer_stops()
    {
        await using var rig = await TransferRig.StartAsync();
        var subject = Subject.File("120mib");
        await using (var reader = new BlockReader(rig.Source(subject), new()))
        {
            await reader.OpenAsync(default);
            for (var block = 0; block < 5; block++)
            {
                Assert.NotNull(await reader.NextAsync(default));
            }
        }

        Assert.InRange(rig.Requests.Count, 1, TransferLimits.ChunksInFlight);
        await rig.StreamAsync(Subject.OneByte);
        Assert.InRange(rig.Requests.Count, 2, TransferLimits.ChunksInFlight + 1);
    }

    [Fact]
    public async Task Blocks_are_fresh_arrays_of_one_size()
    {
        await using var rig = await TransferRig.StartAsync();
        var subject = Subject.File("8mib_plus1");
        await using var reader = new BlockReader(rig.Source(subject), new());
        await reader.OpenAsync(default);
        var seen = new List<byte[]>();
        while (await reader.NextAsync(default) is { } block)
        {
            seen.Add(block);
        }

        Assert.All(seen.SkipLast(1), block => Assert.Equal(TransferLimits.BlockLength, block.Length));
        Assert.Equal(seen.Count, seen.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Single(seen[^1]);
    }

    [Theory]
    [InlineData(Shape.Middle)]
    [InlineData(Shape.Large)]
    public async Task A_change_in_the_middle_ends_the_stream_with_an_error(Shape shape)
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.ChangedTotal, RangeStartFrom = 1, Total = 21_000_001, Seed = 77 });
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.StreamAsync(Subject.Of(shape)));
        Assert.Equal("TransferIncomplete", error.ErrorId);
        Assert.Contains($"its length changed from {Subject.Of(shape).Length} to 21000001 bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Shape.Middle)]
    [InlineData(Shape.Large)]
    public async Task Memory_begins_again_where_the_pipeline_cannot(Shape shape)
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.ChangedTotal, RangeStartFrom = 1, Total = 21_000_001, Seed = 77 });
        Assert.Equal(SandboxFiles.Sha256Of(21_000_001, 77), (await rig.LoadAsync(Subject.Of(shape))).Result.Sha256);
    }

    [Fact]
    public async Task Cancelling_ends_a_stream_that_waits()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.Stall, At = 100_000, Times = 0, PathContains = "/resources/" });
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.StreamAsync(Subject.Of(Shape.Large), stop.Token));
    }
}
