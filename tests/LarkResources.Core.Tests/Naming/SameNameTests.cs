namespace LarkResources.Tests.Naming;

/// <summary>Two resources of one name in one folder.</summary>
public sealed class SameNameTests
{
    [Theory]
    [InlineData("chart.png", "img_v3_abc", "chart (img_v3_abc).png")]
    [InlineData("chart", "img_v3_abc", "chart (img_v3_abc)")]
    [InlineData("backup.tar.gz", "k1", "backup (k1).tar.gz")]
    [InlineData(".gitignore", "k1", "_.gitignore (k1)")]
    [InlineData("k1-notes.txt", "k1", "k1-notes (k1).txt")]
    [InlineData("chart (img_v3_abc).png", "img_v3_abc", "chart (img_v3_abc).png")]
    [InlineData("img_v3_abc.png", "img_v3_abc", "img_v3_abc.png")]
    public void Puts_the_key_before_the_extension(string name, string key, string expected) =>
        Assert.Equal(expected, PortableFileName.WithKey(name, key));

    [Fact]
    public void Keys_that_cannot_stand_in_a_name_still_tell_names_apart()
    {
        var long1 = PortableFileName.WithKey(new string('n', 231), new string('k', 300) + "1");
        var long2 = PortableFileName.WithKey(new string('n', 231), new string('k', 300) + "2");
        var slash = PortableFileName.WithKey("a.png", "a/b");
        var colon = PortableFileName.WithKey("a.png", "a:b");

        Assert.NotEqual(long1, long2);
        Assert.NotEqual(slash, colon);
        Assert.All([long1, long2, slash, colon], name => Assert.Null(NameRules.Violation(name)));
    }

    [Theory]
    [InlineData("Report.PDF", "report.pdf")]
    [InlineData("CAFE\u0301.txt", "caf\u00E9.txt")]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφος")]
    [InlineData("stra\u00DFe.txt", "STRASSE.txt")]
    [InlineData("\uFB01le.txt", "FILE.txt")]
    [InlineData("a\uFE00.txt", "a.txt")]
    [InlineData("a\uFE0F.txt", "a.txt")]
    [InlineData("a\U000E0100.txt", "a.txt")]
    [InlineData("a\U000E01EF.txt", "a.txt")]
    public void Names_that_a_case_blind_disk_confuses_share_an_identity(string one, string other) =>
        Assert.Equal(PortableFileName.IdentityKey(one), PortableFileName.IdentityKey(other));

    [Theory]
    [InlineData("a.png", "b.png")]
    [InlineData("a\uFE10.png", "a.png")]
    [InlineData("a\u3042.png", "a.png")]
    public void Different_names_have_different_identities(string one, string other) =>
        Assert.NotEqual(PortableFileName.IdentityKey(one), PortableFileName.IdentityKey(other));

    [Fact]
    public void A_key_that_cannot_stand_in_a_name_is_there_as_its_letters_and_a_hash()
    {
        Assert.Equal("a (ab-C14CDDC033F64B9D).png", PortableFileName.WithKey("a.png", "a/b"));
        Assert.Equal("a (732C4E9711639ED1).png", PortableFileName.WithKey("a.png", "///"));
        Assert.Equal("a (E3B0C44298FC1C14).png", PortableFileName.WithKey("a.png", ""));
        Assert.Equal($"a ({new string('k', 96)}).png", PortableFileName.WithKey("a.png", new string('k', 96)));
        Assert.Equal($"a ({new string('k', 32)}-DEF09D2BE602CC5E).png", PortableFileName.WithKey("a.png", new string('k', 97)));
    }

    [Fact]
    public void A_long_name_with_a_key_keeps_the_key_and_the_extension()
    {
        var name = PortableFileName.WithKey(new string('n', 231) + ".png", "img_1");

        Assert.Equal($"{new string('n', 231 - 12)} (img_1).png", name);
    }
}
