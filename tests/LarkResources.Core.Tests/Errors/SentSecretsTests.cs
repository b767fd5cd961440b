namespace LarkResources.Tests.Errors;

/// <summary>What a connection has sent is known by value, however a server spells it.</summary>
public sealed class SentSecretsTests
{
    private readonly SentSecrets _secrets = new();

    [Theory]
    [InlineData("u-abc/def+ghi=", "got u-abc/def+ghi= here", "got *** here")]
    [InlineData("u-abc/def+ghi=", "got u-abc%2Fdef%2Bghi%3D here", "got *** here")]
    [InlineData("u-abc/def+ghi=", """got "u-abc\/def+ghi=" here""", """got "***" here""")]
    [InlineData("u-abc/def+ghi=", """got u-abc/def\u002Bghi= here""", "got *** here")]
    [InlineData("t-abcdefgh", "T-ABCDEFGH and t-abcdefgh", "*** and ***")]
    [InlineData("t-abcdefgh", "nothing of the kind", "nothing of the kind")]
    public void Secret_is_struck_out_in_every_spelling(string secret, string text, string expected)
    {
        _secrets.Note(secret);
        Assert.Equal(expected, _secrets.Strike(text));
        Assert.Equal(expected != text, _secrets.AreIn(text));
    }

    [Fact]
    public void Short_secret_is_left_alone_since_it_may_be_a_word()
    {
        _secrets.Note("file");
        Assert.Equal("a file is missing", _secrets.Strike("a file is missing"));
    }

    [Fact]
    public void Secret_inside_another_leaves_nothing_of_it()
    {
        _secrets.Note("abcdefgh");
        _secrets.Note("t-abcdefgh-xyz");
        Assert.Equal("<***>", _secrets.Strike("<t-abcdefgh-xyz>"));
    }

    [Fact]
    public void Token_that_was_replaced_a_moment_ago_is_known_and_one_of_long_ago_is_not_kept()
    {
        for (var number = 10; number < 30; number++)
        {
            _secrets.Note("t-token-" + number);
            _secrets.Note("the-app-secret");
        }

        Assert.Equal("t-token-10 *** *** ***", _secrets.Strike("t-token-10 t-token-28 t-token-29 the-app-secret"));
    }

    [Fact]
    public void Body_is_struck_whatever_its_encoding()
    {
        _secrets.Note("t-abcdefgh");
        byte[] body = [0xFF, .. "报告 t-abcdefgh"u8];
        Assert.Equal([0xFF, .. "报告 ***"u8], _secrets.Strike(body).ToArray());
        ReadOnlyMemory<byte> other = new byte[100];
        Assert.True(_secrets.Strike(other).Equals(other));
    }
}
