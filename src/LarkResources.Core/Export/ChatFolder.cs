using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Models;
using LarkResources.Naming;

namespace LarkResources.Export;

/// <summary>The folder of one chat in an export: <c>name (id)/yyyy-MM-dd/file</c>, with the folders that were sent between the day and the file.</summary>
/// <param name="path">The full path of the folder.</param>
/// <param name="zone">By whose days the files are filed.</param>
internal sealed class ChatFolder(string path, TimeZoneInfo zone)
{
    // What a manifest names is compared with it, letter by letter.
    private readonly string path = System.IO.Path.GetFullPath(path);

    private const string Undated = "undated";
    private const string DayForm = "yyyy-MM-dd";

    /// <summary>The longest path that is looked for without making a string of it, in bytes.</summary>
    private const int LongestOnStack = 1024;

    private readonly ConcurrentDictionary<string, FolderNames> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _recalled = new(StringComparer.Ordinal);
    private readonly byte[] _start = Encoding.UTF8.GetBytes(System.IO.Path.GetFullPath(path) + '/');
    private Manifest? _earlier;

    public string Path => path;

    /// <summary>False when another folder has the name of this one by now: files would land among what is not ours.</summary>
    public Func<bool> IsInPlace { get; init; } = static () => true;

    public string Manifest => System.IO.Path.Combine(path, Export.Manifest.FileName);

    /// <summary>The full path of what a manifest names; null for a path that no export gives to a file: it is not believed.</summary>
    /// <remarks>Our own files stand beside the folders of the days, and so does whatever else a person keeps there: no line can name them.</remarks>
    public string? Resolve(string relative)
    {
        if (!IsPathOfExport(relative))
        {
            return null;
        }

        try
        {
            var full = System.IO.Path.GetFullPath(System.IO.Path.Combine(path, relative));
            return full.StartsWith(path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal) ? full : null;
        }
        catch (Exception e) when (e is ArgumentException or PathTooLongException)
        {
            return null;
        }
    }

    /// <summary>The length of a file that a manifest names, found with one call of the system and no object made.</summary>
    /// <returns>Null for what is not believed, is not a regular file, or is not known in this way: then it has to be looked at more closely.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long? LengthOf(ReadOnlySpan<char> relative)
    {
        if (!DiskEntry.IsToldBySystem || _start.Length + (3 * relative.Length) >= LongestOnStack || !IsPathOfExport(relative))
        {
            return null;
        }

        Span<byte> full = stackalloc byte[LongestOnStack];
        _start.CopyTo(full);
        var end = _start.Length + Encoding.UTF8.GetBytes(relative, full[_start.Length..]);
        full[end] = 0;
        return DiskEntry.LengthOfFile(full[..(end + 1)]);
    }

    /// <summary>Makes the folders on the way to a file. One that is a link would have the file land elsewhere.</summary>
    /// <exception cref="LarkException">WriteFailed.</exception>
    public void MakeFolderOf(string full)
    {
        var made = path;
        try
        {
            PlainFile.RefuseLinkedFolder(path);
            if (!IsInPlace())
            {
                throw new IOException(LarkErrors.Localized("it was moved or replaced during the export.", "它在导出期间被移动或替换。"));
            }

            foreach (var part in System.IO.Path.GetRelativePath(path, full).Split(System.IO.Path.DirectorySeparatorChar)[..^1])
            {
                made = System.IO.Path.Combine(made, part);
                PlainFile.RefuseLinkedFolder(made);
                Directory.CreateDirectory(made);
            }
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.FolderFailed(made, e);
        }
    }

    /// <summary>The path as a manifest names it.</summary>
    public string Relative(string full) => System.IO.Path.GetRelativePath(path, full).Replace('\\', '/');

    /// <summary>Where a resource goes: the folder of its day, or what was a folder when it was sent.</summary>
    public string DirectoryOf(LarkResource resource) => System.IO.Path.Combine([path, .. DirectoryName(resource).Split('/')]);

    /// <summary>The names in the folder where a resource goes.</summary>
    public FolderNames Names(LarkResource resource) => NamesOf(DirectoryName(resource));

    /// <summary>Keeps the names that files and folders have got before from being given to others.</summary>
    /// <param name="manifest">What earlier runs have saved; the lines of a day are read when the first of its names is given.</param>
    public void Recall(Manifest manifest) => _earlier = manifest;

    private void Take(ManifestEntry entry)
    {
        if (entry.LastPath?.Split('/') is not [_, .., var name] segments || entry.ToResource() is not { } resource)
        {
            return;
        }

        var folder = segments[0];
        foreach (var part in segments[1..^1])
        {
            Given(folder).Reserve(part, OfFolder(part));
            folder += '/' + part;
        }

        Given(folder).Reserve(name, new(resource.MessageId, resource.FileKey, resource.Type));
    }

    /// <summary>True for the name of a folder that an export makes for a day.</summary>
    public static bool IsDay(ReadOnlySpan<char> name) => name.SequenceEqual(Undated) || DateOnly.TryParseExact(name, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>True for a day, with names of an export behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool IsPathOfExport(ReadOnlySpan<char> relative)
    {
        var end = relative.IndexOf('/');
        if (end < 0 || !IsDay(relative[..end]))
        {
            return false;
        }

        for (var rest = relative[(end + 1)..]; ; rest = rest[(end + 1)..])
        {
            end = rest.IndexOf('/');
            if (!IsNameOfExport(end < 0 ? rest : rest[..end]))
            {
                return false;
            }

            if (end < 0)
            {
                return true;
            }
        }
    }

    /// <summary>Also false for "..  ", since Windows leaves dots and spaces out at the end, and for what another file may be growing under.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsNameOfExport(ReadOnlySpan<char> name) =>
        !name.Trim(". ").IsEmpty && !name.ContainsAny('\\', ':') && !HasControl(name) && !TemporarySuffix.Reserves(name);

    private static bool HasControl(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (char.IsControl(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The folder from that of the chat, with slashes. A name that a file of the same folder has is given with a key in it.</summary>
    /// <remarks>What a line of a manifest says is made portable again: it may come from elsewhere, and lead out of the folder.</remarks>
    private string DirectoryName(LarkResource resource) => (resource.Folder?.Split('/') ?? [])
        .Select(part => PortableFileName.FolderPart(part, part))
        .Aggregate(DayName(resource.SentAt), (folder, part) => $"{folder}/{NamesOf(folder).Reserve(part, OfFolder(part))}");

    /// <summary>Two folders of one name are one on the disk.</summary>
    private static ResourceId OfFolder(string name) => new(string.Empty, PortableFileName.IdentityKey(name), LarkResourceType.File);

    private FolderNames NamesOf(string folder)
    {
        var day = folder.Split('/')[0];
        lock (_recalled)
        {
            if (!_recalled.Contains(day))
            {
                foreach (var entry in _earlier?.EarlierIn(day) ?? [])
                {
                    Take(entry);
                }

                _recalled.Add(day);
            }
        }

        return Given(folder);
    }

    /// <summary>Folders that differ in case are one where the disk ignores it, and then their files are in one folder.</summary>
    private FolderNames Given(string folder) => _names.GetOrAdd(PortableFileName.IdentityKey(folder), static _ => new());

    private string DayName(DateTimeOffset? sentAt) => sentAt is { } time
        ? TimeZoneInfo.ConvertTime(time, zone).ToString(DayForm, CultureInfo.InvariantCulture)
        : Undated;
}
