using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Hostile;

/// <summary>What a server declares must not be what this process allocates.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class HostileMemoryTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\nConnection: close\r\n\r\nabc")]
    [InlineData("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-99/2000000000\r\nContent-Length: 100\r\nConnection: close\r\n\r\nabc")]
    public async Task Two_declared_gigabytes_of_which_three_bytes_come_take_little_memory(string answer)
    {
        await using var server = RawServer.Always(answer);
        var connection = server.Connect();
        var id = new ResourceId("om_1", "file_v3_1", LarkResourceType.File);
        var before = GC.GetTotalAllocatedBytes();
        var error = await Assert.ThrowsAsync<LarkException>(() => new MemoryDownload(new(connection.Client(), id, 0), new(id), new()).RunAsync(default));
        Assert.Equal("TransferIncomplete", error.ErrorId);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
        connection.Close();
    }
}
