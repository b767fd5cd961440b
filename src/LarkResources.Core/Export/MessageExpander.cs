using LarkResources.Api;
using LarkResources.Messages;

namespace LarkResources.Export;

/// <summary>Finds out what is inside messages: the children of forwards, and the files of folders.</summary>
/// <param name="client">Asks.</param>
/// <param name="selection">What is wanted.</param>
/// <param name="check">What need not be asked again.</param>
internal sealed class MessageExpander(LarkClient client, ExportOptions selection, ExportVerifier check)
{
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
    public async Task<HistoryItem> GetAsync(string messageId, CancellationToken cancellationToken)
    {
        try
        {
            var missing = new List<UnreadContent>();
            var message = await MessageReader.GetAsync(client, messageId, e => missing.Add(new(null, e)), cancellationToken).ConfigureAwait(false);
            return await WithFolderFilesAsync(message, missing, cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e)
        {
            return new(messageId, null, e);
        }
    }

    private async Task<HistoryItem> WithFolderFilesAsync(LarkMessage message, List<UnreadContent> missing, CancellationToken cancellationToken)
    {
        if (!selection.Wants(LarkResourceKind.Folder) || message.Resources.All(resource => resource.Kind is not LarkResourceKind.Folder))
        {
            return new(message.MessageId, message, null) { Missing = missing };
        }

        var all = new List<LarkResource>();
        foreach (var resource in message.Resources)
        {
            if (resource.Kind is not LarkResourceKind.Folder || check.IsSettled(new(resource.MessageId, resource.FileKey)))
            {
                all.Add(resource);
                continue;
            }

            try
            {
                all.AddRange(await MessageReader.ExpandFolderAsync(client, resource, cancellationToken).ConfigureAwait(false));
            }
            catch (LarkException e)
            {
                missing.Add(new(resource, e));
            }
        }

        return new(message.MessageId, message with { Resources = all }, null) { Missing = missing };
    }
}
