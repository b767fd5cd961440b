using LarkResources.Files;

namespace LarkResources.Export;

/// <summary>Tells a file as an export left it, whole or torn, from one that a person has changed or put in its place.</summary>
/// <remarks>
/// An export gives each file the time of its message, before the file gets its name. What a power cut or a bad disk does to it leaves that time; what a
/// person or another program writes does not. So a file with other bytes and the time of its message is damaged, and nothing is lost when it is fetched
/// again; one with another time may hold the work of a person. A program that cuts a file short is taken for a person: the two cannot be told apart.
/// </remarks>
internal static class SavedFile
{
    /// <summary>A file of a message without a time keeps that of its last byte; its line is written when the disk holds it.</summary>
    private static readonly TimeSpan LongestFlush = TimeSpan.FromMinutes(1);

    /// <summary>True for anything that is there and that the export did not write, as far as its time shows.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="sentAt">The time that the export gives it; null when the platform did not say.</param>
    /// <param name="savedAt">When its line was written; null when it has none.</param>
    public static bool IsSomebodyElses(string path, DateTimeOffset? sentAt, DateTimeOffset? savedAt) => DiskEntry.Of(path).Kind switch
    {
        EntryKind.Nothing => false,
        EntryKind.File => !HasTimeOfExport(File.GetLastWriteTimeUtc(path), sentAt, savedAt),
        _ => true,
    };

    private static bool HasTimeOfExport(DateTime time, DateTimeOffset? sentAt, DateTimeOffset? savedAt) =>
        sentAt is { } sent ? FileClock.IsSame(time, sent)
        : savedAt is { } saved && time - saved.UtcDateTime <= FileClock.Step && saved.UtcDateTime - time <= LongestFlush;
}
