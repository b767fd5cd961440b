using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Messages;

namespace LarkResources.Transfer;

/// <summary>Finds out what is to be downloaded.</summary>
internal static class ResourceRequests
{
    /// <summary>One resource by its key.</summary>
    /// <param name="client">Asked only when neither the caller nor the key tells the type.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="fileKey">The key.</param>
    /// <param name="type">The type, when known.</param>
    /// <param name="message">The message, when the caller has it: it knows name, type and time.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    /// <exception cref="LarkException">MessageDeleted, FileNotInMessage, and whatever reading the message gives.</exception>
    public static async Task<TransferRequest> ByKeyAsync(
        LarkClient client, string messageId, string fileKey, LarkResourceType? type, LarkMessage? message, CancellationToken cancellationToken)
    {
        if (message?.Resources.FirstOrDefault(resource => resource.FileKey == fileKey && (type is null || resource.Type == type)) is { } listed)
        {
            return Named(listed);
        }

        if ((type ?? TypeByPrefix(fileKey)) is { } known)
        {
            return new(new(messageId, fileKey, known));
        }

        LarkException? missing = null;
        message = Existing(await MessageReader.GetAsync(client, messageId, e => missing ??= e, cancellationToken).ConfigureAwait(false));
        return message.Resources.FirstOrDefault(resource => resource.FileKey == fileKey) is { } found
            ? Named(found)
            : throw missing ?? LarkErrors.Local(Situations.FileNotInMessage, $"Message '{messageId}' holds no resource '{fileKey}'.", fileKey);
    }

    /// <summary>All resources of a message; those of a merged forward whose children are not known yet are asked for.</summary>
    /// <param name="client">Asked for what the caller does not know.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="message">The message, when the caller has it.</param>
    /// <param name="missing">Told of each forward inside that could not be read this time; from any thread.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    /// <exception cref="LarkException">MessageDeleted, and whatever reading the message gives.</exception>
    public static async Task<IReadOnlyList<LarkResource>> OfMessageAsync(
        LarkClient client, string messageId, LarkMessage? message, Action<LarkException> missing, CancellationToken cancellationToken)
    {
        if (message is null or { MessageType: "merge_forward", Children.Count: 0 })
        {
            message = await MessageReader.GetAsync(client, messageId, missing, cancellationToken).ConfigureAwait(false);
        }

        return Existing(message).Resources;
    }

    /// <summary>A resource that somebody named: it must be had.</summary>
    public static TransferRequest Named(LarkResource resource) => PartOfMessage(resource) with { IsPartOfMessage = false };

    /// <summary>A resource that comes along because all of its message was asked for.</summary>
    public static TransferRequest PartOfMessage(LarkResource resource) => new(new(resource.MessageId, resource.FileKey, resource.Type))
    {
        Name = resource.Name,
        SentAt = resource.SentAt,
        AlternativeMessageId = resource.ChildMessageId,
        IsPartOfMessage = true,
    };

    private static LarkMessage Existing(LarkMessage message) => message.IsDeleted
        ? throw LarkErrors.Local(Situations.MessageDeleted, $"Message '{message.MessageId}' was recalled or deleted.", message.MessageId)
        : message;

    // A video's cover has the prefix of a picture and is one; keys without a prefix come from the platform's early days.
    private static LarkResourceType? TypeByPrefix(string fileKey) =>
        fileKey.StartsWith("img_", StringComparison.Ordinal) ? LarkResourceType.Image
        : fileKey.StartsWith("file_v", StringComparison.Ordinal) ? LarkResourceType.File
        : null;
}
