namespace LarkResources.Naming;

/// <summary>A file name taken apart: the stem, and the extension with its dot or an empty string.</summary>
internal readonly record struct SplitFileName(string Stem, string Extension)
{
    /// <summary>The longest extension, without the dot, in characters. What is longer is part of a sentence, not a type.</summary>
    internal const int MaxExtensionLength = 16;

    internal bool HasExtension => Extension.Length > 0;

    internal static SplitFileName Split(string name)
    {
        var dot = name.LastIndexOf('.');
        if (dot <= 0 || !IsExtension(name.AsSpan(dot + 1)))
        {
            return new SplitFileName(name, string.Empty);
        }

        // "backup.tar.gz" has to stay one archive type when something is put before its extension.
        const string Tar = ".tar";
        var stem = name.AsSpan(0, dot);
        if (dot > Tar.Length && stem.EndsWith(Tar, StringComparison.OrdinalIgnoreCase))
        {
            dot -= Tar.Length;
        }

        return new SplitFileName(name[..dot], name[dot..]);
    }

    /// <summary>ASCII letters, digits, '-', '_' and '+' only: in "Mr. Smith" or "合同.最终版" the dot is punctuation.</summary>
    internal static bool IsExtension(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxExtensionLength)
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '+'))
            {
                return false;
            }
        }

        return true;
    }
}
