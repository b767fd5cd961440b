using System.Security.Cryptography;
using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Simulation;

/// <summary>The folder of a chat: what a person does in it, and what must be true of it.</summary>
internal sealed class ExportFolderModel(string destination, ExportChatModel chat, Random random)
{
    private static readonly string[] Own = [Manifest.FileName, ExportCheckpoint.FileName];

    private readonly Dictionary<string, byte[]> _users = new(StringComparer.Ordinal);
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    /// <summary>Saved files that the person has edited since: they stay.</summary>
    private readonly Dictionary<string, byte[]> _edited = new(StringComparer.Ordinal);

    private string Folder
    {
        get
        {
            var export = new ChatFolderLocator(destination);
            return export.Find(chat.Id) ?? export.New("Mixed", chat.Id);
        }
    }

    private string ManifestPath => Path.Combine(Folder, Manifest.FileName);

    public byte[] ManifestBytes() => File.ReadAllBytes(ManifestPath);

    /// <summary>Everything there is.</summary>
    public IReadOnlyList<(string Path, long Length, DateTime Time)> Listing() =>
        [.. new DirectoryInfo(destination).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal).Select(file => (file.FullName, file.Length, file.LastWriteTimeUtc))];

    /// <summary>Holds after every run, however it ended.</summary>
    public void AssertConsistent()
    {
        var lines = Lines();
        var saved = lines.Where(line => line.Status is ExportStatus.Saved).ToDictionary(line => Full(line.Path!), StringComparer.Ordinal);
        foreach (var path in Files())
        {
            Assert.True(
                saved.ContainsKey(path) || _users.ContainsKey(path) || _touched.Contains(path) || path.EndsWith(".part", StringComparison.Ordinal) || path.EndsWith(".part.json", StringComparison.Ordinal),
                $"No line speaks of '{path}'.");
        }

        foreach (var (path, line) in saved)
        {
            Assert.True(_touched.Contains(path) || Sha256(path) == line.Sha256, $"'{path}' is not what its line says.");
        }

        AssertUsersFiles();
    }

    /// <summary>Holds after a calm run for everything.</summary>
    public void AssertWhole(ExportOptions everything)
    {
        var lines = Lines().ToDictionary(line => line.Key);
        foreach (var (key, sha256) in chat.Served(everything))
        {
            Assert.True(lines.TryGetValue(key, out var line), $"No line for {key}.");
            Assert.True(line!.Status is ExportStatus.Saved && line.Sha256 == sha256, $"{line} instead of {sha256}");
            Assert.True(_edited.ContainsKey(Full(line.Path!)) || Sha256(Full(line.Path!)) == sha256, $"'{line.Path}' is not what its line says.");
        }

        foreach (var (key, code) in chat.Refused(everything))
        {
            Assert.True(lines.TryGetValue(key, out var line) && line.Status is ExportStatus.Skipped && line.Code == code, $"{line} instead of {code} for {key}");
        }

        Assert.All(lines.Values.Where(line => everything.Wants(line.Kind)), line => Assert.True(line.Status is not ExportStatus.Failed, $"{line} has failed for ever."));
        Assert.DoesNotContain(Files(), path => path.Contains(".part", StringComparison.Ordinal));
        AssertConsistent();
    }

    /// <summary>What a person does between two runs.</summary>
    public void Tamper()
    {
        var saved = File.Exists(ManifestPath) ? Lines().Where(line => line.Status is ExportStatus.Saved).Select(line => Full(line.Path!)).Where(File.Exists).ToArray() : [];
        for (var left = random.Next(4); left > 0; left--)
        {
            var path = saved.Length == 0 ? null : saved[random.Next(saved.Length)];
            switch (random.Next(9))
            {
                case 0 when path is not null:
                    File.Delete(path);
                    _touched.Add(path);
                    _edited.Remove(path);
                    break;
                case 1 when File.Exists(path):
                    Change(path, [.. File.ReadAllBytes(path), .. "more"u8]);
                    break;
                case 2 when File.Exists(path) && new FileInfo(path).Length > 0:
                    Change(path, random.Bytes((int)new FileInfo(path).Length));
                    break;
                case 3 when Directory.Exists(Folder):
                    File.Delete(Path.Combine(Folder, ExportCheckpoint.FileName));
                    break;
                case 4 when saved.Length > 0:
                    File.AppendAllText(ManifestPath, random.Pick("{\"v\":1,\"messageId\":\"om_", "{", "\uFEFF", "\0\0\0\0", "a note\n", "\n"));
                    break;
                default:
                    AddUsersFile();
                    break;
            }
        }
    }

    /// <summary>An edit has another time than the export gave the file, and stays; damage has the same, and what is edited already can only be edited more.</summary>
    private void Change(string path, byte[] bytes)
    {
        var (time, isEdit) = (File.GetLastWriteTimeUtc(path), _edited.ContainsKey(path) || random.OneIn(2));
        File.WriteAllBytes(path, bytes);
        _touched.Add(path);
        if (isEdit)
        {
            _edited[path] = bytes;
        }
        else
        {
            File.SetLastWriteTimeUtc(path, time);
        }
    }

    private void AddUsersFile()
    {
        var day = Path.Combine(Folder, $"2026-11-{random.Next(9, 20):D2}");
        var path = Path.Combine(day, random.Pick("report.pdf", "scan.txt", "SCAN.TXT", "发票.pdf", "README", "附件", "mine.txt"));

        // In the place of a file that was saved it would be that file, changed.
        if (!File.Exists(path) && !_touched.Contains(path))
        {
            Directory.CreateDirectory(day);
            File.WriteAllBytes(path, _users[path] = random.Bytes(random.Next(50)));
        }
    }

    private void AssertUsersFiles()
    {
        foreach (var (path, bytes) in _users.Concat(_edited))
        {
            Assert.True(File.Exists(path) && bytes.AsSpan().SequenceEqual(File.ReadAllBytes(path)), $"'{path}' was the user's.");
        }
    }

    private IReadOnlyList<ManifestEntry> Lines()
    {
        using var manifest = Manifest.Load(ManifestPath);
        var paths = manifest.Entries.Where(line => line.Status is ExportStatus.Saved).Select(line => line.Path).ToList();
        Assert.Equal(paths.Count, paths.Distinct(StringComparer.Ordinal).Count());
        return manifest.Entries;
    }

    private IEnumerable<string> Files() => !Directory.Exists(Folder) ? [] : Directory
        .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Where(path => !Own.Contains(Path.GetRelativePath(Folder, path)));

    private string Full(string relative) => Path.Combine(Folder, relative);

    private static string? Sha256(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file)).ToLowerInvariant();
    }
}
