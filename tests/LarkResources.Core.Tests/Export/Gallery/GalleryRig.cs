using System.Text;
using System.Text.Json;
using LarkResources.Export.Gallery;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export.Gallery;

/// <summary>The folder of an export with manifests as a test wants them, and what the page says of it.</summary>
internal sealed class GalleryRig : IDisposable
{
    private const string BlockStart = "<script type=\"application/json\" id=\"data\">";
    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    /// <summary>What somebody is to be told.</summary>
    public List<string> Warnings { get; } = [];

    public string Page => _folder.File(GalleryPage.FileName);

    public string Text => File.ReadAllText(Page, Encoding.UTF8);

    /// <summary>The block of data as the script of the page gets it.</summary>
    public string Block
    {
        get
        {
            var start = Text.IndexOf(BlockStart, StringComparison.Ordinal) + BlockStart.Length;
            return Text[start..Text.IndexOf("</script>", start, StringComparison.Ordinal)];
        }
    }

    /// <summary>The rows of the items.</summary>
    public JsonElement[] Items => [.. Data.GetProperty("items").EnumerateArray()];

    public JsonElement Data => JsonDocument.Parse(Block).RootElement;

    /// <summary>The rows of the messages that are in the page.</summary>
    public JsonElement[] Messages => [.. Text.Split("<script type=\"application/json\" class=\"messages\">").Skip(1).SelectMany(block => Rows(block[..block.IndexOf("</script>", StringComparison.Ordinal)]))];

    /// <summary>The rows of the messages in the files that the page names.</summary>
    public JsonElement[] MessagesBeside => [.. Data.GetProperty("messages").GetProperty("files").EnumerateArray().SelectMany(file =>
    {
        // galleryMessages(0,'…') with backslashes doubled.
        var script = File.ReadAllText(_folder.File(file.GetString()!));
        return Rows(script[(script.IndexOf('\'') + 1)..script.LastIndexOf('\'')].Replace("\\\\", "\\", StringComparison.Ordinal));
    })];

    public static ManifestEntry Entry(string messageId, string? name = null, string? path = "2026-11-22/a.txt") => new()
    {
        MessageId = messageId,
        ChatId = "oc_a",
        FileKey = "file_v3_a",
        Type = LarkResourceType.File,
        Kind = LarkResourceKind.File,
        Name = name,
        Path = path,
        Length = 3,
        ContentType = "text/plain",
        SenderId = "ou_a",
        SentAt = new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero),
        SavedAt = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero),
    };

    public void Chat(string folder, params ManifestEntry[] entries) =>
        Chat(folder, string.Concat(entries.Select(entry => Encoding.UTF8.GetString(ManifestLine.Write(entry)))));

    public void Chat(string folder, string manifest)
    {
        Directory.CreateDirectory(_folder.File(folder));
        File.WriteAllText(Path.Combine(_folder.File(folder), Manifest.FileName), manifest);
    }

    /// <summary>Puts messages beside the manifest of a chat.</summary>
    public void Say(string folder, string messages) => File.WriteAllText(Path.Combine(_folder.File(folder), MessageArchive.FileName), messages);

    public Task<string> WriteAsync() => GalleryPage.WriteAsync(Folder, Warnings.Add, CancellationToken.None);

    /// <summary>What in a piece of the conversation is not the number of a chat.</summary>
    private static IEnumerable<JsonElement> Rows(string json) => JsonDocument.Parse(json).RootElement.EnumerateArray().Where(row => row.ValueKind == JsonValueKind.Array);

    public void Dispose() => _folder.Dispose();
}
