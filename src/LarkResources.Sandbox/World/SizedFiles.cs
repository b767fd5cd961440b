using System.Globalization;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Bytes;

namespace LarkResources.Sandbox.World;

/// <summary>Files of any size in any number, made up on the spot: message <c>om_sized_20480_7</c>, key <c>file_v3_sized_20480_7</c>.</summary>
/// <remarks>The first number is the length in bytes, the second tells files of one length apart. Nothing lists them.</remarks>
internal static class SizedFiles
{
    public const string MessagePrefix = "om_sized_";
    public const string KeyPrefix = "file_v3_sized_";

    public static WorldMessage? Find(string messageId)
    {
        if (Numbers(messageId, MessagePrefix) is not { } numbers)
        {
            return null;
        }

        var suffix = messageId[MessagePrefix.Length..];
        var key = KeyPrefix + suffix;
        var name = suffix + ".bin";
        return new WorldMessage(
            messageId,
            SandboxWorld.ArchiveChatId,
            WorldTime.Of(4, 600),
            "file",
            new JsonObject { ["file_key"] = key, ["file_name"] = name })
        {
            Resources = [WorldResource.Generated(key, name, numbers.Length, numbers.Number)],
        };
    }

    public static ByteSource? BytesOf(string fileKey) =>
        Numbers(fileKey, KeyPrefix) is { } numbers ? new PatternBytes(numbers.Length, numbers.Number) : null;

    private static (long Length, int Number)? Numbers(string id, string prefix)
    {
        if (!id.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = id[prefix.Length..].Split('_');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (length, number)
            : null;
    }
}
