using System.Management.Automation;
using LarkResources.Api;
using LarkResources.Completion;
using LarkResources.Errors;
using LarkResources.Messages;
using LarkResources.Pipeline;

namespace LarkResources.Commands;

/// <summary>Lists the chats the identity is in.</summary>
[Cmdlet(VerbsCommon.Get, "LarkChat", DefaultParameterSetName = "Name", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/chat/list")]
[OutputType(typeof(LarkChat))]
public sealed class GetLarkChatCommand : LarkCmdlet
{
    /// <summary>Names, with wildcards; none means all.</summary>
    [Parameter(ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ChatNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Ids of chats.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ChatId", Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("chat_id")]
    [ArgumentCompleter(typeof(ChatIdCompleter))]
    public string[] ChatId { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessRecordAsync()
    {
        if (ParameterSetName == "Name")
        {
            await TryAsync(ListAsync);
            return;
        }

        foreach (var chatId in ChatId)
        {
            await TryAsync(async () => WriteObject(await ChatDirectory.GetAsync(Client, ApiPath.Clean(nameof(ChatId), chatId), Stop)));
        }
    }

    private async Task ListAsync()
    {
        var patterns = Name.Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase)).ToArray();
        var found = new HashSet<WildcardPattern>();
        await foreach (var chat in ChatDirectory.ListAsync(Client, Stop))
        {
            var matching = patterns.Where(pattern => pattern.IsMatch(chat.Name)).ToArray();
            found.UnionWith(matching);
            if (patterns.Length == 0 || matching.Length > 0)
            {
                WriteObject(chat);
            }
        }

        foreach (var (name, pattern) in Name.Zip(patterns))
        {
            // As with other Get- cmdlets, a pattern may match nothing; a plain name that does is an error.
            if (!WildcardPattern.ContainsWildcardCharacters(name) && !found.Contains(pattern))
            {
                WriteError(ErrorRecords.Create(LarkErrors.Local(
                    Situations.ChatNotFound, $"No chat of this identity is called '{name}'.", name,
                    recommendation: LarkErrors.Localized(
                        "Run Get-LarkChat without -Name to see all chats, or add the bot to the chat first.",
                        "不带 -Name 运行 Get-LarkChat 查看全部会话，或先把机器人添加到该会话。"))));
            }
        }
    }
}
