using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Text.RegularExpressions;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Help;

/// <summary>Every cmdlet and parameter has its text, every text belongs to one, and what a page states as a fact is one. In each language.</summary>
public sealed partial class PageTests(PageTests.Module module) : IClassFixture<PageTests.Module>
{
    private readonly Dictionary<string, CmdletInfo> _cmdlets = module.Cmdlets;

    [Theory]
    [InlineData(HelpFolder.English)]
    [InlineData(HelpFolder.Chinese)]
    public void Pages_are_those_of_the_cmdlets(string culture) =>
        Assert.Equal(_cmdlets.Keys.Order(StringComparer.Ordinal), HelpFolder.PageNames(culture));

    [Theory]
    [MemberData(nameof(HelpFolder.Pages), MemberType = typeof(HelpFolder))]
    public void Page_has_no_hole_and_shows_no_markup(string culture, string name)
    {
        var page = HelpFolder.Page(culture, name);

        Assert.DoesNotContain("{{", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("TODO", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Fill in", page.Text, StringComparison.Ordinal);
        Assert.All(
            page.Parameters.Select(parameter => parameter.Description).Concat([page.Synopsis, page.Section("DESCRIPTION")]),
            text => Assert.DoesNotMatch(@"`|\*\*|\]\(", text));
    }

    [Theory]
    [MemberData(nameof(HelpFolder.Pages), MemberType = typeof(HelpFolder))]
    public void Page_states_the_facts_of_every_parameter(string culture, string name)
    {
        var page = HelpFolder.Page(culture, name);
        var real = Parameters(name);

        Assert.Equal(real.Select(parameter => parameter.Name).Order(StringComparer.Ordinal), page.Parameters.Select(parameter => parameter.Name));
        Assert.All(real, parameter => Assert.Equal(PageParameter.Of(parameter).SortedFacts(), Described(page, parameter).SortedFacts()));
    }

    [Theory]
    [MemberData(nameof(HelpFolder.Pages), MemberType = typeof(HelpFolder))]
    public void Prose_of_a_parameter_is_a_sentence_and_names_its_default_range_and_values(string culture, string name)
    {
        var page = HelpFolder.Page(culture, name);
        var fresh = Activator.CreateInstance(_cmdlets[name].ImplementingType)!;
        foreach (var parameter in Parameters(name))
        {
            var (described, optional) = (Described(page, parameter), parameter.ParameterSets.Values.All(set => !set.IsMandatory && !set.ValueFromPipeline));
            Assert.EndsWith(culture == HelpFolder.English ? "." : "。", described.Description, StringComparison.Ordinal);
            Assert.All(PageParameter.Values(parameter), value => Assert.Contains(value, described.Description, StringComparison.Ordinal));
            if (parameter.ParameterType == typeof(SwitchParameter))
            {
                Assert.Equal("False", described.Default);
                continue;
            }

            if (optional)
            {
                Assert.Matches(culture == HelpFolder.English ? "(?i)default|Without it" : "默认|不给出|没有此参数", described.Description);
            }

            if (parameter.ParameterType == typeof(int))
            {
                var value = (int)fresh.GetType().GetProperty(parameter.Name)!.GetValue(fresh)!;
                Assert.Equal(value == int.MaxValue ? All(culture) : $"{value}", described.Default);
                Assert.Contains(value == int.MaxValue ? string.Empty : $"{value}", described.Description, StringComparison.Ordinal);
                var range = Assert.Single(parameter.Attributes.OfType<ValidateRangeAttribute>());
                Assert.Contains(culture == HelpFolder.English ? $"from {range.MinRange} to {range.MaxRange}" : $"{range.MinRange} 到 {range.MaxRange}", described.Description, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(HelpFolder.Pages), MemberType = typeof(HelpFolder))]
    public void Page_shows_the_syntax_the_inputs_and_the_outputs_of_the_cmdlet(string culture, string name)
    {
        var page = HelpFolder.Page(culture, name);
        var syntax = module.Shell.Run("(Get-Command $name -Syntax).Split(\"`n\").Trim() -ne ''", ("name", name)).OutputAs<string>().Select(line => Plain(line).Replace(" [<CommonParameters>]", string.Empty, StringComparison.Ordinal));
        var piped = Parameters(name).Where(parameter => parameter.ParameterSets.Values.Any(set => set.ValueFromPipeline || set.ValueFromPipelineByPropertyName))
            .Select(parameter => (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType).FullName!).Distinct();
        var emitted = _cmdlets[name].ImplementingType.GetCustomAttributes<OutputTypeAttribute>().SelectMany(output => output.Type).Select(type => type.Name);

        Assert.Equal(Sorted(syntax, "None"), Sorted(page.Section("SYNTAX").Split("```").Where((_, index) => index % 2 == 1).Select(Plain), "None"));
        Assert.Equal(Sorted(piped, "None"), Sorted(page.Headings("INPUTS"), "None"));
        Assert.Equal(Sorted(emitted, "None"), Sorted(page.Headings("OUTPUTS"), "None"));
    }

    [Theory]
    [MemberData(nameof(HelpFolder.Pages), MemberType = typeof(HelpFolder))]
    public void Page_links_to_where_the_cmdlet_links(string culture, string name)
    {
        var page = HelpFolder.Page(culture, name);

        var uri = _cmdlets[name].ImplementingType.GetCustomAttribute<CmdletAttribute>()!.HelpUri;
        Assert.Equal(uri, page.HelpUri);
        Assert.Contains($"]({uri})", page.Section("RELATED LINKS"), StringComparison.Ordinal);
        foreach (var link in page.Section("RELATED LINKS").Split('\n').Select(line => line[(line.IndexOf("](", StringComparison.Ordinal) + 2)..^1]))
        {
            Assert.True(link.StartsWith("https:", StringComparison.Ordinal) || File.Exists(Path.Combine(HelpFolder.PagesOf(culture), link)), link);
        }
    }

    [Theory]
    [MemberData(nameof(HelpFolder.Pages), MemberType = typeof(HelpFolder))]
    public void Examples_are_at_least_three_and_show_every_parameter_as_it_is(string culture, string name)
    {
        var examples = HelpFolder.Page(culture, name).Examples;
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var command in examples.SelectMany(example => CommandsOf(example.Code)))
        {
            var called = _cmdlets[command.GetCommandName()];
            foreach (var parameter in command.CommandElements.OfType<CommandParameterAst>())
            {
                Assert.Contains(parameter.ParameterName, called.Parameters.Keys);
                _ = called.Name == name && used.Add(parameter.ParameterName);
            }
        }

        Assert.InRange(examples.Count, 3, 20);
        Assert.All(examples, example => Assert.NotEmpty(example.Remarks));
        Assert.Empty(Parameters(name).Where(parameter => !parameter.ParameterSets.Values.Any(set => set.ValueFromPipeline)).Select(parameter => parameter.Name).Except(used));
    }

    [Theory]
    [MemberData(nameof(HelpFolder.Pages), MemberType = typeof(HelpFolder))]
    public void Notes_name_the_errors_that_scripts_can_test_for_as_the_catalogue_does(string culture, string name)
    {
        if (name is "Disconnect-Lark" or "Get-LarkConnection" or "Get-LarkErrorInfo")
        {
            // They report none of the catalogue.
            return;
        }

        var catalogue = module.Shell.Run("Get-LarkErrorInfo -All | ForEach-Object ErrorId").EnsureNoErrors().OutputAs<string>().ToHashSet();
        var named = Ids(HelpFolder.Page(culture, name));

        Assert.NotEmpty(named);
        Assert.Subset(catalogue, named);
        Assert.Equal(Ids(HelpFolder.Page(HelpFolder.English, name)), named);

        static HashSet<string> Ids(HelpPage page)
        {
            var paragraph = Assert.Single(page.Section("NOTES").Split("\n\n"), text => text.EndsWith("about_LarkErrors.", StringComparison.Ordinal) || text.EndsWith("about_LarkErrors。", StringComparison.Ordinal));
            return [.. ErrorIds().Matches(paragraph).Select(match => match.Value)];
        }
    }

    // Words with a capital letter inside, and the two ids without one.
    [GeneratedRegex(@"\b(?!ErrorId\b)(?:[A-Z][a-z]+[A-Z]\w+|Timeout|Unauthorized)\b")]
    private static partial Regex ErrorIds();

    private static IEnumerable<CommandAst> CommandsOf(string code)
    {
        var ast = Parser.ParseInput(code, out _, out var errors);
        Assert.Empty(errors.Select(error => error.Message));
        return ast.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>().Where(command => command.GetCommandName()?.Contains("-Lark", StringComparison.Ordinal) is true);
    }

    private static string All(string culture) => culture == HelpFolder.English ? "All" : "全部";

    private static PageParameter Described(HelpPage page, ParameterMetadata parameter) => page.Parameters.Single(described => described.Name == parameter.Name);

    private static string[] Sorted(IEnumerable<string> names, string none) => [.. names.DefaultIfEmpty(none).Order(StringComparer.Ordinal)];

    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private List<ParameterMetadata> Parameters(string name) => [.. _cmdlets[name].Parameters.Values.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name))];

    /// <summary>The module, imported once for all pages.</summary>
    public sealed class Module : IDisposable
    {
        internal HostedShell Shell { get; } = new();

        internal Dictionary<string, CmdletInfo> Cmdlets => field ??=
            Shell.Run("Get-Command -Module LarkResources -CommandType Cmdlet").EnsureNoErrors().OutputAs<CmdletInfo>().ToDictionary(cmdlet => cmdlet.Name);

        public void Dispose() => Shell.Dispose();
    }
}
