using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using LarkResources.Errors;

namespace LarkResources.Completion;

/// <summary>Completes the codes and error ids of the catalogue, each with its meaning as the tip.</summary>
internal sealed class ErrorCodeCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = wordToComplete.Trim('\'', '"');
        var codes = from info in ErrorCatalogue.All
                    let code = info.Code?.ToString(CultureInfo.InvariantCulture)
                    where code is not null && parameterName != "ErrorId"
                    select (Value: code, Label: $"{code} {info.ErrorId}", Info: info);
        var ids = ErrorCatalogue.All.DistinctBy(info => info.ErrorId).Select(info => (Value: info.ErrorId, Label: info.ErrorId, Info: info));
        return from entry in codes.Concat(ids)
               where entry.Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase)
               select new CompletionResult(entry.Value, entry.Label, CompletionResultType.ParameterValue, LarkErrors.Localized(entry.Info.Meaning, entry.Info.MeaningChinese));
    }
}
