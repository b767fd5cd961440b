using System.Collections;
using LarkResources.Api;
using LarkResources.Messages;

namespace LarkResources.Completion;

/// <summary>Completes the keys of the message that was typed before.</summary>
internal sealed class FileKeyCompleter : PlatformCompleter
{
    protected override string Prefix => "img_";

    protected override async Task<IReadOnlyList<(string Value, string Label)>> ValuesAsync(LarkConnection connection, IDictionary bound, CancellationToken cancellationToken)
    {
        if (bound["MessageId"]?.ToString() is not { Length: > 0 } messageId)
        {
            return [];
        }

        // Of a forward that cannot be read whole, what can be read is still worth completing to.
        var message = await MessageReader.GetAsync(connection.Client(), ApiPath.Clean("MessageId", messageId), static _ => { }, cancellationToken);
        return [.. message.Resources.Where(resource => resource.IsSupported).Select(resource => (resource.FileKey, resource.Name ?? resource.Kind.ToString()))];
    }
}
