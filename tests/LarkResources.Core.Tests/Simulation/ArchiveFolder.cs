using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LarkResources.Tests.Simulation;

/// <summary>The folder of a chat as another program reads it: by docs/manifest.md alone, with nothing of the module.</summary>
/// <param name="path">The folder of the chat.</param>
internal sealed class ArchiveFolder(string path)
{
    public const string Manifest = "manifest.jsonl";
    public const string Messages = "messages.jsonl";
    public const string State = "export.json";

    /// <summary>What an export keeps beside the files that people sent.</summary>
    private static readonly string[] Own = [Manifest, Messages, State];

    public string Path => path;

    /// <summary>The files that people sent, from the folder on, with <c>/</c>.</summary>
    public IEnumerable<string> Files => !Directory.Exists(path) ? [] : Directory
        .EnumerateFiles(path, "*", SearchOption.AllDirectories)
        .Select(file => System.IO.Path.GetRelativePath(path, file).Replace('\\', '/'))
        .Where(file => !Own.Contains(file));

    /// <summary>The bytes of one of the export's own files; empty where there is none.</summary>
    public byte[] BytesOf(string name) => File.Exists(Full(name)) ? File.ReadAllBytes(Full(name)) : [];

    public string Full(string relative) => System.IO.Path.Combine(path, relative);

    /// <summary>The lines of a file, in their order; what is not JSON is passed over.</summary>
    public IEnumerable<JsonElement> Lines(string name) =>
        Encoding.UTF8.GetString(BytesOf(name)).Split('\n').Select(Parsed).OfType<JsonElement>();

    /// <summary>True when every line of the manifest and of the messages is JSON, and has its end: so a run leaves both that has written to them.</summary>
    public bool IsWellFormed => new[] { Manifest, Messages }.All(name => Encoding.UTF8.GetString(BytesOf(name)).Split('\n') is [.. var lines, ""] && lines.All(line => Parsed(line) is not null));

    /// <summary>The line that counts of each resource.</summary>
    public IReadOnlyDictionary<ResourceKey, JsonElement> Resources()
    {
        var last = new Dictionary<ResourceKey, JsonElement>();
        foreach (var line in Lines(Manifest))
        {
            last[new(line.GetProperty("messageId").GetString()!, line.GetProperty("fileKey").GetString())] = line;
        }

        return last;
    }

    /// <summary>True for a line whose file is there, with its length and its hash.</summary>
    public bool IsProven(JsonElement line) =>
        line.GetProperty("status").GetString() == "saved" && File.Exists(Full(line.GetProperty("path").GetString()!)) && Sha256(Full(line.GetProperty("path").GetString()!)) == line.GetProperty("sha256").GetString();

    public static string Sha256(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    /// <summary>What the file holds that no later run may change: its whole lines, and a last one that lacks nothing but its end.</summary>
    public static byte[] Settled(byte[] bytes)
    {
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        return Parsed(Encoding.UTF8.GetString(bytes.AsSpan(whole))) is null ? bytes[..whole] : [.. bytes, (byte)'\n'];
    }

    private static JsonElement? Parsed(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind is JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
