namespace LarkResources.Tests.Transfer;

/// <summary>A byte stream is whole after a fault that passes. A class of its own, so that it runs beside the files.</summary>
public sealed class PassingFaultStreamTests
{
    [Theory]
    [MemberData(nameof(PassingFaults.Everywhere), MemberType = typeof(PassingFaults))]
    public async Task The_byte_stream_comes_whole(string row, Shape shape)
    {
        var subject = Subject.Of(shape);
        await using var rig = await TransferRig.StartAsync(PassingFaults.SettingsFor(row));
        rig.Faults.Add(PassingFaults.Of(row, subject));
        if (row == PassingFaults.SeenTooLate)
        {
            var error = await Assert.ThrowsAsync<LarkException>(() => rig.StreamAsync(subject));
            Assert.Equal("TransferIncomplete", error.ErrorId);
            var declared = Math.Min(subject.Length, PassingFaults.SecondPart);
            Assert.Contains($"{declared} bytes were declared and {declared + 40} sent", error.Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal((subject.Length, subject.Sha256), await rig.StreamAsync(subject));
    }
}
