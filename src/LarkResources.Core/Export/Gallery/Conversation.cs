using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using LarkResources.Errors;
using LarkResources.Files;

namespace LarkResources.Export.Gallery;

/// <summary>Where the messages are: in the page while they are few, in script files beside it when they are many.</summary>
/// <remarks>
/// A page that is a file may read nothing but scripts and pictures. A file is named by its content, so that an old page finds what it was made with until the
/// new one has taken its place.
/// </remarks>
internal sealed class Conversation
{
    public const string FolderName = "gallery-data";

    /// <summary>A page of this size is on the screen in time all the same.</summary>
    private const int LargestInPage = 2 << 20;

    private const string NameStart = "messages-";
    private const string NameEnd = ".js";
    private const int HashLength = 32;

    private static readonly SearchValues<char> HashDigits = SearchValues.Create("0123456789ABCDEF");

    private readonly List<(byte[] Json, int Count)> _inPage = [];
    private readonly List<(string Name, int Count)> _files = [];

    /// <summary>Pieces that stand in the page itself.</summary>
    public IEnumerable<byte[]> InPage => _inPage.Select(chunk => chunk.Json);

    /// <summary>Files beside the page, in the order of the conversation, with the number of messages in each.</summary>
    public IReadOnlyList<(string Name, int Count)> Files => _files;

    public int Count => _inPage.Sum(chunk => chunk.Count) + _files.Sum(file => file.Count);

    /// <summary>By which the page lets in these files and no other; null when there are none. The author of a message cannot know it.</summary>
    public string? Nonce => _files.Count == 0 ? null
        : Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _files.Select(file => file.Name)))));

    /// <summary>Makes the pieces of all messages and writes those that do not fit into the page.</summary>
    public static async Task<Conversation> WriteAsync(string exportFolder, GalleryData data, CancellationToken cancellationToken)
    {
        var conversation = new Conversation();
        var length = 0L;
        foreach (var chunk in ConversationChunks.Of(data))
        {
            cancellationToken.ThrowIfCancellationRequested();
            length += chunk.Json.Length;
            if (length <= LargestInPage)
            {
                conversation._inPage.Add(chunk);
                continue;
            }

            var folder = FolderOf(exportFolder);
            foreach (var earlier in conversation._inPage)
            {
                await conversation.AddFileAsync(folder, earlier).ConfigureAwait(false);
            }

            conversation._inPage.Clear();
            await conversation.AddFileAsync(folder, chunk).ConfigureAwait(false);
        }

        return conversation;
    }

    /// <summary>Takes away the files that an earlier page needed. Only while no other run writes a page there.</summary>
    public void RemoveStale(string exportFolder)
    {
        var folder = new DirectoryInfo(Path.Combine(exportFolder, FolderName));
        if (!folder.Exists || folder.LinkTarget is not null)
        {
            return;
        }

        var kept = _files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var file in folder.EnumerateFiles(NameStart + "*"))
        {
            if (!kept.Contains(file.Name) && IsOurs(file.Name) && file.LinkTarget is null)
            {
                FreshName.TryDelete(file.FullName);
            }
        }

        if (!folder.EnumerateFileSystemInfos().Any())
        {
            folder.Delete();
        }
    }

    private static string FolderOf(string exportFolder)
    {
        var path = Path.Combine(exportFolder, FolderName);
        if (new DirectoryInfo(path).LinkTarget is not null)
        {
            throw LarkErrors.ForeignFile(LarkErrors.Localized($"'{path}' is a link, and nothing is written through it.", $"'{path}' 是链接，不会通过它写入。"), path);
        }

        if (File.Exists(path))
        {
            throw LarkErrors.ForeignFile(LarkErrors.Localized($"The page needs a folder '{path}', and a file of that name is there.", $"页面需要文件夹 '{path}'，但已有同名文件。"), path);
        }

        Directory.CreateDirectory(path);
        return path;
    }

    private async Task AddFileAsync(string folder, (byte[] Json, int Count) chunk)
    {
        var name = NameStart + Convert.ToHexString(SHA256.HashData(chunk.Json).AsSpan(0, HashLength / 2)) + $"-{_files.Count}" + NameEnd;
        var path = Path.Combine(folder, name);
        var script = ScriptOf(_files.Count, chunk.Json);
        PlainFile.Refuse(path);
        if (!Holds(path, script))
        {
            await AtomicFile.WriteAsync(path, FreshName.For(path), stream => stream.WriteAsync(script).AsTask()).ConfigureAwait(false);
        }

        _files.Add((name, chunk.Count));
    }

    /// <summary>True for a file of these bytes. One that was damaged, or made something else, has the name of what it was.</summary>
    private static bool Holds(string path, byte[] script)
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file && file.Length == script.Length && PlainFile.ReadAllBytes(path, script.Length).AsSpan().SequenceEqual(script);
        }
        catch (Exception e) when ((FileFault.Is(e) && e is not NotPlainFileException) || e is InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>One call with one string. In the data an apostrophe is escaped, so only backslashes have to be.</summary>
    private static byte[] ScriptOf(int place, byte[] json)
    {
        var script = new MemoryStream(json.Length + (json.Length >> 3) + 64);
        script.Write(Encoding.ASCII.GetBytes($"galleryMessages({place},'"));
        foreach (var octet in json)
        {
            script.WriteByte(octet);
            if (octet == '\\')
            {
                script.WriteByte(octet);
            }
        }

        script.Write("')\n"u8);
        return script.ToArray();
    }

    private static bool IsOurs(string name)
    {
        var rest = name.AsSpan(NameStart.Length);
        var dash = rest.IndexOf('-');
        var dot = rest.IndexOf('.');
        return dash == HashLength && dot > dash && !rest[..dash].ContainsAnyExcept(HashDigits) && !rest[(dash + 1)..dot].ContainsAnyExceptInRange('0', '9')
            && (rest[dot..].SequenceEqual(NameEnd) || (rest[dot..].StartsWith(NameEnd + ".") && rest.EndsWith(".new") && rest.Length == dot + NameEnd.Length + HashLength + 5));
    }
}
