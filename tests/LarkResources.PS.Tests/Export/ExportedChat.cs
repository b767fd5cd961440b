using System.Security.Cryptography;
using System.Text.Json;

namespace LarkResources.PS.Tests.Export;

/// <summary>A line of a manifest as docs/manifest.md describes it.</summary>
internal sealed record ManifestRow(
    int V, string MessageId, string? FileKey, string? Kind, string? Path, long? Length, string? Sha256, DateTimeOffset? SentAt, string Status, int? Code);

/// <summary>What an export has left of one chat, read from the disk without the module.</summary>
internal sealed class ExportedChat
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private ExportedChat(string folder, IReadOnlyList<ManifestRow> lines)
    {
        Folder = folder;
        Lines = lines;
    }

    public string Folder { get; }

    /// <summary>All lines, in the order of the file.</summary>
    public IReadOnlyList<ManifestRow> Lines { get; }

    /// <summary>The line that counts for each resource.</summary>
    public IReadOnlyDictionary<(string MessageId, string? FileKey), ManifestRow> Last => Lines
        .GroupBy(line => (line.MessageId, line.FileKey))
        .ToDictionary(lines => lines.Key, lines => lines.Last());

    public IEnumerable<ManifestRow> Saved => Last.Values.Where(line => line.Status == "saved");

    /// <summary>Everything that lies in the folder, with slashes.</summary>
    public IEnumerable<string> Files => Directory
        .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public static ExportedChat Read(string destination, string chatId)
    {
        var folder = FolderOf(destination, chatId);

        // A line break inside a name is escaped: whatever stands between two is a line.
        var lines = File.ReadAllText(ManifestOf(folder)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new(folder, [.. lines.Select(line => JsonSerializer.Deserialize<ManifestRow>(line, Json)!)]);
    }

    public static string FolderOf(string destination, string chatId) =>
        Assert.Single(Directory.GetDirectories(destination), path => path.EndsWith($"({chatId})", StringComparison.Ordinal));

    public static string ManifestOf(string folder) => Path.Combine(folder, "manifest.jsonl");

    public string PathOf(MixedResource resource) => Path.Combine(Folder, Last[(resource.MessageId, resource.FileKey)].Path!);

    /// <summary>Everything that is served is there with the right bytes and time, everything that is refused says why, and nothing else is there.</summary>
    public void MustHold(IEnumerable<MixedResource> expected)
    {
        var all = expected.ToList();
        foreach (var resource in all.Where(resource => resource.IsServed))
        {
            Assert.True(Last.TryGetValue((resource.MessageId, resource.FileKey), out var line), $"no line for {resource}");
            Assert.True(line!.Status == "saved", $"{line} instead of {resource}");
            Assert.Equal((resource.Length, resource.Sha256), (line.Length!.Value, line.Sha256));
            var file = new FileInfo(Path.Combine(Folder, line.Path!));
            Assert.Equal(resource.Sha256, Sha256Of(file.FullName));
            Assert.Equal(resource.SentAt.UtcDateTime, file.LastWriteTimeUtc, TimeSpan.FromMilliseconds(2));
        }

        foreach (var resource in all.Where(resource => resource.IsRefused))
        {
            Assert.True(Last.TryGetValue((resource.MessageId, resource.FileKey), out var line), $"no line for {resource}");
            Assert.True(line is { Status: "skipped", Path: null } && line.Code == resource.Code, $"{line} instead of {resource}");
        }

        var served = all.Where(resource => resource.IsServed).Select(resource => (resource.MessageId, (string?)resource.FileKey)).ToHashSet();
        Assert.All(Saved, line => Assert.Contains((line.MessageId, line.FileKey), served));
        MustMatchItself();
    }

    /// <summary>No file without a line, no line without a file, and no resource twice with the same outcome.</summary>
    public void MustMatchItself()
    {
        Assert.Equal(Saved.Select(line => line.Path!).Concat(["export.json", "manifest.jsonl"]).Order(StringComparer.Ordinal), Files);
        Assert.All(Lines.GroupBy(line => (line.MessageId, line.FileKey, line.Status)), lines => Assert.Single(lines));
    }

    private static string Sha256Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
