namespace LarkResources;

/// <summary>Finds out what is to be downloaded of a message.</summary>
internal static class ResourceRequests
{
    /// <summary>One resource when its key is given, else all of the message.</summary>
    /// <returns>What can be had, and what the platform is known not to serve.</returns>
    /// <exception cref="LarkException">MessageDeleted, FileNotInMessage, and whatever reading the message gives.</exception>
    public static async Task<(IReadOnlyList<TransferRequest> Wanted, IReadOnlyList<LarkResource> Unsupported)> FindAsync(
        LarkClient client, string messageId, string? fileKey, LarkResourceType? type, CancellationToken cancellationToken)
    {
        if (fileKey is not null && (type ?? TypeByPrefix(fileKey)) is { } known)
        {
            return ([new(new(messageId, fileKey, known))], []);
        }

        var message = await MessageReader.GetAsync(client, messageId, cancellationToken).ConfigureAwait(false);
        var resources = message.Resources;
        if (message.IsDeleted)
        {
            throw LarkErrors.Local("MessageDeleted", $"Message '{messageId}' was recalled or deleted.", messageId);
        }

        if (fileKey is not null)
        {
            return resources.FirstOrDefault(resource => resource.FileKey == fileKey) is { } found
                ? ([Request(found)], [])
                : throw LarkErrors.Local("FileNotInMessage", $"Message '{messageId}' holds no resource '{fileKey}'.", fileKey);
        }

        return ([.. resources.Where(resource => resource.IsSupported).Select(Request)], [.. resources.Where(resource => !resource.IsSupported)]);
    }

    private static TransferRequest Request(LarkResource resource) =>
        new(new(resource.MessageId, resource.FileKey, resource.Type)) { Name = resource.Name, SentAt = resource.SentAt };

    // A video's cover has the prefix of a picture and is one; keys without a prefix come from the platform's early days.
    private static LarkResourceType? TypeByPrefix(string fileKey) =>
        fileKey.StartsWith("img_", StringComparison.Ordinal) ? LarkResourceType.Image
        : fileKey.StartsWith("file_v", StringComparison.Ordinal) ? LarkResourceType.File
        : null;
}
