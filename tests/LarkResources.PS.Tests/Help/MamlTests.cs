using System.Xml.Linq;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Help;

/// <summary>The files that are kept for the shell say what the pages say. That they are made of them byte for byte is tested where PlatyPS is.</summary>
public sealed class MamlTests
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    [Theory]
    [InlineData(HelpFolder.English)]
    [InlineData(HelpFolder.Chinese)]
    public void Commands_are_those_of_the_pages(string culture) =>
        Assert.Equal(HelpFolder.PageNames(culture), Kept(culture).Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(HelpFolder.Pages), MemberType = typeof(HelpFolder))]
    public void Command_says_what_the_page_says(string culture, string name)
    {
        var (page, command) = (HelpFolder.Page(culture, name), Kept(culture)[name]);

        Assert.Equal(page.Synopsis, Text(command.Element(Command + "details")!.Element(Maml + "description")));
        Assert.Equal(page.Section("DESCRIPTION"), Text(command.Element(Maml + "description")));
        Assert.Equal(page.Section("NOTES"), Text(command.Element(Maml + "alertSet")));
        Assert.Equal(
            page.Parameters.Select(parameter => (parameter.Name, parameter.Description, parameter.Default is "" ? "None" : parameter.Default)),
            command.Element(Command + "parameters")!.Elements()
                .Select(parameter => (Text(parameter.Element(Maml + "name")), Text(parameter.Element(Maml + "description")), Text(parameter.Element(Dev + "defaultValue"))))
                .OrderBy(parameter => parameter.Item1, StringComparer.Ordinal));
        Assert.Equal(
            page.Examples.Select(example => (example.Code, example.Remarks)),
            command.Element(Command + "examples")!.Elements().Select(example => (Text(example.Element(Dev + "code")), Text(example.Element(Dev + "remarks")))));
        Assert.All(page.Examples, example => Assert.Contains(example.Title, command.Element(Command + "examples")!.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("en-US", "en-US")]
    [InlineData("zh-CN", "zh-CN")]
    [InlineData("zh-CN", "zh")]
    public void Help_is_staged_for_each_language(string culture, string folder)
    {
        var kept = Directory.GetFiles(Path.Combine(HelpFolder.Root, culture)).Where(path => !path.EndsWith(".md", StringComparison.Ordinal)).ToDictionary(path => Path.GetFileName(path), HelpFolder.Read);
        var staged = Directory.GetFiles(Path.Combine(StagedModule.Folder, folder)).ToDictionary(path => Path.GetFileName(path), HelpFolder.Read);

        Assert.Equal(kept.OrderBy(file => file.Key, StringComparer.Ordinal), staged.OrderBy(file => file.Key, StringComparer.Ordinal));
    }

    private static Dictionary<string, XElement> Kept(string culture) =>
        XDocument.Parse(HelpFolder.Read(Path.Combine(HelpFolder.Root, culture, HelpFolder.MamlName))).Root!.Elements(Command + "command")
            .ToDictionary(command => Text(command.Element(Command + "details")!.Element(Command + "name")));

    private static string Text(XElement? element) =>
        element is null ? string.Empty
        : element.Descendants(Maml + "para").Any() ? string.Join("\n\n", element.Descendants(Maml + "para").Select(paragraph => paragraph.Value)).Trim()
        : element.Value.Trim();
}
