using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Who sent a message.</summary>
/// <param name="Id">An id of the kind <paramref name="IdType"/>, or null.</param>
/// <param name="IdType">open_id, union_id, user_id or app_id; null when unknown.</param>
/// <param name="Type">user, app, anonymous or unknown; null when not told.</param>
/// <param name="Name">The name to show, or null.</param>
internal sealed record MessageSender(string? Id, string? IdType, string? Type, string? Name)
{
    public static MessageSender Unknown { get; } = new(null, null, null, null);

    /// <summary>Reads the <c>sender</c> of an item or an event.</summary>
    public static MessageSender Read(ReadOnlySpan<byte> json)
    {
        using var document = ContentJson.Tree(json);
        var sender = document.RootElement;
        var (id, type) = sender.Text("id") is { } one ? (one, sender.Text("id_type")) : ReadIds(sender.Field("sender_id") ?? default);
        return new(id, type, sender.Text("sender_type"), SenderNames.Of(sender));
    }

    /// <summary>Events name all the ids at once.</summary>
    public static (string? Id, string? Type) ReadIds(JsonElement ids)
    {
        foreach (var type in (ReadOnlySpan<string>)["open_id", "user_id", "union_id"])
        {
            if (ids.Text(type) is { } value)
            {
                return (value, type);
            }
        }

        return (null, null);
    }
}
