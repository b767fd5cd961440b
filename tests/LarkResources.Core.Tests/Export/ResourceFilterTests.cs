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
}
