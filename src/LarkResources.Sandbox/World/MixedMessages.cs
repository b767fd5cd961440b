using System.Globalization;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Bytes;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>The messages of a <see cref="MixedChat"/>; what a message is follows from its number and the seed alone.</summary>
internal sealed class MixedMessages(string chatId, int count, int seed)
{
    private const string Elsewhere = "oc_sandbox_elsewhere";
    private const long Seconds = 10 * 24 * 60 * 60;

    private static readonly DateTimeOffset Start = WorldTime.Of(-7, 0);
    private static readonly string[] Senders = ["ou_sandbox_alice", "ou_sandbox_li", "ou_sandbox_wang", "ou_sandbox_zoe"];

    private static readonly Lazy<byte[][]> Receipts = new(() => [.. Enumerable.Range(1, 16).Select(Artwork.Receipt)]);
    private static readonly Lazy<byte[][]> Voices = new(() => [.. Enumerable.Range(1, 5).Select(second => OggOpusVoice.Silence(TimeSpan.FromSeconds(second)))]);
    private static readonly Lazy<byte[]> Clip = new(Artwork.Clip);

    public IEnumerable<WorldMessage> All() => Enumerable.Range(1, count).SelectMany(At);

    private IEnumerable<WorldMessage> At(int number) => number switch
    {
        _ when number % 100 == 17 => [Message(number, "file", []).Recalled()],
        _ when number % 100 == 50 => Forward(number),
        _ when number % 250 == 5 => Thread(number),
        _ => [Single(number)],
    };

    private WorldMessage Single(int number)
    {
        if (number % 100 == 80)
        {
            var sticker = Picture(number, 1) with { Key = FileKey(number, 1), Type = "file" };
            return Message(number, "sticker", new JsonObject { ["file_key"] = sticker.Key }, sticker) with { ResourceCode = 234043 };
        }

        if (number % 400 == 160)
        {
            var length = (9L << 20) + Roll(number, 11) % ((11 << 20) + 1);
            return File(number, W.MixedMessageId(count, seed, number), WorldResource.Generated(FileKey(number, 1), Name(number), length, Pattern(number)));
        }

        int? refusal = number switch
        {
            _ when number % 200 == 33 => 234040,
            _ when number % 400 == 66 => 234043,
            _ when number % 300 == 99 => 230110,
            _ => null,
        };

        // What is refused holds something that could have been served.
        return Plain(number, (int)(refusal is null ? Roll(number, 1) % 100 : 30 + (Roll(number, 1) % 62))) with { ResourceCode = refusal };
    }

    private WorldMessage Plain(int number, int draw) => draw switch
    {
        < 30 => Text(number),
        < 60 => Image(number, W.MixedMessageId(count, seed, number), 1),
        < 80 => SmallFile(number, 0),
        < 86 => Voice(number),
        < 92 => Video(number),
        _ => Post(number),
    };

    private WorldMessage Text(int number) => Message(number, "text", new JsonObject { ["text"] = $"Message {number} 消息" });

    private WorldMessage Voice(int number)
    {
        var second = (int)(Roll(number, 2) % 5);
        var voice = WorldResource.File(FileKey(number, 1), null, Voices.Value[second], "audio/ogg");
        return Message(number, "audio", new JsonObject { ["file_key"] = voice.Key, ["duration"] = (second + 1) * 1000 }, voice);
    }

    private WorldMessage Video(int number)
    {
        var video = WorldResource.File(FileKey(number, 1), $"clip {number}.mp4", Clip.Value, "video/mp4");
        var cover = Picture(number, 2);
        var content = new JsonObject { ["file_key"] = video.Key, ["image_key"] = cover.Key, ["file_name"] = video.FileName, ["duration"] = 3000 };
        return Message(number, "media", content, video, cover);
    }

    private WorldMessage Post(int number)
    {
        WorldResource[] pictures = [.. Enumerable.Range(1, 1 + (int)(Roll(number, 3) % 3)).Select(part => Picture(number, part))];
        var file = Generated(number, pictures.Length + 1);
        var content = new JsonObject
        {
            ["title"] = $"Post {number} 帖子",
            ["content"] = new JsonArray([.. pictures.Select(picture => new JsonArray(RichContent.Picture(picture.Key)))]),
            ["files"] = new JsonArray(new JsonObject { ["file_key"] = file.Key, ["file_name"] = file.FileName, ["is_folder"] = false }),
        };
        return Message(number, "post", content, [.. pictures, file]);
    }

    private IEnumerable<WorldMessage> Forward(int number)
    {
        var upper = W.MixedMessageId(count, seed, number);
        WorldMessage[] inside = [Image(number, $"{upper}_1", 1), SmallFile(number, 2)];
        yield return new(upper, chatId, SentAt(number), "merge_forward", "Merged and Forwarded Message")
        {
            SenderId = Sender(number),
            Resources = [.. inside.SelectMany(message => message.Resources)],
        };
        foreach (var message in inside)
        {
            yield return message with { ChatId = Elsewhere, SentAt = Start.AddMinutes(number % 60 - 120), UpperMessageId = upper, ResourceCode = 234003 };
        }
    }

    /// <summary>A question and two answers: one at once, one on the next day.</summary>
    private IEnumerable<WorldMessage> Thread(int number)
    {
        var root = Text(number) with { ThreadId = SandboxWorld.MixedThreadPrefix + Numbers(number) };
        return
        [
            root,
            .. new[] { TimeSpan.FromMinutes(2), TimeSpan.FromHours(26) }.Select((after, index) =>
                SmallFile(number, index + 1) with { SentAt = root.SentAt + after, ThreadId = root.ThreadId, RootId = root.Id }),
        ];
    }

    private WorldMessage Image(int number, string id, int part) =>
        WorldMessage.OfPicture(id, chatId, SentAt(number), Picture(number, part)) with { SenderId = Sender(number) };

    private WorldMessage SmallFile(int number, int part)
    {
        var id = W.MixedMessageId(count, seed, number);
        return File(number, part == 0 ? id : $"{id}_{part}", Generated(number, part));
    }

    private WorldMessage File(int number, string id, WorldResource file) =>
        WorldMessage.OfFile(id, chatId, SentAt(number), file) with { SenderId = Sender(number) };

    private WorldMessage Message(int number, string kind, JsonObject content, params WorldResource[] resources) =>
        new(W.MixedMessageId(count, seed, number), chatId, SentAt(number), kind, content) { SenderId = Sender(number), Resources = resources };

    /// <summary>One in four is a PNG that others have too, the rest are JPEG files of their own.</summary>
    private WorldResource Picture(int number, int part)
    {
        var key = SandboxWorld.MixedImagePrefix + Numbers(number, part);
        var roll = Roll(number, 100 + part);
        return roll % 4 == 0
            ? WorldResource.Image(key, Receipts.Value[roll / 4 % 16])
            : WorldResource.Image(key, Artwork.Tiles(roll), "image/jpeg");
    }

    private WorldResource Generated(int number, int part)
    {
        var roll = Roll(number, 200 + part);
        long length = (roll % 16) switch { 0 => 0, 1 => 1, 2 => 1 << 16, _ => roll / 16 % ((1 << 16) + 1) };
        return WorldResource.Generated(FileKey(number, part), Name(number + part), length, Pattern(number + (part << 16)));
    }

    /// <summary>Ascending; numbers 3 to 6 of every twenty share a second.</summary>
    private DateTimeOffset SentAt(int number)
    {
        var later = number % 20 is > 3 and < 7 ? (number % 20) - 3 : 0;
        return Start.AddSeconds((number - later) * Seconds / (count + 1)).AddMilliseconds((later * 137) + (Roll(number, 5) % 100));
    }

    private string Name(int number) => MixedNames.Of(Roll(number, 6), number);

    private string Sender(int number) => Senders[Roll(number, 7) % Senders.Length];

    private int Pattern(int number) => (int)Roll(number, 8);

    private string FileKey(int number, int part) => SandboxWorld.MixedFilePrefix + Numbers(number, part);

    private string Numbers(int number) => string.Create(CultureInfo.InvariantCulture, $"{count}_{seed}_{number}");

    private string Numbers(int number, int part) => string.Create(CultureInfo.InvariantCulture, $"{Numbers(number)}_{part}");

    private uint Roll(int number, int purpose) => Dice.Roll(seed, number, purpose);
}
