using System.Management.Automation;
using LarkResources.Messages;

namespace LarkResources.Pipeline;

/// <summary>What came down the pipeline, told apart by hand: the engine's own conversion makes a message of any object that has a MessageId.</summary>
internal static class PipelineItem
{
    public static LarkResource? Resource(PSObject? input) => input?.BaseObject as LarkResource;

    /// <summary>A message of Get-LarkMessage, or an item of the API as ConvertFrom-Json gives it when it holds its content.</summary>
    public static LarkMessage? Message(PSObject? input)
    {
        if (input?.BaseObject is LarkMessage message)
        {
            return message;
        }

        return input is not null && Text(input, "message_id") is { } id && Text(input, "msg_type") is { } type && Property(input, "body") is { } body
            ? MessageParser.FromFields(id.Trim(), type, Text(body, "content") ?? string.Empty, Text(input, "create_time"), Text(input, "chat_id"), Property(input, "deleted")?.BaseObject is true)
            : null;
    }

    private static string? Text(PSObject item, string name) => Property(item, name)?.BaseObject as string;

    private static PSObject? Property(PSObject item, string name) => item.Properties[name]?.Value is { } value ? PSObject.AsPSObject(value) : null;
}
