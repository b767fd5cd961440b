using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Messages;

namespace LarkResources.Export;

/// <summary>Finds out what is inside messages: the children of forwards, and the files of folders.</summary>
/// <param name="client">Asks.</param>
/// <param name="selection">What is wanted.</param>
/// <param name="check">What need not be asked again.</param>
internal sealed class MessageExpander(LarkClient client, ExportOptions selection, ExportVerifier check)
{
    /// <summary>True where earlier runs have saved all that is wanted of a message under its other id, and know nothing of it under its own.</summary>
    /// <param name="message">A reply in a thread, or its copy in the chat.</param>
    /// <remarks>Told by the number of resources: it is not documented that both have the same keys.</remarks>
    public bool IsSavedAsTwin(LarkMessage message)
    {
        if (message.TwinId is not { } twin || check.LinesOf(message.MessageId).Any())
        {
            return false;
        }

        var lines = check.LinesOf(twin).ToList();
        return lines.Count(IsSaved) is > 0 and var saved
            && lines.All(line => line.Status is ExportStatus.Saved || line.Code is ApiCodes.UnsupportedMessageType)
            && saved >= message.Resources.Count(resource => resource.IsSupported && selection.Wants(resource));
    }

    /// <summary>A message of a list, which does not say what is inside.</summary>
    public async Task<HistoryItem> ExpandAsync(LarkMessage message, CancellationToken cancellationToken)
    {
        if (message is not { MessageType: "merge_forward", Children.Count: 0, IsDeleted: false })
        {
            return await WithFolderFilesAsync(message, [], cancellationToken).ConfigureAwait(false);
        }

        var item = await GetAsync(message.MessageId, cancellationToken).ConfigureAwait(false);
        return item.Message is { } whole ? item with { Message = whole with { CreateTime = whole.CreateTime ?? message.CreateTime } } : item;
    }

    /// <summary>A message by its id.</summary>
    private Task<HistoryItem> GetAsync(string messageId, CancellationToken cancellationToken) =>
        GetAsync(messageId, MessageReader.ReadAsync(client, messageId, cancellationToken), cancellationToken);

    /// <summary>A message that is being read by its id.</summary>
    public async Task<HistoryItem> GetAsync(string messageId, Task<ReadMessage> reading, CancellationToken cancellationToken)
    {
        try
        {
            var (message, missing) = await reading.ConfigureAwait(false);
            return await WithFolderFilesAsync(message, [.. missing.Select(e => new UnreadContent(null, e))], cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e)
        {
            return new(messageId, null, e);
        }
    }

    private static bool IsSaved(ManifestEntry line) => line is { FileKey: not null, Status: ExportStatus.Saved };

    private async Task<HistoryItem> WithFolderFilesAsync(LarkMessage message, List<UnreadContent> missing, CancellationToken cancellationToken)
    {
        if (!selection.Wants(LarkResourceKind.Folder) || message.Resources.All(resource => resource.Kind is not LarkResourceKind.Folder))
        {
            return new(message.MessageId, message, null) { Missing = missing, IsUnreadable = ResourceExtractor.IsUnreadable(message), IsSavedAsTwin = IsSavedAsTwin(message) };
        }

        var all = new List<LarkResource>();
        foreach (var resource in message.Resources)
        {
            if (resource.Kind is not LarkResourceKind.Folder || !selection.Wants(resource) || check.IsSettled(new(resource.MessageId, resource.FileKey)))
            {
                all.Add(resource);
                continue;
            }

            try
            {
                var content = await FolderReader.ReadAsync(client, resource, withPlaces: true, cancellationToken).ConfigureAwait(false);
                all.AddRange(content.Files);
                if (content.Missing is { } failure)
                {
                    missing.Add(new(resource, failure));
                }
            }
            catch (LarkException e)
            {
                missing.Add(new(resource, e));
            }
        }

        return new(message.MessageId, message with { Resources = all }, null) { Missing = missing };
    }
}
