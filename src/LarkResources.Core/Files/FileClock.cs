namespace LarkResources.Files;

/// <summary>Compares the time of a file with the one that it was given.</summary>
internal static class FileClock
{
    /// <summary>The coarsest clock of a file system in use (FAT) counts two seconds.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    /// <summary>True for a time that may be the given one, as the file system keeps it.</summary>
    public static bool IsSame(DateTime time, DateTimeOffset given) => (time - given.UtcDateTime).Duration() <= Step;
}
