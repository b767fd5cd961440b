using System.Collections.Concurrent;
using System.Globalization;
using LarkResources.Naming;

namespace LarkResources.Export;

/// <summary>The folder of one chat in an export: <c>name (id)/yyyy-MM-dd/file</c>.</summary>
/// <param name="path">The full path of the folder.</param>
/// <param name="zone">By whose days the files are filed.</param>
internal sealed class ChatFolder(string path, TimeZoneInfo zone)
{
    // What a manifest names is compared with it, letter by letter.
    private readonly string path = System.IO.Path.GetFullPath(path);

    private const string Undated = "undated";
    private const string DayForm = "yyyy-MM-dd";

    private readonly ConcurrentDictionary<string, FolderNames> _days = new(StringComparer.Ordinal);

    public string Path => path;

    public string Manifest => System.IO.Path.Combine(path, Export.Manifest.FileName);

    /// <summary>The full path of what a manifest names; null for a path that leads out of the folder, or is none.</summary>
    public string? Resolve(string relative)
    {
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

    /// <summary>The path as a manifest names it.</summary>
    public string Relative(string full) => System.IO.Path.GetRelativePath(path, full).Replace('\\', '/');

    /// <summary>The folder of a day.</summary>
    public string Day(DateTimeOffset? sentAt) => System.IO.Path.Combine(path, DayName(sentAt));

    /// <summary>The names in the folder of a day.</summary>
    public FolderNames Names(DateTimeOffset? sentAt) => NamesOf(DayName(sentAt));

    /// <summary>Keeps the names that files have got before from being given to others.</summary>
    public void Take(ManifestEntry entry)
    {
        if (entry.LastPath?.Split('/') is [var day, var name] && entry.ToResource() is { } resource)
        {
            NamesOf(day).Reserve(name, new(resource.MessageId, resource.FileKey, resource.Type));
        }
    }

    /// <summary>True for the name of a folder that an export makes for a day.</summary>
    public static bool IsDay(string name) => name == Undated || DateOnly.TryParseExact(name, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private FolderNames NamesOf(string day) => _days.GetOrAdd(day, static _ => new());

    private string DayName(DateTimeOffset? sentAt) => sentAt is { } time
        ? TimeZoneInfo.ConvertTime(time, zone).ToString(DayForm, CultureInfo.InvariantCulture)
        : Undated;
}
