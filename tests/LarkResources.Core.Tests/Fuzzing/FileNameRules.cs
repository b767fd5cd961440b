namespace LarkResources.Tests.Fuzzing;

/// <summary>The rules of the systems, row by row.</summary>
public static class FileNameRules
{
    /// <summary>Names that cannot be made, or lead elsewhere, on the system that is named.</summary>
    public static TheoryData<string, string> Refused()
    {
        var rows = new TheoryData<string, string>
        {
            { "", "all" }, { ".", "all" }, { "..", "all" }, { "a/b", "all" }, { "a\0b", "all" },
            { "a\\b", "Windows" }, { "a.", "Windows drops it" }, { "a ", "Windows drops it" }, { "a. . .", "Windows drops them" }, { "a:b", "Windows: a stream of the file a; macOS: a separator" },
            { "C:a", "Windows: a drive" }, { "a::$DATA", "Windows: a stream" }, { "\\\\server\\share", "Windows: another machine" }, { "\\\\?\\C:\\a", "Windows" },
            { "CON", "Windows" }, { "con", "Windows" }, { "nul.txt", "Windows" }, { "NUL .txt", "Windows" }, { "aux.tar.gz", "Windows" }, { "COM0", "Windows" }, { "LPT\u00B2.doc", "Windows" }, { "CONIN$", "Windows" }, { "CLOCK$", "Windows" },
            { "a\uD800", "macOS and Windows: no text" }, { "\uDC00a", "macOS and Windows: no text" }, { "a\uFFFE", "macOS: no character" }, { "a\u0378", "macOS: not assigned" },
            { "e\u0301", "Linux has it beside its composed form" },
            { new string('x', 256), "all: 255" }, { new string('報', 86), "Linux and macOS: 255 bytes" }, { string.Concat(Enumerable.Repeat("😀", 64)), "Linux: 255 bytes" },
            { "a\u202Egnp.exe", "a person sees another name" }, { "a\u200B", "a person does not see it" }, { "\uFEFFa", "a person does not see it" }, { "a\u0007", "Windows, and terminals obey it" }, { "a\u0085", "terminals obey it" },
            { ".x", "hidden" }, { "desktop.ini", "Windows obeys it" }, { "x.url", "Windows obeys it" }, { "x.scf", "Windows obeys it" }, { "x.part", "this module" }, { "x.PART.JSON", "this module" }, { "x.part.json.new", "this module" },
        };
        foreach (var c in "<>\"|?*")
        {
            rows.Add($"a{c}b", "Windows");
        }

        for (var c = 1; c < 32; c++)
        {
            rows.Add($"a{(char)c}b", "Windows");
        }

        return rows;
    }

    public static TheoryData<string> Accepted() =>
    [
        "a.png", "报告 最终版.xlsx", "CONSOLE.txt", "COM10.txt", "console", "nulls.txt", "a..b.txt", "a b.txt", "100%.txt", "a'b;c,d.txt", "~a.txt", "-rf.txt", "é.txt", "😀.txt", "☺\uFE0F.txt", "한국어.hwp", "x.part1.rar", "(1).txt", "$a.txt", "`a`.txt",
    ];

    /// <summary>Names that are one file on the disk that is named.</summary>
    public static TheoryData<string, string, string> Same() => new()
    {
        { "a.png", "A.PNG", "NTFS, APFS" },
        { "\u00E9.txt", "E\u0301.txt", "APFS" },
        { "stra\u00DFe.txt", "STRASSE.txt", "ext4 with casefold" },
        { "stra\u00DFe.txt", "STRA\u1E9EE.txt", "APFS" },
        { "\u0130.txt", "i\u0307.txt", "APFS, ext4 with casefold" },
        { "\uFB01n.txt", "FIN.txt", "ext4 with casefold" },
        { "\u03C3.txt", "\u03C2.txt", "APFS" },
        { "\u017F.txt", "S.txt", "APFS, ext4 with casefold" },
        { "\u1F80.txt", "\u1F88.txt", "APFS" },
        { "\u01C4.txt", "\u01C5.txt", "NTFS, APFS" },
        { "\u2639\uFE0F.txt", "\u2639.txt", "ext4 with casefold" },
        { "\u13A0.txt", "\uAB70.txt", "APFS" },
    };
}
