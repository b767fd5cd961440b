using System.Management.Automation;
using System.Management.Automation.Language;
using LarkResources.Errors;

namespace LarkResources.Pipeline;

/// <summary>Names of chats that are looked for in the list of chats: without regard to case, with wildcards; a chat with exactly the name counts too.</summary>
/// <param name="names">The names; none means all chats.</param>
internal sealed class ChatNames(IReadOnlyList<string> names)
{
    private readonly (string Name, WildcardPattern? Pattern)[] _wanted = [.. names.Select(name => (name, NamePatterns.TryCompile(name)))];
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);

    /// <summary>True for a chat of one of the names.</summary>
    public bool Match(LarkChat chat)
    {
        // A name such as 'Team [A]' is also a pattern, which matches 'Team A' but not the name itself.
        var matching = _wanted.Where(wanted => wanted.Pattern?.IsMatch(chat.Name) is true || wanted.Name.Equals(chat.Name, StringComparison.OrdinalIgnoreCase)).ToArray();
        _found.UnionWith(matching.Select(wanted => wanted.Name));
        _parts.UnionWith(_wanted.Select(wanted => wanted.Name).Where(name => chat.Name.Contains(name, StringComparison.OrdinalIgnoreCase)));
        return _wanted.Length == 0 || matching.Length > 0;
    }

    /// <summary>An error for each plain name that no chat has, and for what is neither a name nor a pattern. A pattern may match nothing, as with other Get- cmdlets.</summary>
    public IEnumerable<LarkException> Missing => _wanted
        .Where(wanted => !_found.Contains(wanted.Name) && (wanted.Pattern is null || !WildcardPattern.ContainsWildcardCharacters(wanted.Name)))
        .Select(wanted => wanted.Pattern is null ? NamePatterns.NotValid(wanted.Name) : NotFound(wanted.Name));

    /// <summary>The error for a name or a pattern to which no chat of the list fits. To search for a part of a name is advised where that finds something.</summary>
    public LarkException NotFound(string name) => LarkErrors.Local(
        Situations.ChatNotFound,
        LarkErrors.Localized($"There is no chat named '{name}' that this identity can see.", $"当前身份看不到名为“{name}”的会话。"),
        name,
        recommendation: _parts.Contains(name) && !WildcardPattern.ContainsWildcardCharacters(name)
            ? LarkErrors.Localized(
                $"Run Get-LarkChat '*{Quoted(name)}*' to list the chats with this text in their names.",
                $"运行 Get-LarkChat '*{Quoted(name)}*' 列出名称中含有该文本的会话。")
            : LarkErrors.Localized(
                "Run Get-LarkChat to list the chats, and add the bot to the chat if the list does not show it.",
                "运行 Get-LarkChat 列出会话，若列表中没有该会话，请先把机器人添加到该会话。"));

    private static string Quoted(string name) => CodeGeneration.EscapeSingleQuotedStringContent(name);
}
