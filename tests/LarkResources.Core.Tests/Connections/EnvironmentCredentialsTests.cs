namespace LarkResources.Tests.Connections;

public sealed class EnvironmentCredentialsTests
{
    [Theory]
    [InlineData("Lark", LarkRegion.Lark)]
    [InlineData("feishu", LarkRegion.Feishu)]
    [InlineData(" FEISHU\r\n", LarkRegion.Feishu)]
    public void The_region_is_read_in_any_case(string text, LarkRegion region) => Assert.Equal(region, Find(("LARK_REGION", text))!.Region);

    [Theory]
    [InlineData("china")]
    [InlineData("1")]
    [InlineData("lark,feishu")]
    public void Any_other_region_is_an_error_that_says_what_to_set(string text)
    {
        var e = Assert.Throws<LarkException>(() => Find(("LARK_REGION", text)));
        Assert.Equal("InvalidRequestParameter", e.ErrorId);
        Assert.Contains("LARK_REGION", e.Message, StringComparison.Ordinal);
        Assert.Contains("Lark or Feishu", e.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void The_named_region_comes_before_that_of_the_variables()
    {
        var found = EnvironmentCredentials.Find(name => name switch { "FEISHU_APP_ID" => "cli_a", "FEISHU_APP_SECRET" => "s", "LARK_REGION" => "Lark", _ => null });
        Assert.Equal(LarkRegion.Lark, found!.Region);
    }

    [Theory]
    [InlineData(null, null, "https://gateway.example.com/")]
    [InlineData(LarkRegion.Feishu, null, "https://open.feishu.cn/")]
    [InlineData(null, "https://own.example.com/", "https://own.example.com/")]
    public void What_the_command_line_says_comes_before_the_address_of_the_environment(LarkRegion? region, string? baseUri, string expected)
    {
        var found = Find(("LARK_BASE_URL", "https://gateway.example.com/"))!;
        var connection = ConnectionFactory.ForEnvironment(found, new() { Region = region, BaseUri = baseUri is null ? null : new(baseUri) });
        Assert.Equal(new Uri(expected), connection.BaseUri);
        connection.Close();
    }

    [Theory]
    [InlineData("gateway.example.com")]
    [InlineData("http://gateway.example.com/")]
    [InlineData("ftp://gateway.example.com/")]
    public void An_address_on_which_no_token_may_travel_is_refused(string address)
    {
        var e = Assert.Throws<LarkException>(() => ConnectionFactory.ForEnvironment(Find(("LARK_BASE_URL", address))!, new()));
        Assert.Equal("UnsafeBaseUri", e.ErrorId);
        Assert.Contains(address, e.Message, StringComparison.Ordinal);
        Assert.Contains("https:", e.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_found_shows_no_secret()
    {
        Assert.DoesNotContain("s3cret", Find()!.ToString(), StringComparison.Ordinal);
        Assert.Null(EnvironmentCredentials.Find(_ => null));
    }

    private static EnvironmentCredentials? Find(params (string Name, string Value)[] variables) => EnvironmentCredentials.Find(name =>
        name is "LARK_APP_ID" ? "cli_a" : name is "LARK_APP_SECRET" ? "s3cret" : variables.FirstOrDefault(variable => variable.Name == name).Value);
}
