using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace LarkResources.Completion;

/// <summary>Completes the scopes that the calls of this module can need. The set is open: whatever else is typed is sent as it is.</summary>
internal sealed class ScopeCompleter : IArgumentCompleter
{
    private static readonly string[] Known =
    [
        "im:message:readonly",
        "im:message",
        "im:message.history:readonly",
        "im:message.group_msg:get_as_user",
        "im:message.p2p_msg:get_as_user",
        "search:message",
        "im:chat:readonly",
        "im:chat:read",
        "im:chat",
    ];

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Known.Where(scope => scope.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(scope => new CompletionResult(scope));
}
