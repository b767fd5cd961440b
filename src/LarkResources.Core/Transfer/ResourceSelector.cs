using System.Runtime.CompilerServices;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Messages;
using LarkResources.Models;

namespace LarkResources.Transfer;

/// <summary>Finds the resources that a query means.</summary>
/// <param name="client">Asked only for what the query does not say.</param>
internal sealed class ResourceSelector(LarkClient client)
{
    /// <summary>The matches, in the order of the message.</summary>
    /// <exception cref="LarkException">
    /// MessageDeleted, FileNotInMessage, UnsupportedMessageType for a named resource that is known not to be served,
    /// InvalidRequestParameter where only one may match, and whatever reading the message gives.
    /// </exception>
    public IAsyncEnumerable<ResourceMatch> SelectAsync(ResourceQuery query, CancellationToken cancellationToken) =>
        query.Resource is { } resource && resource.MessageId == query.MessageId && resource.FileKey == query.FileKey ? ListedAsync(query, resource, cancellationToken)
            : query.FileKey is { } key ? ByKeyAsync(query, key, cancellationToken)
            : AllAsync(query, cancellationToken);

    /// <summary>One resource as its message lists it; of a folder the files in it.</summary>
    private async IAsyncEnumerable<ResourceMatch> ListedAsync(ResourceQuery query, LarkResource resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (resource.Kind is LarkResourceKind.Folder)
        {
            foreach (var file in await FilesOfAsync(query, resource, cancellationToken).ConfigureAwait(false))
            {
                yield return new ResourceMatch.Found(TransferRequest.Implied(file));
            }
        }
        else if (query.Wants(resource))
        {
            yield return resource.IsSupported
                ? new ResourceMatch.Found(TransferRequest.Named(resource))
                : throw LarkErrors.Local(Situations.UnsupportedMessageType, Description(resource, "cannot be downloaded"), resource.FileKey);
        }
    }

    /// <summary>One resource by its key: the user named it, so its kind does not matter.</summary>
    private async IAsyncEnumerable<ResourceMatch> ByKeyAsync(ResourceQuery query, string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.Message?.Resources.FirstOrDefault(resource => resource.FileKey == key && (query.Type is null || resource.Type == query.Type)) is { } listed)
        {
            yield return new ResourceMatch.Found(TransferRequest.Named(listed));
        }
        else if ((query.Type ?? TypeByPrefix(key)) is { } type)
        {
            yield return new ResourceMatch.Found(new(new ResourceId(query.MessageId, key, type)));
        }
        else
        {
            LarkException? unread = null;
            var message = Existing(await MessageReader.GetAsync(client, query.MessageId, e => unread ??= e, cancellationToken).ConfigureAwait(false));
            yield return message.Resources.FirstOrDefault(resource => resource.FileKey == key) is { } found
                ? new ResourceMatch.Found(TransferRequest.Named(found))
                : throw unread ?? LarkErrors.Local(Situations.FileNotInMessage, $"Message '{query.MessageId}' has no resource '{key}'.", key);
        }
    }

    /// <summary>All resources of a message. The children of a merged forward are read where the caller does not have them.</summary>
    private async IAsyncEnumerable<ResourceMatch> AllAsync(ResourceQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var unread = new List<LarkException>();
        var message = Existing(query.Message is null or { MessageType: "merge_forward", Children.Count: 0 }
            ? await MessageReader.GetAsync(client, query.MessageId, unread.Add, cancellationToken).ConfigureAwait(false)
            : query.Message);
        foreach (var failure in unread)
        {
            yield return new ResourceMatch.Unread(failure);
        }

        RefuseSeveral(query, message);
        foreach (var resource in message.Resources)
        {
            if (resource.Kind is LarkResourceKind.Folder)
            {
                foreach (var match in await InFolderAsync(query, resource, cancellationToken).ConfigureAwait(false))
                {
                    yield return match;
                }
            }
            else if (query.Wants(resource))
            {
                yield return resource.IsSupported ? new ResourceMatch.Found(TransferRequest.Implied(resource)) : new ResourceMatch.LeftOut(resource);
            }
        }
    }

    private async Task<IReadOnlyList<ResourceMatch>> InFolderAsync(ResourceQuery query, LarkResource folder, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await FilesOfAsync(query, folder, cancellationToken).ConfigureAwait(false)).Select(file => new ResourceMatch.Found(TransferRequest.Implied(file)))];
        }
        catch (LarkException e)
        {
            return [new ResourceMatch.Unread(e)];
        }
    }

    /// <summary>Everything in a folder is a file: where no files are wanted, listing it would waste a call.</summary>
    private async Task<IReadOnlyList<LarkResource>> FilesOfAsync(ResourceQuery query, LarkResource folder, CancellationToken cancellationToken) =>
        query.Wants(folder) || query.Kinds.Contains(LarkResourceKind.File)
            ? await MessageReader.ExpandFolderAsync(client, folder, cancellationToken).ConfigureAwait(false)
            : [];

    private static void RefuseSeveral(ResourceQuery query, LarkMessage message)
    {
        if (query.OnlyOne && message.Resources.Count(query.Wants) is > 1 and var count)
        {
            throw LarkErrors.Local(
                Situations.InvalidRequestParameter,
                $"Message '{query.MessageId}' has {count} resources; in one byte stream they could not be told apart.",
                query.MessageId,
                recommendation: LarkErrors.Localized("Name one with -FileKey, narrow them down with -Kind, or save them with -OutFile.", "用 -FileKey 指定其中一个，用 -Kind 缩小范围，或用 -OutFile 保存。"));
        }
    }

    private static LarkMessage Existing(LarkMessage message) => message.IsDeleted
        ? throw LarkErrors.Local(Situations.MessageDeleted, $"Message '{message.MessageId}' was recalled or deleted.", message.MessageId)
        : message;

    // A video's cover has the prefix of a picture and is one; keys without a prefix come from the platform's early days.
    private static LarkResourceType? TypeByPrefix(string fileKey) =>
        fileKey.StartsWith("img_", StringComparison.Ordinal) ? LarkResourceType.Image
        : fileKey.StartsWith("file_v", StringComparison.Ordinal) ? LarkResourceType.File
        : null;

    internal static string Description(LarkResource resource, string what) =>
        $"{resource.Kind} '{resource.FileKey}' of message '{resource.MessageId}' {what}: {resource.Note}";
}
