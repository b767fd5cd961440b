using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Messages;
using LarkResources.Transfer;

namespace LarkResources.Pipeline;

/// <summary>Finds out which resources one input of the pipeline means, and hands them on one by one.</summary>
/// <param name="client">Asked for what the input does not tell.</param>
/// <param name="kinds">The kinds that are wanted; none means all.</param>
/// <param name="attempt">Does one piece of work, so that its failure is one error and the rest goes on.</param>
/// <param name="deliver">Gets one resource to where the user wants it.</param>
/// <param name="onlyOne">True when several cannot be told apart where they go.</param>
/// <param name="warn">Tells of what is left out.</param>
/// <param name="fail">Tells of a part of a message that could not be read.</param>
/// <param name="stop">Stops the questions.</param>
internal sealed class ResourceSelection(
    LarkClient client,
    LarkResourceKind[] kinds,
    Func<TransferRequest, Func<Task>, Task> attempt,
    Func<TransferRequest, Task> deliver,
    bool onlyOne,
    Action<string> warn,
    Func<LarkException, Task> fail,
    CancellationToken stop)
{
    /// <summary>What one input means: a resource that came through the pipe and is not contradicted by what was typed, one by its key, or all of a message.</summary>
    public Task MeantAsync(LarkResource? piped, string messageId, string? fileKey, LarkResourceType? type, LarkMessage? message) =>
        piped is not null && piped.MessageId == messageId && piped.FileKey == fileKey ? OneAsync(piped)
            : fileKey is not null ? ByKeyAsync(messageId, fileKey, type, message)
            : AllAsync(messageId, message);

    /// <summary>One resource by its key; it is what the user named, so the kind does not matter.</summary>
    private async Task ByKeyAsync(string messageId, string fileKey, LarkResourceType? type, LarkMessage? message)
    {
        messageId = ApiPath.Clean("MessageId", messageId);
        await deliver(await ResourceRequests.ByKeyAsync(client, messageId, ApiPath.Clean("FileKey", fileKey), type, message, stop));
    }

    /// <summary>One resource as a message lists it; of a folder the files in it.</summary>
    /// <exception cref="LarkException">UnsupportedMessageType for what is known not to be served.</exception>
    private Task OneAsync(LarkResource resource) => resource switch
    {
        { Kind: LarkResourceKind.Folder } => FolderAsync(resource),
        _ when !IsWanted(resource) => Task.CompletedTask,
        { IsSupported: false } => throw LarkErrors.Local(Situations.UnsupportedMessageType, Description(resource, "cannot be downloaded"), resource.FileKey),
        _ => deliver(ResourceRequests.Named(resource)),
    };

    /// <summary>Everything in a message.</summary>
    private async Task AllAsync(string messageId, LarkMessage? message)
    {
        var missing = new List<LarkException>();
        var resources = await ResourceRequests.OfMessageAsync(client, ApiPath.Clean("MessageId", messageId), message, missing.Add, stop);
        foreach (var part in missing)
        {
            await fail(part);
        }

        if (onlyOne && resources.Where(IsWanted).Take(2).Count() > 1)
        {
            throw LarkErrors.Local(
                Situations.InvalidRequestParameter,
                $"Message '{messageId}' carries {resources.Count(IsWanted)} resources, which as one stream of bytes nobody could take apart.",
                messageId,
                recommendation: LarkErrors.Localized("Name one with -FileKey, narrow them down with -Kind, or save them with -OutFile.", "用 -FileKey 指定其中一个，用 -Kind 缩小范围，或用 -OutFile 保存。"));
        }

        foreach (var resource in resources)
        {
            var request = ResourceRequests.PartOfMessage(resource);
            if (resource.Kind is LarkResourceKind.Folder)
            {
                await attempt(request, () => FolderAsync(resource));
            }
            else if (IsWanted(resource) && resource.IsSupported)
            {
                await attempt(request, () => deliver(request));
            }
            else if (IsWanted(resource))
            {
                warn(Description(resource, "is left out"));
            }
        }
    }

    private async Task FolderAsync(LarkResource folder)
    {
        // Everything in a folder is a file; whether there is any is worth a call only where files are wanted.
        if (!IsWanted(folder) && !kinds.Contains(LarkResourceKind.File))
        {
            return;
        }

        foreach (var file in await MessageReader.ExpandFolderAsync(client, folder, stop))
        {
            var request = ResourceRequests.PartOfMessage(file);
            await attempt(request, () => deliver(request));
        }
    }

    private bool IsWanted(LarkResource resource) => kinds.Length == 0 || kinds.Contains(resource.Kind);

    private static string Description(LarkResource resource, string what) =>
        $"{resource.Kind} '{resource.FileKey}' of message '{resource.MessageId}' {what}: {resource.Note}";
}
