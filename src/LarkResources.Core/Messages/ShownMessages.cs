namespace LarkResources.Messages;

/// <summary>Messages that were handed out, each once; of a reply in a thread and its copy in the chat only the one that came first.</summary>
internal sealed class ShownMessages
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _recalled = new(StringComparer.Ordinal);

    /// <summary>True for a message that is to be handed out now.</summary>
    public bool Add(LarkMessage message)
    {
        if (message.IsDeleted)
        {
            // What was recalled does not stand for the other one, which may be there still.
            _recalled.Add(message.MessageId);
        }

        return _ids.Add(message.MessageId) && !(message.TwinId is { } twin && _ids.Contains(twin) && !_recalled.Contains(twin));
    }

    /// <summary>True for an id that was not there before.</summary>
    public bool Add(string messageId) => _ids.Add(messageId);
}
