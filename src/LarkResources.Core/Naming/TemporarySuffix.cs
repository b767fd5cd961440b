namespace LarkResources.Naming;

/// <summary>What a download adds to the name of its target while it is not complete.</summary>
internal static class TemporarySuffix
{
    /// <summary>The part file.</summary>
    public const string Part = ".part";

    /// <summary>The journal of the part file.</summary>
    public const string Journal = ".part.json";

    /// <summary>Added to a journal that is still being written.</summary>
    public const string Fresh = ".new";

    /// <summary>The longest name that these make of another.</summary>
    public const int Longest = 14;

    /// <summary>The suffixes of the files beside a target.</summary>
    public static readonly string[] All = [Part, Journal, Journal + Fresh];

    /// <summary>True for a name that another target's part file or journal may need; nothing may be saved under it unless a person says so.</summary>
    public static bool Reserves(ReadOnlySpan<char> name)
    {
        foreach (var suffix in All)
        {
            if (name.Length >= suffix.Length && IsSame(name[^suffix.Length..], suffix))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSame(ReadOnlySpan<char> end, string suffix)
    {
        for (var i = 0; i < suffix.Length; i++)
        {
            // Disks that ignore case take the long s for an s.
            if (!end.Slice(i, 1).Equals(suffix.AsSpan(i, 1), StringComparison.OrdinalIgnoreCase) && !(suffix[i] == 's' && end[i] == '\u017F'))
            {
                return false;
            }
        }

        return true;
    }
}
