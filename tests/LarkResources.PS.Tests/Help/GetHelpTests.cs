using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Help;

/// <summary>What a person sees after the import, in the language of their shell.</summary>
public sealed class GetHelpTests
{
    [Theory]
    [InlineData("en-US", HelpFolder.English)]
    [InlineData("en-GB", HelpFolder.English)]
    [InlineData("de-DE", HelpFolder.English)]
    [InlineData("", HelpFolder.English)]
    [InlineData("zh-CN", HelpFolder.Chinese)]
    [InlineData("zh-Hans-CN", HelpFolder.Chinese)]
    [InlineData("zh-Hans", HelpFolder.Chinese)]
    [InlineData("zh-SG", HelpFolder.Chinese)]
    [InlineData("zh", HelpFolder.Chinese)]
    [InlineData("zh-TW", HelpFolder.Chinese)]
    [InlineData("zh-HK", HelpFolder.Chinese)]
    public void Help_comes_in_the_language_of_the_shell(string uiCulture, string expected)
    {
        using var shell = new HostedShell(uiCulture);

        Assert.All(HelpFolder.PageNames(expected), name =>
        {
            var help = Assert.Single(shell.Run("Get-Help $name -Full", ("name", name)).EnsureNoErrors().Output);
            Assert.Equal(HelpFolder.Page(expected, name).Synopsis, help.Text("Synopsis")!.Trim());
        });
        Assert.All(HelpFolder.TopicNames(expected), name =>
            Assert.Contains(HelpFolder.Topic(expected, name).Synopsis, shell.Run("Get-Help $name", ("name", name)).EnsureNoErrors().Output.Single().ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Topics_are_listed_with_their_synopsis()
    {
        using var shell = new HostedShell();

        var topics = shell.Run("Get-Help about_Lark*").EnsureNoErrors().Output;

        Assert.Equal(
            HelpFolder.TopicNames(HelpFolder.English).Select(name => (name, HelpFolder.Topic(HelpFolder.English, name).Synopsis)),
            topics.Select(topic => (topic.Text("Name")!, topic.Text("Synopsis")!.Trim())).Order());
    }
}
