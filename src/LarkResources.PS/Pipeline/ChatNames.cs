using System.Management.Automation;
using System.Management.Automation.Language;
using LarkResources.Errors;

namespace LarkResources.Pipeline;

/// <summary>Names of chats that are looked for in the list of chats: without regard to case, with wildcards; a chat with exactly the name counts too.</summary>
/// <param name="names">The names; none means all chats.</param>
internal sealed class ChatNames(IReadOnlyList<string> names)
{
    private readonly (string Name, WildcardPattern Pattern)[] _wanted = [.. names.Select(name => (name, NamePatterns.Compile(name)))];
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    /// <summary>True for a chat of one of the names.</summary>
    public bool Match(LarkChat chat)
    {
        // A name such as 'Team [A]' is a pattern too, which matches another one.
        var matching = _wanted.Where(wanted => wanted.Pattern.IsMatch(chat.Name) || wanted.Name.Equals(chat.Name, StringComparison.OrdinalIgnoreCase)).ToArray();
        _found.UnionWith(matching.Select(wanted => wanted.Name));
        return _wanted.Length == 0 || matching.Length > 0;
    }

    /// <summary>An error for each plain name that no chat has. A pattern may match nothing, as with other Get- cmdlets.</summary>
    public IEnumerable<LarkException> Missing => names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name) && !_found.Contains(name)).Select(NotFound);

    public static LarkException NotFound(string name) => LarkErrors.Local(
        Situations.ChatNotFound,
        LarkErrors.Localized($"There is no chat named '{name}' that this identity can see.", $"当前身份看不到名为“{name}”的会话。"),
        name,
        recommendation: LarkErrors.Localized(
            $"Run Get-LarkChat '*{Quoted(name)}*' to search for a part of the name, or add the bot to the chat first.",
            $"运行 Get-LarkChat '*{Quoted(name)}*' 按名称的一部分查找，或先把机器人添加到该会话。"));

    private static string Quoted(string name) => CodeGeneration.EscapeSingleQuotedStringContent(name);
}
