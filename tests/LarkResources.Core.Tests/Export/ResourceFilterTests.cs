using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

/// <summary>The name of a filter decides what need not be read again: never the same for two that let different resources pass.</summary>
public sealed class ResourceFilterTests
{
    private static string Signature(string[]? include = null, string[]? exclude = null, string[]? senders = null) =>
        ResourceFilter.SignatureOf(include ?? [], exclude ?? [], senders ?? []);

    [Fact]
    public void Different_filters_have_different_signatures()
    {
        string[] all =
        [
            Signature(["*.csv|*.pdf"]),
            Signature(["*.csv", "*.pdf"]),
            Signature(exclude: ["*.csv", "*.pdf"]),
            Signature(["*.csv"], ["*.pdf"]),
            Signature(["*.csv\",\"*.pdf"]),
            Signature(["*.csv;exclude=*.pdf"]),
            Signature(senders: ["OU_X"]),
            Signature(senders: ["ou_x"]),
            Signature(senders: ["ou_x", "ou_y"]),
            Signature(senders: ["ou_x|ou_y"]),
            Signature(["[A-z]*"]),
            Signature(["[a-z]*"]),
        ];
        Assert.Equal(all.Length, all.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Equal_filters_have_the_same_signature()
    {
        Assert.Equal(Signature(["*.csv", "*.pdf"]), Signature(["*.PDF", "*.csv", "*.CSV"]));
        Assert.Equal(Signature(senders: ["ou_x", "ou_y"]), Signature(senders: ["ou_y", "ou_x", "ou_y"]));
    }

    [Fact]
    public void What_an_earlier_version_read_through_a_filter_counts_as_not_read()
    {
        using var folder = new TemporaryFolder();
        var read = new Coverage(null, new(2026, 11, 10, 0, 0, 0, TimeSpan.Zero), [LarkResourceKind.File], false);
        var state = new ExportCheckpoint { ChatId = "oc_1" } with
        {
            Covered =
            [
                read with { Filter = "include=*.CSV|*.PDF;exclude=;sender=" },
                read with { Filter = Signature(["*.csv"]) },
                read,
            ],
        };
        state.Write(folder.Path);
        var known = ExportCheckpoint.Read(folder.Path);
        Assert.False(known.IsDamaged);
        Assert.Equal([Signature(["*.csv"]), null], known.Covered.Select(one => one.Filter));
        Assert.Contains("*.csv", File.ReadAllText(folder.File(ExportCheckpoint.FileName)), StringComparison.Ordinal);
    }
}
