using System.Runtime.CompilerServices;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Messages;
using LarkResources.Models;
using LarkResources.Text;

namespace LarkResources.Transfer;

/// <summary>Finds the resources that a query means.</summary>
/// <param name="client">Asked only for what the query does not say.</param>
internal sealed class ResourceSelector(LarkClient client)
{
    /// <summary>What of the keys of a message an error lists.</summary>
    private const int ListedKeys = 5;

    /// <summary>The matches, in the order of the message.</summary>
    /// <exception cref="LarkException">
    /// MessageDeleted, FileNotInMessage, UnsupportedMessageType for a named resource that is known not to be served,
    /// InvalidRequestParameter where only one may match, and whatever reading the message gives.
    /// </exception>
    public IAsyncEnumerable<ResourceMatch> SelectAsync(ResourceQuery query, CancellationToken cancellationToken) =>
        query.OnlyOne ? OnlyOneAsync(query, cancellationToken) : MatchesAsync(query, cancellationToken);

    /// <summary>The same, once a second one is ruled out.</summary>
    private async IAsyncEnumerable<ResourceMatch> OnlyOneAsync(ResourceQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var matches = new List<ResourceMatch>();
        await foreach (var match in MatchesAsync(query, cancellationToken).ConfigureAwait(false))
        {
            matches.Add(match);
        }

        if (matches.OfType<ResourceMatch.Found>().Count() is > 1 and var count)
        {
            throw LarkErrors.Several(
                LarkErrors.Localized($"Message '{query.MessageId}' has {count} resources", $"消息 '{query.MessageId}' 有 {count} 个资源"), query.MessageId);
        }

        foreach (var match in matches)
        {
            yield return match;
        }
    }

    private IAsyncEnumerable<ResourceMatch> MatchesAsync(ResourceQuery query, CancellationToken cancellationToken) =>
        query.Resource is { } resource && resource.MessageId == query.MessageId && resource.FileKey == query.FileKey ? ListedAsync(query, resource, cancellationToken)
            : query.FileKey is { } key ? ByKeyAsync(query, key, cancellationToken)
            : AllAsync(query, cancellationToken);

    /// <summary>One resource as its message lists it; of a folder the files in it.</summary>
    private async IAsyncEnumerable<ResourceMatch> ListedAsync(ResourceQuery query, LarkResource resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (resource.Kind is LarkResourceKind.Folder)
        {
            foreach (var match in MatchesOf(resource, await FilesOfAsync(query, resource, cancellationToken).ConfigureAwait(false)))
            {
                yield return match;
            }
        }
        else if (query.Wants(resource))
        {
            yield return resource.IsSupported
                ? new ResourceMatch.Found(TransferRequest.Named(resource))
                : throw LarkErrors.Local(Situations.UnsupportedMessageType, Description(resource, LarkErrors.Localized("cannot be downloaded", "无法下载")), resource.FileKey);
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
                : throw unread ?? LarkErrors.Local(Situations.FileNotInMessage, LarkErrors.Localized($"Message '{query.MessageId}' has no resource '{key}'.", $"消息 '{query.MessageId}' 中没有资源 '{key}'。"), key, recommendation: KeysOf(message));
        }
    }

    /// <summary>The keys that the message has, since people give the name of a file where its key belongs; null where there are none.</summary>
    private string? KeysOf(LarkMessage message)
    {
        var served = message.Resources.Where(resource => resource.IsSupported).ToList();
        if (served.Count == 0)
        {
            return null;
        }

        var list = string.Join(LarkErrors.Localized(", ", "、"), served.Take(ListedKeys).Select(Listed));
        return served.Count > ListedKeys
            ? LarkErrors.Localized($"Give one of its {served.Count} keys, such as {list}.", $"请指定其 {served.Count} 个 Key 之一，例如 {list}。")
            : LarkErrors.Localized($"Give one of its keys: {list}.", $"请指定其中一个 Key：{list}。");
    }

    private string Listed(LarkResource resource)
    {
        var key = Struck(resource.FileKey) ?? resource.FileKey;
        return Struck(resource.Name) is { } name ? LarkErrors.Localized($"{key} ({name})", $"{key}（{name}）") : key;
    }

    private string? Struck(string? text) => PrintableText.OneLine(text) is { } line ? client.Secrets.Strike(line, SentSecrets.HiddenInName) : null;

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

        var found = unread.Count > 0;
        foreach (var notice in ContentNotices.Of(message))
        {
            found = true;
            yield return new ResourceMatch.Nothing(notice, MayHoldMore: true);
        }

        foreach (var resource in message.Resources)
        {
            found |= WantsFrom(query, resource);
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

        if (!found)
        {
            yield return Nothing(message);
        }
    }

    private static ResourceMatch.Nothing Nothing(LarkMessage message) => message switch
    {
        { Resources.Count: > 0 } => new(
            LarkErrors.Localized(
                $"Message '{message.MessageId}' has no resource of the kinds in -Kind; it has {string.Join(", ", message.Resources.Select(resource => resource.Kind).Distinct())}.",
                $"消息 '{message.MessageId}' 中没有 -Kind 指定种类的资源；其中有 {string.Join("、", message.Resources.Select(resource => resource.Kind).Distinct())}。"),
            MayHoldMore: false),
        _ => new(
            LarkErrors.Localized(
                $"Message '{message.MessageId}' ({message.MessageType}) has no resources.",
                $"消息 '{message.MessageId}'（{message.MessageType}）中没有资源。"),
            MayHoldMore: false),
    };

    private async Task<IReadOnlyList<ResourceMatch>> InFolderAsync(ResourceQuery query, LarkResource folder, CancellationToken cancellationToken)
    {
        try
        {
            return [.. MatchesOf(folder, await FilesOfAsync(query, folder, cancellationToken).ConfigureAwait(false))];
        }
        catch (LarkException e)
        {
            return [new ResourceMatch.Unread(e)];
        }
    }

    /// <summary>Everything in a folder is a file: where no files are wanted, listing it would waste a call.</summary>
    private async Task<FolderContent?> FilesOfAsync(ResourceQuery query, LarkResource folder, CancellationToken cancellationToken) =>
        WantsFrom(query, folder) ? await FolderReader.ReadAsync(client, folder, withPlaces: false, cancellationToken).ConfigureAwait(false) : null;

    private static bool WantsFrom(ResourceQuery query, LarkResource resource) =>
        query.Wants(resource) || (resource.Kind is LarkResourceKind.Folder && query.Kinds.Contains(LarkResourceKind.File));

    private static IEnumerable<ResourceMatch> MatchesOf(LarkResource folder, FolderContent? content)
    {
        foreach (var file in content?.Files ?? [])
        {
            yield return new ResourceMatch.Found(TransferRequest.Implied(file));
        }

        if (content is { Missing: { } missing })
        {
            yield return new ResourceMatch.Unread(missing);
        }
        else if (content is { Files.Count: 0 })
        {
            yield return new ResourceMatch.Nothing(
                LarkErrors.Localized($"The folder '{folder.Name ?? folder.FileKey}' of message '{folder.MessageId}' is empty.", $"消息 '{folder.MessageId}' 中的文件夹 '{folder.Name ?? folder.FileKey}' 为空。"),
                MayHoldMore: false);
        }
    }

    private static LarkMessage Existing(LarkMessage message) => message.IsDeleted
        ? throw LarkErrors.Local(Situations.MessageDeleted, LarkErrors.Localized($"Message '{message.MessageId}' was recalled or deleted.", $"消息 '{message.MessageId}' 已被撤回或删除。"), message.MessageId)
        : message;

    // A video's cover has the prefix of a picture and is one; keys without a prefix come from the platform's early days.
    private static LarkResourceType? TypeByPrefix(string fileKey) =>
        fileKey.StartsWith("img_", StringComparison.Ordinal) ? LarkResourceType.Image
        : fileKey.StartsWith("file_v", StringComparison.Ordinal) ? LarkResourceType.File
        : null;

    internal static string Description(LarkResource resource, string what) =>
        LarkErrors.Because(
            LarkErrors.Localized($"{resource.Kind} '{resource.FileKey}' of message '{resource.MessageId}' {what}", $"消息 '{resource.MessageId}' 的 {resource.Kind} '{resource.FileKey}' {what}"),
            resource.Note ?? string.Empty);
}
