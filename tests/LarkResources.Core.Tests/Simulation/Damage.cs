using System.Globalization;

namespace LarkResources.Tests.Simulation;

/// <summary>A file that the disk spoilt; one process tells another of it.</summary>
/// <param name="Path">The path in the chat's folder.</param>
/// <param name="Lines">How many lines of the manifest said then that the file is saved.</param>
/// <param name="Time">The time of the file, which the damage did not change.</param>
internal sealed record Damage(string Path, int Lines, DateTime Time)
{
    public static Damage? Read(string output) => output.Trim().Split(' ', 3) is [var lines, var time, var path]
        ? new(path, int.Parse(lines, CultureInfo.InvariantCulture), new DateTime(long.Parse(time, CultureInfo.InvariantCulture), DateTimeKind.Utc))
        : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Lines} {Time.Ticks} {Path}");
}
