using System.Management.Automation;
using LarkResources.Binding;
using LarkResources.Messages;

namespace LarkResources.Pipeline;

/// <summary>What came down the pipeline, told apart by hand: the engine's own conversion makes a message of any object that has a MessageId.</summary>
internal static class PipelineItem
{
    /// <summary>An event names all ids of its sender.</summary>
    private static readonly string[] EventIds = ["open_id", "user_id", "union_id"];

    public static LarkResource? Resource(PSObject? input) => input?.BaseObject as LarkResource;

    /// <summary>
    /// A message of Get-LarkMessage; or one that holds its content as JSON, or as an object or hashtable: an item of the API, or an event
    /// im.message.receive_v1, its <c>event</c> or the <c>message</c> in that.
    /// </summary>
    public static LarkMessage? Message(PSObject? input) => input?.BaseObject switch
    {
        null => null,
        LarkMessage message => message,
        string text => AsSent(MessageParser.FromJson(text)),
        _ => PipedItem.WithMessageInside(input).Select(item => OfFields(item, SenderOf(input, item))).FirstOrDefault(message => message is not null),
    };

    /// <summary>Null for a message of which only a rendering came, as the compact events of larksuite/cli have it: what it carries has to be asked for.</summary>
    private static LarkMessage? AsSent(LarkMessage? message) =>
        message is { IsDeleted: false } && ResourceExtractor.CanCarry(message.MessageType) && !message.Content.AsSpan().TrimStart().StartsWith("{") ? null : message;

    /// <summary>In an item of the API the sender is a field of the message; in an event it stands beside it.</summary>
    private static object? SenderOf(object? input, object? item) =>
        PipedItem.Field(item, "sender") ?? PipedItem.Field(input, "sender") ?? PipedItem.Field(PipedItem.Field(input, "event"), "sender");

    private static string? SenderField(object? sender, string name) => name switch
    {
        "sender_id" => PipedItem.Text(sender, "id") ?? EventIds.Select(id => PipedItem.Text(PipedItem.Field(sender, name), id)).FirstOrDefault(id => id is not null),
        "sender_name" => PipedItem.Text(sender, name),
        _ => PipedItem.Text(PipedItem.Field(sender, "sender_i18n_names"), name),
    };

    private static LarkMessage? OfFields(object? item, object? sender)
    {
        var hasBody = PipedItem.Has(item, "body");
        var content = hasBody ? PipedItem.Text(PipedItem.Field(item, "body"), "content") ?? string.Empty : PipedItem.Text(item, "content");
        if (content is null || PipedItem.Text(item, "message_id") is not { } id || (PipedItem.Text(item, "msg_type") ?? PipedItem.Text(item, "message_type")) is not { } type)
        {
            return null;
        }

        var message = MessageParser.FromFields(id.Trim(), type, content, name => PipedItem.Text(item, name) ?? SenderField(sender, name), PipedItem.Base(PipedItem.Field(item, "deleted")) is true);
        return hasBody ? message : AsSent(message);
    }
}
