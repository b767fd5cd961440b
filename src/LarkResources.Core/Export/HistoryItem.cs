namespace LarkResources;

/// <summary>A message of the history with all that is inside it, or what could not be read.</summary>
/// <param name="MessageId">The message; null when a whole thread is meant.</param>
/// <param name="Message">The message; null when it could not be read.</param>
/// <param name="Failure">Why it could not be read.</param>
internal sealed record HistoryItem(string? MessageId, LarkMessage? Message, LarkException? Failure)
{
    /// <summary>Why parts of a message could not be read this time; what could be is in the message.</summary>
    public IReadOnlyList<LarkException> Missing { get; init; } = [];

    /// <summary>The message with the children of forwards and the files of folders.</summary>
    public static async Task<HistoryItem> ExpandAsync(LarkClient client, LarkMessage message, ExportSelection selection, CancellationToken cancellationToken)
    {
        try
        {
            var missing = new List<LarkException>();
            if (message is { MessageType: "merge_forward", Children.Count: 0, IsDeleted: false })
            {
                var whole = await MessageReader.GetAsync(client, message.MessageId, missing.Add, cancellationToken).ConfigureAwait(false);
                message = whole with { CreateTime = whole.CreateTime ?? message.CreateTime };
            }

            return await WholeAsync(client, message, missing, selection, cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e)
        {
            return new(message.MessageId, null, e);
        }
    }

    /// <summary>A message by its id, with all that is inside it.</summary>
    public static async Task<HistoryItem> GetAsync(LarkClient client, string messageId, ExportSelection selection, CancellationToken cancellationToken)
    {
        try
        {
            var missing = new List<LarkException>();
            var message = await MessageReader.GetAsync(client, messageId, missing.Add, cancellationToken).ConfigureAwait(false);
            return await WholeAsync(client, message, missing, selection, cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e)
        {
            return new(messageId, null, e);
        }
    }

    private static async Task<HistoryItem> WholeAsync(
        LarkClient client, LarkMessage message, List<LarkException> missing, ExportSelection selection, CancellationToken cancellationToken)
    {
        message = await WithFolderFilesAsync(client, message, selection, cancellationToken).ConfigureAwait(false);
        return new(message.MessageId, message, null) { Missing = missing };
    }

    private static async Task<LarkMessage> WithFolderFilesAsync(LarkClient client, LarkMessage message, ExportSelection selection, CancellationToken cancellationToken)
    {
        if (!selection.Wants(LarkResourceKind.Folder) || message.Resources.All(resource => resource.Kind is not LarkResourceKind.Folder))
        {
            return message;
        }

        var all = new List<LarkResource>();
        foreach (var resource in message.Resources)
        {
            if (resource.Kind is LarkResourceKind.Folder)
            {
                all.AddRange(await MessageReader.ExpandFolderAsync(client, resource, cancellationToken).ConfigureAwait(false));
            }
            else
            {
                all.Add(resource);
            }
        }

        return message with { Resources = all };
    }
}
