using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LarkResources.Naming;

/// <summary>Makes file names that Windows, macOS and Linux all accept, the same on each of them.</summary>
/// <remarks>The name does not depend on the running system, so an export made on one can be continued on another.</remarks>
internal static class PortableFileName
{
    /// <summary>UTF-8 bytes left free for what is appended to the name while the file is not whole (".part", journal).</summary>
    internal const int TempSuffixReserve = 24;

    /// <summary>The longest name in UTF-8 bytes. Linux and APFS count bytes, NTFS counts UTF-16 units, of which there are never more than bytes.</summary>
    internal const int MaxBytes = 255 - TempSuffixReserve;

    private const string LastResort = "resource";

    // Normalising is quadratic for long runs of combining marks; a hostile name must not be able to ask for that.
    private const int MaxBytesToNormalize = 4096;

    private const int MaxKeyLength = 96;

    // Of a folder's name, so that the path of what is in it stays one that a person can handle.
    private const int MaxFolderStemBytes = 120;

    /// <summary>A name for a file: the candidate made portable, or the fallback where nothing of the candidate survives.</summary>
    /// <param name="candidate">The name of the file from elsewhere. Only what follows the last / or \ is used.</param>
    /// <param name="fallback">The resource key.</param>
    /// <param name="extension">Added when the name has none; with or without the dot.</param>
    internal static string Make(string? candidate, string fallback, string? extension)
    {
        var name = Clean(candidate) ?? Settle(PortableCharacters.Replace(fallback));
        if (name.Length == 0)
        {
            name = LastResort;
        }

        var wanted = extension.AsSpan().TrimStart('.');
        return (SplitFileName.IsExtension(wanted) || wanted is "tar.gz") && !SplitFileName.Split(name).HasExtension
            ? Settle($"{name}.{wanted}")
            : name;
    }

    /// <summary>The candidate made portable, or null when nothing of it survives ("..", "folder/", only spaces).</summary>
    internal static string? Clean(string? candidate)
    {
        if (candidate is null)
        {
            return null;
        }

        var segment = candidate[(candidate.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        var name = Settle(PortableCharacters.Replace(segment));
        return name.Length == 0 ? null : name;
    }

    /// <summary>The name with the key before its extension, "chart (img_v3_abc).png": for two resources of one name in one folder.</summary>
    /// <remarks>The key, not a number: a repeated run must arrive at the same names whatever the order of the answers.</remarks>
    internal static string WithKey(string name, string key)
    {
        var (stem, extension) = SplitFileName.Split(name);
        var mark = KeyMark(key);
        var suffix = $" ({mark})";
        if (stem == mark || stem.EndsWith(suffix, StringComparison.Ordinal))
        {
            return name;
        }

        var room = MaxBytes - Encoding.UTF8.GetByteCount(suffix) - Encoding.UTF8.GetByteCount(extension);
        return Settle(Cut(stem, room) + suffix + extension);
    }

    /// <summary>The name of a folder for something that has a name and a key: "Finance Team (oc_abc)"; the key alone where there is no name.</summary>
    /// <remarks>People name their chats "A/B": unlike that of a file, such a name is not a path.</remarks>
    internal static string Folder(string? candidate, string key)
    {
        var stem = Settle(PortableCharacters.Replace(candidate ?? string.Empty));
        return stem.Length == 0 ? KeyMark(key) : Settle(Cut(stem, MaxFolderStemBytes) + FolderSuffix(key));
    }

    /// <summary>The name of a folder inside another: the candidate made portable, or the key where nothing of it survives.</summary>
    internal static string FolderPart(string? candidate, string key)
    {
        var stem = Settle(PortableCharacters.Replace(candidate ?? string.Empty));
        return stem.Length == 0 ? KeyMark(key) : Settle(Cut(stem, MaxFolderStemBytes));
    }

    /// <summary>True for the name of a folder of this key, whatever the thing was called when it was made.</summary>
    internal static bool IsFolderOf(string folder, string key) => folder == KeyMark(key) || folder.EndsWith(FolderSuffix(key), StringComparison.Ordinal);

    /// <summary>True for a name that the folder of a chat may have: an id, alone or in brackets behind the name of the chat.</summary>
    internal static bool HasFormOfFolder(string folder) => folder.StartsWith("oc_", StringComparison.Ordinal) || (folder.EndsWith(')') && folder.Contains(" (oc_", StringComparison.Ordinal));

    /// <summary>What two names share when a disk that ignores case and Unicode form takes them for one file.</summary>
    internal static string IdentityKey(string name) => CaseFolding.Of(Normalize(name, NormalizationForm.FormD));

    /// <summary>Trims, renames and shortens until nothing changes any more, which makes the result its own portable name.</summary>
    private static string Settle(string name)
    {
        name = Normalize(Shorten(name, MaxBytesToNormalize), NormalizationForm.FormC);
        string before;
        do
        {
            before = name;
            name = Trim(name);
            if (WindowsDeviceNames.Contains(name))
            {
                name = PortableCharacters.Replacement + name;
            }

            name = ActiveNames.Disarm(name);
            if (TemporarySuffix.Reserves(name))
            {
                // "x.bin.part" is where "x.bin" grows: saved under that name, one would destroy the other.
                name += PortableCharacters.Replacement;
            }

            // Cutting may bring a space to the end, or leave "CON" of "CON     and more".
            name = Shorten(name, MaxBytes);
        }
        while (name != before);
        return name;
    }

    private static string Trim(string name)
    {
        var text = name.AsSpan().TrimStart();
        while (text.Length > 0 && (text[^1] == '.' || char.IsWhiteSpace(text[^1])))
        {
            text = text[..^1];
        }

        return text.ToString();
    }

    private static string Shorten(string name, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(name) <= maxBytes)
        {
            return name;
        }

        var (stem, extension) = SplitFileName.Split(name);
        return Cut(stem, maxBytes - Encoding.UTF8.GetByteCount(extension)) + extension;
    }

    /// <summary>The start of the text, at most so many UTF-8 bytes, never inside a surrogate pair or, where it can be avoided, a visible character.</summary>
    private static string Cut(string text, int maxBytes)
    {
        var units = CountFitting(text, maxBytes, StringInfo.GetNextTextElementLength);
        if (units == 0)
        {
            // One letter below a tower of combining marks: the whole tower does not fit, a part of it does.
            units = CountFitting(text, maxBytes, static rest => char.IsSurrogatePair(rest[0], rest.Length > 1 ? rest[1] : '\0') ? 2 : 1);
        }

        var cut = Trim(text[..units]);
        return cut.Length == 0 ? text[..units] : cut;
    }

    private static int CountFitting(string text, int maxBytes, TextElementLength next)
    {
        var units = 0;
        for (var bytes = 0; units < text.Length;)
        {
            var length = next(text.AsSpan(units));
            bytes += Encoding.UTF8.GetByteCount(text.AsSpan(units, length));
            if (bytes > maxBytes)
            {
                break;
            }

            units += length;
        }

        return units;
    }

    private static string Normalize(string text, NormalizationForm form)
    {
        try
        {
            return text.Normalize(form);
        }
        catch (Exception e) when (e is ArgumentException or PlatformNotSupportedException)
        {
            // No normalisation data here: the name is as good as it came.
            return text;
        }
    }

    private static string FolderSuffix(string key) => $" ({KeyMark(key)})";

    private static string KeyMark(string key)
    {
        if (key.Length is > 0 and <= MaxKeyLength && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') && !WindowsDeviceNames.Contains(key))
        {
            return key;
        }

        // The platform promises no form for keys. One that would have to be altered could then equal another: tell them apart by hash.
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)), 0, 8);
        var start = string.Concat(key.Where(char.IsAsciiLetterOrDigit).Take(32));
        return start.Length == 0 ? hash : $"{start}-{hash}";
    }

    private delegate int TextElementLength(ReadOnlySpan<char> text);
}
