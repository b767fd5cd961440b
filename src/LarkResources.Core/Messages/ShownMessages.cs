using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Messages that were handed out, each once; of a reply in a thread and its copy in the chat only the one that came first.</summary>
internal sealed class ShownMessages
{
    private readonly HashSet<Fingerprint> _ids = [];
    private readonly HashSet<Fingerprint> _recalled = [];
    private readonly HashSet<Fingerprint> _edited = [];

    /// <summary>True for a message that is to be handed out now.</summary>
    public bool Add(LarkMessage message)
    {
        var id = Fingerprint.Of(message.MessageId);
        if (message.IsDeleted)
        {
            // What was recalled does not stand for the other one, which may be there still.
            _recalled.Add(id);
        }

        if (message.IsUpdated)
        {
            _edited.Add(id);
        }

        return _ids.Add(id) && !(message.TwinId is { } other && Fingerprint.Of(other) is var twin && StandsFor(twin, message));
    }

    /// <summary>Nor does it where only one of them was edited.</summary>
    private bool StandsFor(Fingerprint twin, LarkMessage message) => _ids.Contains(twin) && !_recalled.Contains(twin) && message.IsUpdated == _edited.Contains(twin);

    /// <summary>True for one that came as recalled.</summary>
    public bool IsRecalled(string messageId) => _recalled.Contains(Fingerprint.Of(messageId));

    /// <summary>True for an id that was not there before.</summary>
    public bool Add(string messageId) => _ids.Add(Fingerprint.Of(messageId));
}
