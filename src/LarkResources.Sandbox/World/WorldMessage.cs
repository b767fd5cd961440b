using System.Text.Json.Nodes;

namespace LarkResources.Sandbox.World;

/// <summary>One message of the simulated tenant, never changed after it is made.</summary>
internal sealed record WorldMessage(string Id, string ChatId, DateTimeOffset SentAt, string Kind, string Content)
{
    public WorldMessage(string id, string chatId, DateTimeOffset sentAt, string kind, JsonObject content)
        : this(id, chatId, sentAt, kind, JsonText.Write(content))
    {
    }

    /// <summary>A message with one file.</summary>
    public static WorldMessage OfFile(string id, string chatId, DateTimeOffset sentAt, WorldResource file) =>
        new(id, chatId, sentAt, "file", new JsonObject { ["file_key"] = file.Key, ["file_name"] = file.FileName }) { Resources = [file] };

    /// <summary>A message with one picture.</summary>
    public static WorldMessage OfPicture(string id, string chatId, DateTimeOffset sentAt, WorldResource picture) =>
        new(id, chatId, sentAt, "image", new JsonObject { ["image_key"] = picture.Key }) { Resources = [picture] };

    public string SenderId { get; init; } = "ou_sandbox_alice";

    public string? ThreadId { get; init; }

    public string? RootId { get; init; }

    /// <summary>Null for the root.</summary>
    public string? ParentId { get => field ?? RootId; init; }

    /// <summary>The people that the text names as <c>@_user_1</c> and so on, in this order.</summary>
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>The other one of a thread reply and its copy in the chat, or null.</summary>
    public SyncedMessage? Synced { get; init; }

    /// <summary>Its number in the chat, from 1; 0 until it is in an index. A reply has none of its own.</summary>
    public int Position { get; init; }

    /// <summary>Its number in the thread, from 0 for the root; null outside.</summary>
    public int? ThreadPosition { get; init; }

    /// <summary>The message that carries this one, for the children of a merged forward.</summary>
    public string? UpperMessageId { get; init; }

    /// <summary>True for a forward inside a forward whose messages only a call for it brings; clients disagree whether there is such a thing.</summary>
    public bool IsFolded { get; init; }

    public bool Deleted { get; init; }

    /// <summary>When it was edited, or null.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>What the resource call answers for every key of this message, instead of bytes.</summary>
    public int? ResourceCode { get; init; }

    public IReadOnlyList<WorldResource> Resources { get; init; } = [];

    /// <summary>Entries by folder key.</summary>
    public IReadOnlyDictionary<string, FolderEntry[]> Folders { get; init; } = new Dictionary<string, FolderEntry[]>();

    /// <summary>Other spellings of the content, by the value of <c>card_msg_content_type</c>.</summary>
    public IReadOnlyDictionary<string, JsonObject> ContentForms { get; init; } = new Dictionary<string, JsonObject>();

    /// <summary>What remains of it once its sender has taken it back.</summary>
    public WorldMessage Recalled() => this with
    {
        Content = "This message was recalled",
        ContentForms = new Dictionary<string, JsonObject>(),
        Deleted = true,
        Folders = new Dictionary<string, FolderEntry[]>(),
        ResourceCode = 230110,
        Resources = [],
    };
}
