using System.Management.Automation;
using LarkResources.Api;
using LarkResources.Binding;
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
    /// <summary>Names, with wildcards; none means all. An id or a link counts as such.</summary>
    [Parameter(ParameterSetName = "Name", Position = 0, ValueFromPipeline = true)]
    [IdOf("ChatId", "chat_id")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ChatNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Ids of chats.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ChatId", ValueFromPipelineByPropertyName = true)]
    [Alias("chat_id")]
    [ArgumentCompleter(typeof(ChatIdCompleter))]
    public string[] ChatId { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessRecordAsync()
    {
        var ids = Name.Where(name => string.IsNullOrWhiteSpace(name) || ApiPath.IsChatId(name)).ToArray();
        var names = Name.Except(ids).ToArray();
        if (ParameterSetName == "Name" && (names.Length > 0 || ids.Length == 0))
        {
            await TryAsync(() => ListAsync(names));
        }

        foreach (var chatId in ChatId.Concat(ids))
        {
            await TryAsync(async () => WriteObject(await ChatDirectory.GetAsync(Client, ApiPath.Clean(nameof(ChatId), chatId), Stop)));
        }
    }

    private async Task ListAsync(string[] names)
    {
        var patterns = names.Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase)).ToArray();
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

        foreach (var (name, pattern) in names.Zip(patterns))
        {
            // As with other Get- cmdlets, a pattern may match nothing; a plain name that does is an error.
            if (!WildcardPattern.ContainsWildcardCharacters(name) && !found.Contains(pattern))
            {
                WriteError(ErrorRecords.Create(LarkErrors.Local(
                    Situations.ChatNotFound,
                    LarkErrors.Localized($"There is no chat named '{name}' that this identity can see.", $"当前身份看不到名为“{name}”的会话。"),
                    name,
                    recommendation: LarkErrors.Localized(
                        "Run Get-LarkChat alone to see all chats, or add the bot to the chat first.",
                        "直接运行 Get-LarkChat 查看全部会话，或先把机器人添加到该会话。"))));
            }
        }
    }
}
