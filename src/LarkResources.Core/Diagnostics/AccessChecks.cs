using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Messages;

namespace LarkResources.Diagnostics;

/// <summary>Whether this identity gets at one chat or one message.</summary>
internal sealed class AccessChecks(LarkClient client)
{
    /// <summary>Only what was asked for.</summary>
    public IEnumerable<(string Name, Func<CancellationToken, Task<LarkCheck>> Run)> For(string? chatId, string? messageId)
    {
        if (chatId is not null)
        {
            yield return (CheckNames.ChatMembership, stop => ChatAsync(chatId, stop));
        }

        if (messageId is not null)
        {
            yield return (CheckNames.MessageVisibility, stop => MessageAsync(messageId, stop));
        }
    }

    /// <remarks>The history is what an export reads; chat info may be refused for external chats whose history is open.</remarks>
    private async Task<LarkCheck> ChatAsync(string chatId, CancellationToken cancellationToken)
    {
        try
        {
            using var page = await client.ListMessagesAsync(new(ApiPath.Clean("ChatId", chatId), IsThread: false), 1, null, ApiSend.Tree, cancellationToken).ConfigureAwait(false);
            return CheckResult.Passed(CheckNames.ChatMembership, $"The history of '{chatId}' can be read.", $"可以读取会话 '{chatId}' 的历史消息。");
        }
        catch (LarkException e)
        {
            return CheckResult.Failed(CheckNames.ChatMembership, e);
        }
    }

    private async Task<LarkCheck> MessageAsync(string messageId, CancellationToken cancellationToken)
    {
        try
        {
            var message = await MessageReader.GetAsync(client, ApiPath.Clean("MessageId", messageId), static _ => { }, cancellationToken).ConfigureAwait(false);
            return message.IsDeleted
                ? CheckResult.Failed(CheckNames.MessageVisibility, LarkErrors.Local(Situations.MessageDeleted, LarkErrors.Localized($"Message '{messageId}' was recalled or deleted.", $"消息 '{messageId}' 已被撤回或删除。"), messageId))
                : CheckResult.Passed(
                    CheckNames.MessageVisibility,
                    $"Message '{messageId}' can be read and has {(message.Resources.Count == 1 ? "1 resource" : $"{message.Resources.Count} resources")}.",
                    $"可以读取消息 '{messageId}'，其中有 {message.Resources.Count} 个资源。");
        }
        catch (LarkException e)
        {
            return CheckResult.Failed(CheckNames.MessageVisibility, e);
        }
    }
}
