namespace LarkResources.Tests.Transfer;

/// <summary>What does not fit into an object.</summary>
public sealed class MemoryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_larger_than_an_object_can_be_is_refused_with_and_without_a_declared_length(bool declared)
    {
        await using var rig = await TransferRig.StartAsync();
        if (!declared)
        {
            rig.Faults.Add(new Fault { Action = FaultAction.CloseDelimitedCut, At = long.MaxValue, Times = 0, PathContains = "/resources/" });
        }

        var download = new MemoryDownload(rig.Source(Subject.Image), new(Subject.Image.Id), new()) { Limit = Subject.Image.Length - 1 };
        var error = await Assert.ThrowsAsync<LarkException>(() => download.RunAsync(default));
        Assert.Equal("ResourceTooLarge", error.ErrorId);
        Assert.Contains(Subject.Image.Id.FileKey, error.Message, StringComparison.Ordinal);
    }
}
