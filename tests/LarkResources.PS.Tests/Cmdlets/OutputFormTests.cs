using System.Management.Automation;
using System.Security.Cryptography;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Cmdlets;

/// <summary>The four forms in which a resource comes out, each with the right bytes.</summary>
[Collection(Tenant.Collection)]
public sealed class OutputFormTests(Tenant tenant)
{
    /// <summary>A picture, a file with a Chinese name, a key without a prefix, no byte, one byte, a JSON that looks like an error, and more than one range.</summary>
    public static TheoryData<Way, string, string> Resources
    {
        get
        {
            var data = new TheoryData<Way, string, string>();
            foreach (var way in Enum.GetValues<Way>())
            {
                data.Add(way, "om_sandbox_image", "img_v3_sandbox_chart");
                data.Add(way, "om_sandbox_report", "file_v3_sandbox_report");
                data.Add(way, "om_sandbox_video", "img_v3_sandbox_cover");
                data.Add(way, "om_sandbox_legacy", "456a92d6-c6ea-4de4-ac3f-7afcf44ac78g");
                data.Add(way, "om_sandbox_empty", "file_v3_sandbox_empty");
                data.Add(way, "om_sandbox_one_byte", "file_v3_sandbox_one_byte");
                data.Add(way, "om_sandbox_json", "file_v3_sandbox_json");
                data.Add(way, "om_sandbox_20mib", "file_v3_sandbox_20mib");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Object_holds_the_bytes(Way way, string message, string key)
    {
        using var shell = await tenant.ConnectAsync(way);
        var (length, hash) = await tenant.Server.GetResourceAsync(key);

        var item = Assert.Single(shell.Run($"Get-LarkMessageResource {message} {key}").EnsureNoErrors().Output);

        Assert.Contains("LarkResources.LarkResourceContent", item.TypeNames);
        Assert.Equal((message, key, length, hash), (item.Text("MessageId"), item.Text("FileKey"), item.Number("Length"), item.Text("Sha256")));
        Assert.Equal(hash, HashOf((byte[])item.Properties["Content"].Value));
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task File_holds_the_bytes_and_nothing_lies_beside_it(Way way, string message, string key)
    {
        using var shell = await tenant.ConnectAsync(way);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "new", "target.bin");
        var (length, hash) = await tenant.Server.GetResourceAsync(key);

        var item = Assert.Single(shell.Run($"Get-LarkMessageResource {message} {key} -OutFile $path", ("path", path)).EnsureNoErrors().Output);

        Assert.Contains("LarkResources.LarkResourceFile", item.TypeNames);
        Assert.Equal((path, "target.bin", length, hash), (item.Text("Path"), item.Text("Name"), item.Number("Length"), item.Text("Sha256")));
        Assert.Equal((message, key), (item.Text("MessageId"), item.Text("FileKey")));
        Assert.Equal(hash, HashOf(await File.ReadAllBytesAsync(path)));
        Assert.Equal([path], Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Byte_stream_comes_in_order_in_arrays_of_their_own(Way way, string message, string key)
    {
        using var shell = await tenant.ConnectAsync(way);
        var (length, hash) = await tenant.Server.GetResourceAsync(key);

        var blocks = shell.Run($"Get-LarkMessageResource {message} {key} -AsByteStream").EnsureNoErrors().Output.Select(item => (byte[])item.BaseObject).ToList();

        Assert.Equal(hash, HashOf([.. blocks.SelectMany(block => block)]));
        Assert.All(blocks, block => Assert.InRange(block.Length, 1, 80 * 1024));
        Assert.Equal(blocks.Count, blocks.Distinct(ReferenceEqualityComparer.Instance).Count());
        if (length > 1 << 20)
        {
            Assert.True(blocks.Count <= (length / (64 * 1024)) + 1 + (length / (8 << 20)), $"{blocks.Count} blocks");
        }
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Raw_byte_stream_is_one_array(Way way, string message, string key)
    {
        using var shell = await tenant.ConnectAsync(way);
        var (_, hash) = await tenant.Server.GetResourceAsync(key);

        var item = Assert.Single(shell.Run($"Get-LarkMessageResource {message} {key} -AsByteStream -Raw").EnsureNoErrors().Output);

        Assert.Equal(hash, HashOf(Assert.IsType<byte[]>(item.BaseObject)));
    }

    [Theory]
    [InlineData(Way.Sandbox)]
    [InlineData(Way.Socket)]
    public async Task Properties_tell_what_it_is(Way way)
    {
        using var shell = await tenant.ConnectAsync(way);

        var picture = Assert.Single(shell.Run("Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart").Output);
        var report = Assert.Single(shell.Run("Get-LarkMessageResource om_sandbox_report file_v3_sandbox_report").Output);

        Assert.Equal(("Image", "image/png", "img_v3_sandbox_chart.png"), (picture.Text("Type"), picture.Text("ContentType"), picture.Text("FileName")));
        Assert.Equal(("File", "application/pdf", "报告 2026年第三季度.pdf"), (report.Text("Type"), report.Text("ContentType"), report.Text("FileName")));
        Assert.Equal(
            ["MessageId", "FileKey", "Type", "FileName", "ContentType", "Length", "Sha256", "Content"],
            picture.Properties.Select(property => property.Name));
    }

    [Fact]
    public async Task File_binds_to_the_cmdlets_of_the_file_system()
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);
        using var folder = new TemporaryFolder();

        var file = Assert.Single(shell.Run("Get-LarkMessageResource om_sandbox_image -OutFile $folder", ("folder", folder.Path)).EnsureNoErrors().Output);

        // Get-Item and the others come with pwsh only; this is how they resolve what they are given.
        var resolved = Assert.Single(shell.Run("$ExecutionContext.SessionState.Path.GetResolvedProviderPathFromPSPath($path, [ref]$null)", ("path", file.Text("PSPath"))).OutputAs<string>());
        Assert.Equal(Path.Combine(folder.Path, "img_v3_sandbox_chart.png"), resolved);
        Assert.Equal(
            ["PSPath", "Path", "Name", "Length", "ContentType", "Sha256", "MessageId", "FileKey", "Type"],
            file.Properties.Select(property => property.Name));
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();
}
