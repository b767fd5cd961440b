using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Messages;

namespace LarkResources.Export;

/// <summary>Finds out what is inside messages: the children of forwards, and the files of folders.</summary>
/// <param name="client">Asks.</param>
/// <param name="selection">What is wanted.</param>
/// <param name="check">What need not be asked again.</param>
/// <param name="breaker">Knows of which endpoints nothing more is asked.</param>
internal sealed class MessageExpander(LarkClient client, ExportOptions selection, ExportVerifier check, ExportCircuitBreaker breaker)
{
    /// <summary>True where all files that are wanted of a message are there under its other id, and nothing is known of it under its own.</summary>
    /// <param name="message">A reply in a thread, or its copy in the chat, that is not closed.</param>
    /// <remarks>It is not documented that both have the same keys. Where they have none in common, the number of resources tells, unless the message was edited.</remarks>
    public bool IsSavedAsTwin(LarkMessage message)
    {
        if (message.TwinId is not { } twin || check.LinesOf(message.MessageId).Any())
        {
            return false;
        }

        var lines = check.LinesOf(twin).Where(selection.Wants).ToList();
        var saved = lines.Where(line => check.IsSaved(line.Key)).Select(line => line.FileKey).ToHashSet(StringComparer.Ordinal);
        var wanted = Wanted(message).Select(resource => resource.FileKey).ToList();
        return saved.Count > 0
            && lines.All(line => check.IsSaved(line.Key) || line.Code is ApiCodes.UnsupportedMessageType)
            && (wanted.All(saved.Contains) || (!message.IsUpdated && !wanted.Any(saved.Contains) && wanted.Count <= saved.Count));
    }

    /// <summary>True for a message without a file that is wanted.</summary>
    public bool HasNothingWanted(LarkMessage message) => !Wanted(message).Any();

    /// <summary>True for a message whose files are known only after it has been asked for them.</summary>
    public bool IsClosed(LarkMessage message) => IsClosedForward(message) || (selection.Wants(LarkResourceKind.Folder) && message.Resources.Any(resource => resource.Kind is LarkResourceKind.Folder));

    private static bool IsClosedForward(LarkMessage message) => message is { MessageType: "merge_forward", Children.Count: 0, IsDeleted: false };

    private IEnumerable<LarkResource> Wanted(LarkMessage message) => message.Resources.Where(resource => resource.IsSupported && selection.Wants(resource));

    /// <summary>A message of a list, which does not say what is inside.</summary>
    public async Task<HistoryItem> ExpandAsync(LarkMessage message, CancellationToken cancellationToken)
    {
        if (!IsClosedForward(message))
        {
            return await WithFolderFilesAsync(message, [], cancellationToken).ConfigureAwait(false);
        }

        var item = await GetAsync(message.MessageId, cancellationToken).ConfigureAwait(false);
        if (message.TwinId is { } twin && item.Failure?.Disposition.HasFlag(Disposition.FinalForMessage) is true)
        {
            // What is inside stands under both, and the platform may refuse one of them only. The refusal is the last word where both are refused, or the
            // other one was recalled. One that fails for now is read in the next run.
            var other = await GetAsync(twin, cancellationToken).ConfigureAwait(false);
            item = other.Message is { IsDeleted: false } || other.Failure?.Disposition.HasFlag(Disposition.FinalForMessage) is false ? other : item;
        }

        return item.Message is { } whole ? item with { Message = whole with { CreateTime = whole.CreateTime ?? message.CreateTime } } : item with { Listed = message };
    }

    /// <summary>Reads one message, unless the caller is refused all that are read alone.</summary>
    /// <exception cref="LarkException">It could not be read.</exception>
    public async Task<ReadMessage> ReadAsync(string messageId, CancellationToken cancellationToken)
    {
        breaker.Messages.ThrowIfRefused();
        return await MessageReader.ReadAsync(client, messageId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A message by its id.</summary>
    private Task<HistoryItem> GetAsync(string messageId, CancellationToken cancellationToken) =>
        GetAsync(messageId, ReadAsync(messageId, cancellationToken), Answered.Message, cancellationToken);

    /// <summary>A message that is being read by its id, perhaps with others.</summary>
    public Task<HistoryItem> GetAsync(string messageId, Task<ReadMessage> reading, CancellationToken cancellationToken) =>
        GetAsync(messageId, reading, Answered.Messages, cancellationToken);

    private async Task<HistoryItem> GetAsync(string messageId, Task<ReadMessage> reading, Answered answered, CancellationToken cancellationToken)
    {
        try
        {
            var (message, missing) = await reading.ConfigureAwait(false);
            var item = await WithFolderFilesAsync(message, [.. missing.Select(e => new UnreadContent(null, e))], cancellationToken).ConfigureAwait(false);
            return item with { Answered = item.Answered | answered };
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
            return new(message.MessageId, message, null) { Missing = missing, Notices = [.. ContentNotices.Of(message)] };
        }

        var (all, answered) = (new List<LarkResource>(), Answered.None);
        foreach (var resource in message.Resources)
        {
            if (resource.Kind is not LarkResourceKind.Folder || !selection.Wants(resource) || check.IsSettled(new(resource.MessageId, resource.FileKey)))
            {
                all.Add(resource);
                continue;
            }

            try
            {
                breaker.Folders.ThrowIfRefused();
                var content = await FolderReader.ReadAsync(client, resource, withPlaces: true, cancellationToken).ConfigureAwait(false);
                all.AddRange(content.Files);
                answered = Answered.Folder;
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

        return new(message.MessageId, message with { Resources = all }, null) { Missing = missing, Answered = answered, Notices = [.. ContentNotices.Of(message)] };
    }
}
