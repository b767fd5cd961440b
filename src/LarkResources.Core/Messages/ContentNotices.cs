using LarkResources.Errors;

namespace LarkResources.Messages;

/// <summary>What to tell about messages in which resources may have been overlooked.</summary>
internal static class ContentNotices
{
    /// <summary>A sentence or two for each such message: the message itself, and those forwarded with it.</summary>
    public static IEnumerable<string> Of(LarkMessage message)
    {
        if (ResourceExtractor.IsStub(message))
        {
            yield return CardStub.Notice(message);
        }
        else if (ResourceExtractor.IsUnreadable(message))
        {
            yield return LarkErrors.Localized(
                $"The content of message '{message.MessageId}' ({message.MessageType}) is not what the platform documents, so no resource was found in it. The property Content of Get-LarkMessage has it as it came.",
                $"消息 '{message.MessageId}'（{message.MessageType}）的内容与平台文档不符，因此没有找到资源。Get-LarkMessage 的 Content 属性保留了原文。");
        }
        else if (ResourceExtractor.HoldsUnknownKeys(message))
        {
            yield return LarkErrors.Localized(
                $"Message '{message.MessageId}' is of the type {message.MessageType}, which this version does not know, and names keys of resources. The property Content of Get-LarkMessage has them; download one with Get-LarkMessageResource -FileKey.",
                $"此版本无法识别消息 '{message.MessageId}' 的类型 {message.MessageType}，但其中有资源的 Key。Get-LarkMessage 的 Content 属性中可以看到；可用 Get-LarkMessageResource -FileKey 下载。");
        }

        foreach (var inside in message.Children.SelectMany(Of))
        {
            yield return inside;
        }
    }
}
