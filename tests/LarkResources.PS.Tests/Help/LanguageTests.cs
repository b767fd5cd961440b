namespace LarkResources.PS.Tests.Help;

/// <summary>The languages say the same: whatever is not prose is identical, and nothing was left untranslated.</summary>
public sealed class LanguageTests
{
    public static TheoryData<string> PageNames { get; } = new(HelpFolder.PageNames(HelpFolder.English));

    public static TheoryData<string> TopicNames { get; } = new(HelpFolder.TopicNames(HelpFolder.English));

    [Fact]
    public void Each_language_has_the_same_files()
    {
        Assert.Equal(HelpFolder.PageNames(HelpFolder.English), HelpFolder.PageNames(HelpFolder.Chinese));
        Assert.Equal(HelpFolder.TopicNames(HelpFolder.English), HelpFolder.TopicNames(HelpFolder.Chinese));
        Assert.All(HelpFolder.Cultures, culture => Assert.True(File.Exists(Path.Combine(HelpFolder.Root, culture, HelpFolder.MamlName)), culture));
    }

    [Theory]
    [MemberData(nameof(PageNames))]
    public void Page_has_one_skeleton_with_the_same_code(string name) =>
        Assert.Equal(HelpFolder.Page(HelpFolder.English, name).Skeleton(), HelpFolder.Page(HelpFolder.Chinese, name).Skeleton());

    [Theory]
    [MemberData(nameof(PageNames))]
    public void Page_is_translated_to_the_last_sentence(string name)
    {
        var (english, chinese) = (HelpFolder.Page(HelpFolder.English, name), HelpFolder.Page(HelpFolder.Chinese, name));

        Assert.Contains("\nLocale: zh-CN\n", chinese.Text, StringComparison.Ordinal);
        Assert.All(chinese.Prose(), text => Assert.Matches(Chinese, text));
        Assert.All(english.Prose(), text => Assert.DoesNotMatch(Chinese, text));
        Assert.All(chinese.Parameters, parameter => Assert.DoesNotContain(parameter.Default, PageParameter.ChineseDefaults.Values));
    }

    [Theory]
    [MemberData(nameof(TopicNames))]
    public void Topic_has_the_same_parts_and_the_same_code(string name)
    {
        var (english, chinese) = (HelpFolder.Topic(HelpFolder.English, name), HelpFolder.Topic(HelpFolder.Chinese, name));

        Assert.Equal(english.Headings.Count, chinese.Headings.Count);
        Assert.Equal(english.Code, chinese.Code);
        Assert.Equal(english.SeeAlso, chinese.SeeAlso);
        Assert.Matches(Chinese, chinese.Synopsis);
        Assert.DoesNotMatch(Chinese, string.Join('\n', english.Lines));
    }

    private const string Chinese = "[\u4E00-\u9FFF]";
}
