using System.Management.Automation;
using System.Text.RegularExpressions;

namespace LarkResources.PS.Tests.Help;

/// <summary>A parameter as a page describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">The prose.</param>
/// <param name="Facts">The block of facts below it.</param>
internal sealed partial record PageParameter(string Name, string Description, string Facts)
{
    /// <summary>The default values that are words, by the Chinese for them; all others are the same in every language.</summary>
    internal static readonly Dictionary<string, string> ChineseDefaults = new() { ["全部"] = "All", ["除 Cover 之外的全部"] = "All but Cover" };

    internal string Default => DefaultLine().Match(Facts).Groups[1].Value.Trim('\'');

    /// <summary>A block of facts with its default value as an English page gives it.</summary>
    internal static string InEnglish(string facts) => DefaultLine().Replace(
        facts, line => ChineseDefaults.TryGetValue(line.Groups[1].Value, out var english) ? $"DefaultValue: {english}" : line.Value);

    /// <summary>The facts of a page and of a real parameter in one form: the order of sets is nobody's business.</summary>
    internal string SortedFacts()
    {
        var sets = SetBlock().Matches(Facts).Select(match => match.Value).Order(StringComparer.Ordinal);
        return SetBlock().Replace(DefaultLine().Replace(Facts, "DefaultValue:"), string.Empty) + string.Concat(sets);
    }

    /// <summary>What the block must say of a parameter, apart from its default value.</summary>
    internal static PageParameter Of(ParameterMetadata parameter)
    {
        var hidden = parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow);
        var wildcards = parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any();
        var sets = parameter.ParameterSets.Select(pair => $"""
            - Name: {(pair.Key == ParameterAttribute.AllParameterSets ? "(All)" : pair.Key)}
              Position: {(pair.Value.Position < 0 ? "Named" : pair.Value.Position)}
              IsRequired: {Word(pair.Value.IsMandatory)}
              ValueFromPipeline: {Word(pair.Value.ValueFromPipeline)}
              ValueFromPipelineByPropertyName: {Word(pair.Value.ValueFromPipelineByPropertyName)}
              ValueFromRemainingArguments: {Word(pair.Value.ValueFromRemainingArguments)}

            """);
        return new PageParameter(parameter.Name, string.Empty, $"""
            Type: {TypeName(parameter.ParameterType)}
            DefaultValue:
            SupportsWildcards: {Word(wildcards)}
            Aliases:{List(parameter.Aliases)}
            ParameterSets:
            {string.Concat(sets)}DontShow: {Word(hidden)}
            AcceptedValues:{List(Values(parameter))}
            HelpMessage: ''

            """);
    }

    /// <summary>The values of a closed set; none for all others.</summary>
    internal static IReadOnlyList<string> Values(ParameterMetadata parameter)
    {
        var type = parameter.ParameterType.GetElementType() ?? Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type.IsEnum ? Enum.GetNames(type) : [.. parameter.Attributes.OfType<ValidateSetAttribute>().SelectMany(set => set.ValidValues)];
    }

    private static string TypeName(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? $"System.Nullable`1[{inner.FullName}]" : type.FullName!;

    private static string Word(bool value) => value ? "true" : "false";

    private static string List(IReadOnlyCollection<string> items) => items.Count == 0 ? " []" : string.Concat(items.Select(item => "\n- " + item));

    [GeneratedRegex("(?m)^DefaultValue:(?: (.*))?$")]
    private static partial Regex DefaultLine();

    [GeneratedRegex(@"(?m)^- Name: .+\n(?:  .+\n)+")]
    private static partial Regex SetBlock();
}
