using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Help;

/// <summary>Where the help of each language is kept.</summary>
internal static class HelpFolder
{
    internal const string English = "en-US";
    internal const string Chinese = "zh-CN";
    internal const string MamlName = "LarkResources.PS.dll-Help.xml";

    internal static string Root { get; } = Path.Combine(StagedModule.RepositoryRoot, "docs", "help");

    internal static string[] Cultures { get; } = [English, Chinese];

    /// <summary>Every page in every language, for a theory.</summary>
    public static TheoryData<string, string> Pages { get; } = OfEachCulture(PageNames);

    /// <summary>Every topic in every language, for a theory.</summary>
    public static TheoryData<string, string> Topics { get; } = OfEachCulture(TopicNames);

    /// <summary>The pages in English lie beside the folders of the languages, since they are the ones that are linked to.</summary>
    internal static string PagesOf(string culture) => culture == English ? Root : Path.Combine(Root, culture);

    internal static string[] PageNames(string culture) =>
        [.. Directory.GetFiles(PagesOf(culture), "*.md").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    internal static HelpPage Page(string culture, string name) => new(Read(Path.Combine(PagesOf(culture), name + ".md")));

    internal static string[] TopicNames(string culture) =>
        [.. Directory.GetFiles(Path.Combine(Root, culture), "*.help.txt").Select(path => Path.GetFileName(path)[..^".help.txt".Length]).Order(StringComparer.Ordinal)];

    internal static AboutTopic Topic(string culture, string name) => new(Read(Path.Combine(Root, culture, name + ".help.txt")));

    internal static string Read(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");

    private static TheoryData<string, string> OfEachCulture(Func<string, string[]> names)
    {
        var data = new TheoryData<string, string>();
        foreach (var culture in Cultures)
        {
            foreach (var name in names(culture))
            {
                data.Add(culture, name);
            }
        }

        return data;
    }
}
