namespace LarkResources.Naming;

/// <summary>Names that a file manager or a shell acts on when it shows the folder, or that lead elsewhere when they are opened, and names that it hides.</summary>
/// <remarks>
/// A file that was sent in a chat must not change how its folder looks (desktop.ini), make the machine sign in to another one while an icon is drawn
/// (x.scf, x.url, x.library-ms), or be a repository (.git). Programs stay what they are: they run only when a person runs them, and Windows asks first.
/// </remarks>
internal static class ActiveNames
{
    private const int LengthOfClassId = 38;

    private static readonly HashSet<string> Names = new(
        ["desktop.ini", "autorun.inf", "thumbs.db", "ehthumbs.db", "folder.htt"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Extensions = new(
        [
            ".url", ".scf", ".lnk", ".pif", ".website", ".library-ms", ".search-ms", ".searchconnector-ms", ".settingcontent-ms", ".appref-ms",
            ".theme", ".themepack", ".desktopthemepackfile", ".desktop", ".webloc", ".inetloc", ".fileloc",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The name made visible and harmless; the same where it is.</summary>
    internal static string Disarm(string name)
    {
        // A disk that ignores case finds desktop.ini also under a name with a long s.
        var folded = CaseFolding.Of(name);
        if (name.StartsWith('.') || Names.Contains(folded))
        {
            return PortableCharacters.Replacement + name;
        }

        return Extensions.Contains(Path.GetExtension(folded)) || EndsWithClassId(name) ? name + PortableCharacters.Replacement : name;
    }

    /// <summary>A folder with such an end is what the class says, on Windows: the control panel, or another folder.</summary>
    private static bool EndsWithClassId(string name) =>
        name.Length > LengthOfClassId && name[^(LengthOfClassId + 1)] == '.' && Guid.TryParseExact(name.AsSpan(name.Length - LengthOfClassId), "B", out _);
}
