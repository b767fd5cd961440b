using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using LarkResources.Tests.Hostile;

namespace LarkResources.Tests.Transfer;

/// <summary>A file without a name gets one from its bytes, however these arrive.</summary>
public sealed class UnnamedFileTests
{
    private static readonly ResourceId Id = new("om_unnamed", "file_unnamed", LarkResourceType.File);
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 4];

    [Fact]
    public async Task A_name_does_not_depend_on_how_many_bytes_come_first()
    {
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {Png.Length}\r\nConnection: close\r\n\r\n"), stop);
            foreach (var value in Png)
            {
                await stream.WriteAsync(new[] { value }, stop);
                await stream.FlushAsync(stop);
                await Task.Delay(20, stop);
            }
        });
        Assert.Equal("file_unnamed.png", (await LoadAsync(server)).Name);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(400_000)]
    [InlineData(5_000_000)]
    public async Task A_document_that_says_at_its_end_what_it_is_gets_its_name_without_another_request(int length)
    {
        var bytes = Document(length);
        await using var server = RawServer.Of(bytes, "Content-Type: application/octet-stream\r\n");
        var result = await SaveAsync(server, bytes);
        Assert.Equal("file_unnamed.xlsb", result.Name);
        Assert.Single(server.Requests);
        Assert.Equal("file_unnamed.xlsb", (await LoadAsync(server)).Name);
    }

    [Theory]
    [InlineData(9_000_000)]
    [InlineData(18_000_000)]
    public async Task A_larger_one_arrives_whole(int length)
    {
        var bytes = Document(length);
        await using var server = RawServer.Of(bytes, "Content-Type: application/octet-stream\r\n");
        Assert.Equal("file_unnamed.zip", (await SaveAsync(server, bytes)).Name);
        Assert.Equal("file_unnamed.zip", (await LoadAsync(server)).Name);
    }

    [Theory]
    [InlineData("image/png", "00000018667479706865696300000000", ".heic")]
    [InlineData("image/jpeg", "89504E470D0A1A0A", ".png")]
    [InlineData("image/png", "FFD8FFE000104A464946", ".jpg")]
    [InlineData("text/plain", "255044462D312E37", ".pdf")]
    [InlineData("audio/mp4", "00000020667479706D70343200000000", ".m4a")]
    [InlineData("video/quicktime", "000000206674797069736F6D00000000", ".mov")]
    [InlineData("application/vnd.android.package-archive", "504B0304", ".apk")]
    [InlineData("application/octet-stream", "FF0A7F", ".jxl")]
    [InlineData("text/csv", "FF0A7F", ".csv")]
    [InlineData("audio/x-unheard-of", "524636340000000057415645", ".wav")]
    public async Task The_header_gives_way_to_bytes_that_are_sure(string contentType, string hex, string expected)
    {
        await using var server = RawServer.Of(Convert.FromHexString(hex), $"Content-Type: {contentType}\r\n");
        Assert.Equal("file_unnamed" + expected, (await LoadAsync(server)).Name);
    }

    [Fact]
    public async Task A_named_file_is_not_waited_for()
    {
        await using var server = RawServer.Of(Document(400_000), "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"table.bin\"\r\n");
        Assert.Equal("table.bin", (await LoadAsync(server)).Name);
    }

    private static byte[] Document(int length)
    {
        var filler = new byte[length];
        new Random(7).NextBytes(filler);
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var media = zip.CreateEntry("media/picture.jpg", CompressionLevel.NoCompression).Open())
            {
                media.Write(filler);
            }

            using var types = new StreamWriter(zip.CreateEntry("[Content_Types].xml").Open());
            types.Write("<Types><Override PartName=\"/xl/workbook.bin\" ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/></Types>");
        }

        return stream.ToArray();
    }

    private static async Task<TransferResult> LoadAsync(RawServer server)
    {
        var connection = server.Connect();
        var (_, result) = await new MemoryDownload(new(connection.Client(), Id, 0), new(Id), new()).RunAsync(CancellationToken.None);
        return result;
    }

    private static async Task<TransferResult> SaveAsync(RawServer server, byte[] bytes)
    {
        var folder = Directory.CreateTempSubdirectory("lark-unnamed-").FullName;
        try
        {
            var source = new ResourceSource(server.Connect().Client(), Id, 0);
            var result = await new FileDownload(source, new(Id), new()).RunAsync(name => Task.FromResult(new FileTarget(Path.Combine(folder, name), Overwrite: false)), null, CancellationToken.None);
            Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant(), result.Sha256);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(folder, result.Name)));
            return result;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
