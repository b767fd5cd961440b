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
    [ValidateNotNull]
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
        var wanted = new ChatNames(names);
        LarkException? refused = null;
        await foreach (var chat in ChatDirectory.ListAsync(Client, Stop, e => refused = e))
        {
            if (wanted.Match(chat))
            {
                WriteObject(chat);
            }
        }

        if (refused is not null)
        {
            WriteWarning(LarkErrors.Localized(
                $"The platform did not list this user's single chats, so only groups are listed: {refused.Message}",
                $"平台没有列出该用户的单聊，因此只列出群组：{refused.Message}"));
        }

        foreach (var missing in wanted.Missing)
        {
            await FailAsync(missing);
        }
    }
}
