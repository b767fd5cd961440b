using System.Globalization;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.World;
using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Simulation;

/// <summary>What people do in a <see cref="LivingChat"/>: they write, answer, edit and recall.</summary>
/// <param name="chat">Where.</param>
/// <param name="random">Chooses.</param>
/// <param name="reach">How old a message may be that is edited or recalled.</param>
/// <param name="threadReach">How old a message may be below which a thread begins.</param>
internal sealed class ChatPeople(LivingChat chat, Random random, TimeSpan reach, TimeSpan threadReach)
{
    public static readonly string[] Senders = ["ou_sandbox_alice", "ou_sandbox_li", "ou_sandbox_wang", "cli_sandbox_approvals"];

    /// <summary>The recalled ones carry no content; a thread does not lose its first message, and of a reply and its copy neither is changed: what then becomes of the other, the documents do not say.</summary>
    private readonly HashSet<string> _unchanging = new(StringComparer.Ordinal);

    /// <summary>When a message was last changed by anybody.</summary>
    private readonly Dictionary<string, DateTimeOffset> _changed = new(StringComparer.Ordinal);

    private string _act = "";
    private int _count;

    /// <summary>Messages that are not any more what they were when they were sent, each with the moment of its last change.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Changed => _changed;

    /// <summary>Somebody does something.</summary>
    /// <returns>What it was.</returns>
    public string Act(DateTimeOffset now)
    {
        _act = "nothing";
        switch (random.Next(12))
        {
            case 0 or 1:
                Edit(now);
                break;
            case 2:
                Recall(now);
                break;
            case 3 or 4:
                Reply(now);
                break;
            default:
                Add(Any(now));
                break;
        }

        return _act;
    }

    /// <summary>A new text or a new post, perhaps without a picture that was in it, perhaps with one more.</summary>
    private void Edit(DateTimeOffset now)
    {
        if (Pick(message => message.Kind is "text" or "post" && message.ResourceCode is null && now - message.SentAt <= reach) is not { } message)
        {
            return;
        }

        var revision = chat.StatesOf(message.Id).Count;
        WorldResource[] kept = [.. message.Resources.Where(_ => !random.OneIn(4))];
        var after = message.Kind == "text" && random.OneIn(2)
            ? Text(message.Id, message.SentAt, revision)
            : Post(message.Id, message.SentAt, revision, random.OneIn(2) ? [.. kept, Picture()] : kept);
        Change(message with { Kind = after.Kind, Content = after.Content, Resources = after.Resources, UpdatedAt = now }, now);
    }

    private void Recall(DateTimeOffset now)
    {
        if (Pick(message => now - message.SentAt <= reach) is { } message)
        {
            _unchanging.Add(message.Id);
            Change(message.Recalled() with { UpdatedAt = now }, now);
        }
    }

    /// <summary>An answer: quoted in the chat, or in a thread, also an old one.</summary>
    private void Reply(DateTimeOffset now)
    {
        if (!chat.IsTopicChat && random.OneIn(3))
        {
            if (Pick(message => chat.IsListed(message)) is { } quoted)
            {
                Add(Any(now) with { RootId = quoted.RootId ?? quoted.Id, ParentId = quoted.Id });
            }

            return;
        }

        var roots = chat.Messages.Where(message => message is { ThreadId: not null, RootId: null, Deleted: false }).ToArray();
        var root = roots.Length > 0 && !random.OneIn(3)
            ? random.Pick<WorldMessage>(roots)
            : Pick(message => message is { ThreadId: null, RootId: null } && now - message.SentAt <= threadReach);
        if (root is null)
        {
            return;
        }

        _unchanging.Add(root.Id);
        if (root.ThreadId is null)
        {
            // In a topic chat every message is the first of its thread from the beginning.
            root = root with { ThreadId = "omt_living_" + root.Id };
            Change(root, now);
        }

        if (random.OneIn(8) && !chat.IsTopicChat)
        {
            AddWithCopy(now, root);
            return;
        }

        Add(Any(now) with { ThreadId = root.ThreadId, RootId = root.Id, ParentId = root.Id });
    }

    /// <summary>A reply that was also sent to the chat: two messages, with a key each.</summary>
    private void AddWithCopy(DateTimeOffset now, WorldMessage root)
    {
        var reply = File(NextId(), now);
        var copy = FileOf(NextId(), now, reply.Resources[0] with { Key = Key("file") });
        _unchanging.UnionWith([reply.Id, copy.Id]);
        chat.Add(reply with { ThreadId = root.ThreadId, RootId = root.Id, ParentId = root.Id, Synced = new(2, copy.Id, root.ThreadId!) });
        chat.Add(copy with { SenderId = reply.SenderId, Synced = new(1, reply.Id, root.ThreadId!) });
    }

    private void Add(WorldMessage message)
    {
        _act = Described("new", message);
        message = chat.IsTopicChat && message.ThreadId is null ? message with { ThreadId = "omt_living_" + message.Id } : message;
        if (message.Kind != "merge_forward")
        {
            chat.Add(message);
            return;
        }

        var inside = Enumerable.Range(1, random.Next(1, 4)).Select(number => Inside($"{message.Id}i{number}", message)).ToArray();
        chat.Add(message with { Resources = [.. inside.SelectMany(each => each.Resources)] }, inside);
    }

    private WorldMessage Inside(string messageId, WorldMessage forward)
    {
        var message = random.Next(3) switch
        {
            0 => Text(messageId, forward.SentAt.AddHours(-3), 0),
            1 => PictureOf(messageId, forward.SentAt.AddHours(-2), Picture()),
            _ => File(messageId, forward.SentAt.AddHours(-1)),
        };
        return message with { ChatId = "oc_elsewhere", UpperMessageId = forward.Id, ResourceCode = 234003 };
    }

    private WorldMessage Any(DateTimeOffset now)
    {
        var message = NextId();
        var any = random.Next(20) switch
        {
            < 5 => Text(message, now, 0),
            < 9 => Post(message, now, 0, [.. Enumerable.Range(0, random.Next(3)).Select(_ => Picture())]),
            < 12 => PictureOf(message, now, Picture()),
            < 15 => File(message, now),
            15 => Of(message, now, "audio", new JsonObject { ["file_key"] = Key("aud"), ["duration"] = 1000 }, "audio/ogg"),
            16 => Video(message, now),
            17 => new(message, chat.Id, now, "merge_forward", "Merged and Forwarded Message"),
            18 => Folder(message, now),
            _ => Of(message, now, "sticker", new JsonObject { ["file_key"] = Key("stk") }, "image/png") with { ResourceCode = 234043 },
        };
        return any with
        {
            SenderId = random.Pick<string>(Senders),
            ResourceCode = any.ResourceCode ?? (any.Resources.Count > 0 && any.Kind != "folder" && random.OneIn(25) ? 234040 : null),
        };
    }

    private WorldMessage Text(string messageId, DateTimeOffset at, int revision) =>
        new(messageId, chat.Id, at, "text", new JsonObject { ["text"] = $"@_user_1 {Token(messageId, revision)} 消息" }) { Mentions = ["ou_sandbox_zoe"] };

    private WorldMessage Post(string messageId, DateTimeOffset at, int revision, WorldResource[] resources)
    {
        var pictures = resources.Where(resource => resource.Type == "image").ToArray();
        WorldResource[] files = [.. resources.Except(pictures), .. revision == 0 && random.OneIn(3) ? [Attachment()] : Array.Empty<WorldResource>()];
        var content = new JsonObject
        {
            ["title"] = random.OneIn(2) ? "Title 帖子" : "",
            ["content"] = new JsonArray(
            [
                new JsonArray(new JsonObject { ["tag"] = "text", ["text"] = Token(messageId, revision) }),
                .. pictures.Select(picture => new JsonArray(new JsonObject { ["tag"] = "img", ["image_key"] = picture.Key })),
            ]),
            ["files"] = new JsonArray([.. files.Select(file => new JsonObject { ["file_key"] = file.Key, ["file_name"] = file.FileName, ["is_folder"] = false })]),
        };
        return new(messageId, chat.Id, at, "post", content) { Resources = [.. pictures, .. files] };
    }

    private WorldMessage File(string messageId, DateTimeOffset at) => FileOf(messageId, at, Attachment());

    private WorldMessage FileOf(string messageId, DateTimeOffset at, WorldResource file) => WorldMessage.OfFile(messageId, chat.Id, at, file);

    private WorldMessage PictureOf(string messageId, DateTimeOffset at, WorldResource picture) => WorldMessage.OfPicture(messageId, chat.Id, at, picture);

    private WorldMessage Of(string messageId, DateTimeOffset at, string kind, JsonObject content, string contentType) =>
        new(messageId, chat.Id, at, kind, content) { Resources = [WorldResource.File((string)content["file_key"]!, null, Bytes(), contentType)] };

    private WorldMessage Video(string messageId, DateTimeOffset at)
    {
        var (video, cover) = (WorldResource.File(Key("vid"), "clip.mp4", Bytes(), "video/mp4"), WorldResource.Image(Key("cov"), Bytes()));
        return new(messageId, chat.Id, at, "media", new JsonObject { ["file_key"] = video.Key, ["image_key"] = cover.Key, ["file_name"] = video.FileName, ["duration"] = 3000 }) { Resources = [video, cover] };
    }

    private WorldMessage Folder(string messageId, DateTimeOffset at)
    {
        var (key, files) = (Key("fld"), Enumerable.Range(0, random.Next(4)).Select(_ => Attachment()).ToArray());
        return new(messageId, chat.Id, at, "folder", new JsonObject { ["file_key"] = key, ["file_name"] = "Sent" })
        {
            Resources = files,
            Folders = new Dictionary<string, FolderEntry[]> { [key] = [.. files.Select(file => new FolderEntry(file.Key, file.FileName!))] },
        };
    }

    private WorldResource Picture() => WorldResource.Image(Key("img"), Bytes());

    private WorldResource Attachment() => WorldResource.File(Key("file"), random.Pick("report.pdf", "REPORT.pdf", "发票.pdf", "scan.txt", "notes.txt", "README", "all.zip"), Bytes());

    private byte[] Bytes() => random.Bytes(random.OneIn(12) ? 0 : random.Next(3000));

    private void Change(WorldMessage message, DateTimeOffset now)
    {
        _changed[message.Id] = now;
        _act = Described("changes", message);
        chat.Change(message);
    }

    private static string Described(string act, WorldMessage message) =>
        $"{act}: {message.Id} {message.Kind} of {message.SenderId} {message.ThreadId} {(message.Deleted ? "recalled" : "")} {string.Join(' ', message.Resources.Select(resource => $"{resource.Key}={resource.FileName}"))} {message.ResourceCode}";

    private WorldMessage? Pick(Func<WorldMessage, bool> condition)
    {
        var messages = chat.Messages.Where(message => !message.Deleted && !_unchanging.Contains(message.Id) && condition(message)).ToArray();
        return messages.Length == 0 ? null : random.Pick<WorldMessage>(messages);
    }

    /// <summary>Acts of one moment would make an order that only the server knows: the caller lets time pass between them.</summary>
    private string NextId() => "om_living_" + Number();

    private string Key(string kind) => $"{kind}_v3_living_{Number()}";

    private string Number() => (++_count).ToString(CultureInfo.InvariantCulture);

    /// <summary>A word that only this state of this message has, and that needs no escape in Markdown.</summary>
    private static string Token(string messageId, int revision) => string.Create(CultureInfo.InvariantCulture, $"{messageId.Replace("_", "", StringComparison.Ordinal)}r{revision}e");
}
