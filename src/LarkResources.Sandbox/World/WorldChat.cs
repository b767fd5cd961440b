namespace LarkResources.Sandbox.World;

/// <summary>One chat; a chat that is not listed can be reached by its id only.</summary>
internal sealed record WorldChat(string Id, string Name, string Description, bool Listed)
{
    /// <summary>True when people of other organisations are in it.</summary>
    public bool External { get; init; }

    /// <summary>group, topic or p2p.</summary>
    public string Mode { get; init; } = "group";

    /// <summary>Of a single chat, the person at the other end: only that person and the owner of the user tokens see it.</summary>
    public string? TargetId { get; init; }

    /// <summary>True for a single chat of other people.</summary>
    public bool IsHiddenFrom(string? personId) => Mode == "p2p" && personId is null;

    /// <summary>What a call for the chat itself answers, instead of its description.</summary>
    public int? InfoCode { get; init; }

    /// <summary>What a call for its history answers, instead of messages.</summary>
    public int? HistoryCode { get; init; }
}
