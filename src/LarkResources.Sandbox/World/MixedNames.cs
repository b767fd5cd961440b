using System.Globalization;

namespace LarkResources.Sandbox.World;

/// <summary>The names of the files of a <see cref="MixedChat"/>.</summary>
internal static class MixedNames
{
    /// <summary>Few, so that they meet again on the same day.</summary>
    private static readonly string[] Usual = ["report.pdf", "scan.txt", "SCAN.TXT", "发票.pdf"];

    private static readonly string[] Others =
    [
        "README", "Makefile", "notes", "合同 终稿.docx", "会议纪要 2026年11月.txt", "附件", "data.tar.gz", "photo of the board.jpg", "été.csv", "a.b.c.d",
    ];

    public static string Of(uint roll, int number) => (roll % 10) switch
    {
        < 4 => Usual[roll / 10 % Usual.Length],
        < 6 => string.Create(CultureInfo.InvariantCulture, $"statement {number:D5}.csv"),
        < 9 => Others[roll / 10 % Others.Length],
        _ => HostileNames.All[(int)(roll / 10 % HostileNames.All.Count)],
    };
}
