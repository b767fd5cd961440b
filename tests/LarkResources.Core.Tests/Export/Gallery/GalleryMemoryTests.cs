using LarkResources.Export.Gallery;
using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Export.Gallery;

/// <summary>What a long conversation takes in memory; other tests in the process would be counted with it.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class GalleryMemoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lark-gallery-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fifty_thousand_messages_are_never_in_memory_at_once()
    {
        const int count = 50_000;
        var path = Path.Combine(_folder, MessageArchive.FileName);
        var text = new string('好', 300);
        await using (var writer = new StreamWriter(path))
        {
            for (var i = 0; i < count; i++)
            {
                await writer.WriteAsync(GalleryMessageTests.Line($"om_{i:D32}", text, i));
            }
        }

        // The texts alone are 30 MB as strings.
        Assert.InRange(new FileInfo(path).Length, 45_000_000, long.MaxValue);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var file = GalleryMessageFile.Open(_folder, _ => { })!;
        Assert.Equal(count, file.Count);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 20_000_000);
        Assert.Equal(count, file.Read().Count());
        GC.KeepAlive(file);
    }
}
