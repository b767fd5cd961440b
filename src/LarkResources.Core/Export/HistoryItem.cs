namespace LarkResources.Export;

/// <summary>A message of the history with all that is inside it, or what could not be read.</summary>
/// <param name="MessageId">The message; null when a whole thread is meant.</param>
/// <param name="Message">The message; null when it could not be read, or where the item is about a thread.</param>
/// <param name="Failure">Why it could not be read.</param>
internal sealed record HistoryItem(string? MessageId, LarkMessage? Message, LarkException? Failure)
{
    /// <summary>Tells that a thread was read to its end.</summary>
    public static HistoryItem ThreadEnd { get; } = new(null, null, null) { Answered = Answered.Thread };

    /// <summary>The calls that were made for this and that the platform has answered; none for what a page lists.</summary>
    public Answered Answered { get; init; }

    /// <summary>True for a thread that no earlier run could read either.</summary>
    public bool FailedBefore { get; init; }

    /// <summary>What to tell about content in which resources may have been overlooked.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Of a message whose content could not be read, what the history says of it.</summary>
    public LarkMessage? Listed { get; init; }

    /// <summary>The parts of a message that could not be read; what could be is in the message.</summary>
    public IReadOnlyList<UnreadContent> Missing { get; init; } = [];

    /// <summary>False where a folder in the message could not be listed, or was not, because its files are not wanted.</summary>
    public bool HasAllResources => Missing.All(part => part.Folder is null) && Message?.Resources.Any(resource => resource.Kind is LarkResourceKind.Folder) is not true;
}

/// <summary>Kinds of calls.</summary>
[Flags]
internal enum Answered
{
    None = 0,

    /// <summary>For one message.</summary>
    Message = 1,

    /// <summary>For several messages, or for one of those.</summary>
    Messages = 2,

    /// <summary>For what is in a folder.</summary>
    Folder = 4,

    /// <summary>For the replies of a thread.</summary>
    Thread = 8,
}

/// <summary>A part of a message that could not be read.</summary>
/// <param name="Folder">The folder whose files are not known; null for a forward inside the message.</param>
/// <param name="Failure">Why.</param>
internal sealed record UnreadContent(LarkResource? Folder, LarkException Failure);
