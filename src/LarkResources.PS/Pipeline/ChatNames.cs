using System.Management.Automation;
using System.Management.Automation.Language;
using LarkResources.Errors;

namespace LarkResources.Pipeline;

/// <summary>Names of chats that are looked for in the list of chats: without regard to case, with wildcards.</summary>
/// <param name="names">The names; none means all chats.</param>
internal sealed class ChatNames(IReadOnlyList<string> names)
{
    private readonly WildcardPattern[] _patterns = [.. names.Select(name => NamePatterns.Compile(name))];
    private readonly HashSet<WildcardPattern> _found = [];

    /// <summary>True for a chat of one of the names.</summary>
    public bool Match(LarkChat chat)
    {
        var matching = _patterns.Where(pattern => pattern.IsMatch(chat.Name)).ToArray();
        _found.UnionWith(matching);
        return _patterns.Length == 0 || matching.Length > 0;
    }

    /// <summary>An error for each plain name that no chat has. A pattern may match nothing, as with other Get- cmdlets.</summary>
    public IEnumerable<LarkException> Missing => names.Zip(_patterns)
        .Where(entry => !WildcardPattern.ContainsWildcardCharacters(entry.First) && !_found.Contains(entry.Second))
        .Select(entry => NotFound(entry.First));

    public static LarkException NotFound(string name) => LarkErrors.Local(
        Situations.ChatNotFound,
        LarkErrors.Localized($"There is no chat named '{name}' that this identity can see.", $"当前身份看不到名为“{name}”的会话。"),
        name,
        recommendation: LarkErrors.Localized(
            $"Run Get-LarkChat '*{Quoted(name)}*' to search for a part of the name, or add the bot to the chat first.",
            $"运行 Get-LarkChat '*{Quoted(name)}*' 按名称的一部分查找，或先把机器人添加到该会话。"));

    private static string Quoted(string name) => CodeGeneration.EscapeSingleQuotedStringContent(name);
}
