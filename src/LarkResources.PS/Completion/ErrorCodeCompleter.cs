using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using LarkResources.Errors;

namespace LarkResources.Completion;

/// <summary>Completes the codes of the catalogue, each with its meaning as the tip.</summary>
internal sealed class ErrorCodeCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from info in ErrorCatalogue.All
        let code = info.Code?.ToString(CultureInfo.InvariantCulture)
        where code is not null && code.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.Ordinal)
        select new CompletionResult(code, $"{code} {info.ErrorId}", CompletionResultType.ParameterValue, info.Meaning);
}
