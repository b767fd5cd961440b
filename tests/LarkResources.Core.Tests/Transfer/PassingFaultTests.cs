namespace LarkResources.Tests.Transfer;

/// <summary>A file is whole after a fault that passes, for every way through the engine.</summary>
public sealed class PassingFaultTests
{
    [Theory]
    [MemberData(nameof(PassingFaults.Everywhere), MemberType = typeof(PassingFaults))]
    public async Task The_file_comes_whole(string row, Shape shape)
    {
        var subject = Subject.Of(shape);
        await using var rig = await TransferRig.StartAsync(PassingFaults.SettingsFor(row));
        rig.PlaceGoodFile();
        rig.Faults.Add(PassingFaults.Of(row, subject));
        var result = await rig.SaveAsync(subject);
        Assert.Equal(subject.Sha256, result.Sha256);
        rig.AssertTargetIs(subject.Sha256);
        rig.AssertNoLeftovers();
        Assert.Contains(rig.Faults.Snapshot(), fault => fault.Fired > 0);
    }

    /// <summary>In the middle of a large file, where what has come must be kept or thrown away.</summary>
    [Theory]
    [InlineData(FaultAction.Cut)]
    [InlineData(FaultAction.ChunkedCut)]
    [InlineData(FaultAction.CloseDelimitedCut)]
    [InlineData(FaultAction.Reset)]
    [InlineData(FaultAction.ExtraBytes)]
    [InlineData(FaultAction.ExtraBytesCloseDelimited)]
    [InlineData(FaultAction.IgnoreRange)]
    [InlineData(FaultAction.Status416)]
    [InlineData(FaultAction.ExpiredToken)]
    [InlineData(FaultAction.RateLimited429)]
    [InlineData(FaultAction.Html502)]
    public async Task A_fault_at_a_later_part_passes(FaultAction action)
    {
        foreach (var shape in new[] { Shape.Middle, Shape.Large })
        {
            var subject = Subject.Of(shape);
            await using var rig = await TransferRig.StartAsync();
            rig.Faults.Add(new Fault { Action = action, RangeStartFrom = 1, At = 1_000_000, Count = 13, ResetSeconds = 0.05 });
            await rig.SaveAsync(subject);
            rig.AssertTargetIs(subject.Sha256);
            rig.AssertNoLeftovers();
            Assert.Equal(1, Assert.Single(rig.Faults.Snapshot()).Fired);
        }
    }

    [Theory]
    [InlineData(Shape.Middle)]
    [InlineData(Shape.Large)]
    public async Task A_file_that_changes_while_it_is_fetched_comes_in_its_new_version(Shape shape)
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.ChangedTotal, RangeStartFrom = 1, Total = 21_000_001, Seed = 77 });
        await rig.SaveAsync(Subject.Of(shape));
        rig.AssertTargetIs(SandboxFiles.Sha256Of(21_000_001, 77));
        rig.AssertNoLeftovers();
    }

    [Theory]
    [InlineData(Shape.Middle)]
    [InlineData(Shape.Large)]
    public async Task A_file_that_shrinks_while_it_is_fetched_comes_in_its_new_version(Shape shape)
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.ChangedTotal, RangeStartFrom = 1, Total = 5000, Seed = 78 });
        await rig.SaveAsync(Subject.Of(shape));
        rig.AssertTargetIs(SandboxFiles.Sha256Of(5000, 78));
        rig.AssertNoLeftovers();
    }
}
