namespace LarkResources.Sandbox.World;

/// <summary>Two messages of one content: a reply in a thread that was also sent to the chat.</summary>
/// <param name="Type">1 for the copy in the chat, 2 for the reply.</param>
/// <param name="RelatedId">The other message.</param>
/// <param name="ThreadId">The thread of the reply.</param>
internal sealed record SyncedMessage(int Type, string RelatedId, string ThreadId);
