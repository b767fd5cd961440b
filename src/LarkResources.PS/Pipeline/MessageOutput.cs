using System.Management.Automation;
using LarkResources.Errors;
using LarkResources.Messages;

namespace LarkResources.Pipeline;

/// <summary>Hands messages out.</summary>
internal static class MessageOutput
{
    /// <summary>Emits a message; of one whose content is not as documented it says so.</summary>
    public static void Emit(PSCmdlet cmdlet, LarkMessage message)
    {
        if (ResourceExtractor.IsUnreadable(message))
        {
            ShellStream.WriteVerbose(cmdlet, LarkErrors.Localized(
                $"The content of message '{message.MessageId}' ({message.MessageType}) is not what the platform documents, so no resource was found in it. The property Content has it as it came.",
                $"消息 '{message.MessageId}'（{message.MessageType}）的内容与平台文档不符，因此没有找到资源。Content 属性保留了原文。"));
        }

        foreach (var card in ResourceExtractor.StubsIn(message))
        {
            ShellStream.WriteVerbose(cmdlet, CardStub.Notice(card));
        }

        cmdlet.WriteObject(message);
    }
}
