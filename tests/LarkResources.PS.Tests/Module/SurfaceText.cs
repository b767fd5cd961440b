using System.Management.Automation;
using System.Reflection;
using System.Text;

namespace LarkResources.PS.Tests.Module;

/// <summary>Writes down what scripts can rely on of a cmdlet.</summary>
internal static class SurfaceText
{
    internal static string Of(IEnumerable<CmdletInfo> cmdlets)
    {
        var text = new StringBuilder();
        foreach (var cmdlet in cmdlets.OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal))
        {
            Add(text, cmdlet);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, CmdletInfo cmdlet)
    {
        text.Append(cmdlet.Name).Append('\n');
        text.Append("  sets: ").AppendJoin(", ", cmdlet.ParameterSets.Select(set => set.IsDefault ? $"{set.Name} (default)" : set.Name).Order(StringComparer.Ordinal)).Append('\n');
        foreach (var output in cmdlet.ImplementingType.GetCustomAttributes<OutputTypeAttribute>().Select(Output).Order(StringComparer.Ordinal))
        {
            text.Append("  gives: ").Append(output).Append('\n');
        }

        var parameters = cmdlet.Parameters.Values.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name));
        foreach (var parameter in parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal))
        {
            Add(text, parameter);
        }

        text.Append('\n');
    }

    private static void Add(StringBuilder text, ParameterMetadata parameter)
    {
        text.Append("  -").Append(parameter.Name).Append(" <").Append(LanguagePrimitives.ConvertTo<string>(parameter.ParameterType)).Append('>');
        if (parameter.Aliases.Count > 0)
        {
            text.Append(" alias ").AppendJoin(", ", parameter.Aliases.Order(StringComparer.Ordinal));
        }

        text.Append('\n');
        foreach (var (name, set) in parameter.ParameterSets.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append("      ").Append(name == ParameterAttribute.AllParameterSets ? "every set" : name).Append(Traits(set)).Append('\n');
        }
    }

    private static string Output(OutputTypeAttribute output) =>
        string.Join(", ", output.Type.Select(type => type.Name))
        + (output.ParameterSetName is [ParameterAttribute.AllParameterSets] ? string.Empty : $" in {string.Join(", ", output.ParameterSetName)}");

    private static string Traits(ParameterSetMetadata set) =>
        (set.IsMandatory ? ", mandatory" : string.Empty)
        + (set.Position >= 0 ? $", position {set.Position}" : string.Empty)
        + (set.ValueFromPipeline ? ", from pipeline" : string.Empty)
        + (set.ValueFromPipelineByPropertyName ? ", from property" : string.Empty)
        + (set.ValueFromRemainingArguments ? ", from the rest" : string.Empty);
}
