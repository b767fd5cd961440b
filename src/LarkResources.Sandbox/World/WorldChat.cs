namespace LarkResources.Sandbox.World;

/// <summary>One chat; a chat that is not listed can be reached by its id only.</summary>
internal sealed record WorldChat(string Id, string Name, string Description, bool Listed)
{
    /// <summary>True when people of other organisations are in it.</summary>
    public bool External { get; init; }

    /// <summary>What a call for the chat itself answers, instead of its description.</summary>
    public int? InfoCode { get; init; }

    /// <summary>What a call for its history answers, instead of messages.</summary>
    public int? HistoryCode { get; init; }
}
