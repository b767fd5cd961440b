using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using LarkResources.Sandbox.Bytes;
using LarkResources.Sandbox.World;

namespace LarkResources.Tests.Simulation;

/// <summary>What must be true of an archive, told from the chat and the folder alone.</summary>
/// <param name="chat">The chat.</param>
internal sealed partial class ArchiveOracle(LivingChat chat)
{
    /// <summary>True for a resource that a run asks for.</summary>
    public static bool Wants(ExportOptions options, WorldMessage message, WorldResource resource) => options.Kinds.Contains(KindOf(resource.Key))
        && options.Filter?.Lets(new LarkResource
        {
            MessageId = message.Id,
            FileKey = resource.Key,
            Type = LarkResourceType.File,
            Kind = KindOf(resource.Key),
            Name = resource.Type == "image" ? null : resource.FileName,
            SenderId = message.SenderId,
        }) is not false;

    /// <summary>Holds after every run, however it ended.</summary>
    /// <param name="folder">The archive.</param>
    /// <param name="missing">Files that were taken away or damaged, and may not be back yet.</param>
    public void AssertConsistent(ArchiveFolder folder, IReadOnlySet<string> missing)
    {
        var resources = folder.Resources();
        var saved = resources.Values.Where(line => Text(line, "status") == "saved").ToDictionary(line => Text(line, "path")!, StringComparer.Ordinal);
        Assert.All(saved, line => Assert.True(missing.Contains(line.Key) || folder.IsProven(line.Value), $"'{line.Key}' is not what its line says."));
        foreach (var (key, line) in resources.Where(line => Text(line.Value, "status") == "saved"))
        {
            var resource = chat.StatesOf(key.MessageId).SelectMany(state => state.Resources).FirstOrDefault(resource => resource.Key == key.FileKey);
            Assert.True(resource is not null && Sha256(resource.Bytes) == Text(line, "sha256"), $"The chat never had what this line says, {resource?.Bytes.Length.ToString(CultureInfo.InvariantCulture) ?? "nothing"} bytes for {key}: {line}");
        }

        foreach (var lines in folder.Lines(ArchiveFolder.Messages).GroupBy(line => Text(line, "messageId")!))
        {
            var states = chat.StatesOf(lines.Key);
            var said = states.Select(state => Said(state)).ToList();
            Assert.All(lines, line => Assert.True(said.Contains(Said(line)), $"Message '{lines.Key}' never said {Said(line)}, but {string.Join(" and ", said)}."));
            var whole = lines.Select(line => Said(line) + " " + Keys(line)).ToList();
            Assert.True(whole.Distinct().Count() == whole.Count, $"Message '{lines.Key}' says the same twice: {string.Join(" and ", whole)}.");
        }
    }

    /// <summary>Holds after a calm run for everything.</summary>
    /// <param name="folder">The archive.</param>
    /// <param name="everything">What that run was for.</param>
    /// <param name="passedOver">Messages whose last change lies where, by the contract, only a run with -Full looks.</param>
    /// <param name="missing">Files that were taken away or damaged once; those that the chat no longer has cannot be fetched again.</param>
    /// <param name="wasKilled">True when a run was killed.</param>
    public void AssertWhole(ArchiveFolder folder, ExportOptions everything, IReadOnlySet<string> passedOver, IReadOnlySet<string> missing, bool wasKilled)
    {
        var resources = folder.Resources();
        var archived = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var line in folder.Lines(ArchiveFolder.Messages))
        {
            archived[Text(line, "messageId")!] = line;
        }

        foreach (var message in chat.Messages.Where(message => chat.IsListed(message) || everything.IncludeThread))
        {
            if (message.Synced is { } twin && archived.ContainsKey(twin.RelatedId) && !archived.ContainsKey(message.Id))
            {
                // Of a reply and its copy one is stored; that one is looked at when its turn comes.
                continue;
            }

            if (everything.IncludeMessage)
            {
                Assert.True(archived.TryGetValue(message.Id, out var line), $"Message '{message.Id}' ({message.Kind}) is not in the archive.");
                Assert.True(passedOver.Contains(message.Id) || Said(line) == Said(message), $"Message '{message.Id}' says {Said(line)} instead of {Said(message)}.");
                Assert.True(passedOver.Contains(message.Id) || Keys(line) == Keys(message), $"Message '{message.Id}' ({message.Kind}) names {Keys(line)} instead of {Keys(message)}.");
            }

            if (!message.Deleted && !passedOver.Contains(message.Id))
            {
                AssertResources(folder, resources, everything, message);
            }
        }

        Assert.All(resources, line => Assert.True(
            Text(line.Value, "status") != "failed" || (line.Key.FileKey is { } key && !everything.Kinds.Contains(KindOf(key))),
            $"{line.Value} has failed for ever."));
        Assert.All(folder.Files.Except(resources.Values.Select(line => Text(line, "path")).OfType<string>()).Except(missing), file => Assert.True(wasKilled && IsLeftByKill(folder, file), $"No line speaks of '{file}', of {new FileInfo(folder.Full(file)).Length} bytes and {File.GetLastWriteTimeUtc(folder.Full(file)):O}."));
        AssertConsistent(folder, missing.Where(file => resources.Any(line => Text(line.Value, "path") == file && !everything.Kinds.Contains(KindOf(line.Key.FileKey!)))).ToHashSet());
    }

    /// <summary>
    /// True for a file that got its name and, since a kill came between, no line: no later run was to bring it, or one gave its name to another of the same name
    /// that it asked for again. It is whole all the same.
    /// </summary>
    private bool IsLeftByKill(ArchiveFolder folder, string file)
    {
        if (file.EndsWith(".part", StringComparison.Ordinal))
        {
            // A small file has no journal. Without the time of its message nothing shows what it was to be; it has no byte but those of a resource.
            var held = File.ReadAllBytes(folder.Full(file));
            return chat.Messages.SelectMany(message => chat.StatesOf(message.Id)).SelectMany(state => state.Resources)
                .Any(resource => held.Length <= resource.Bytes.Length && held.Zip(Bytes(resource.Bytes)).All(pair => pair.First == 0 || pair.First == pair.Second));
        }

        var sha256 = ArchiveFolder.Sha256(folder.Full(file));
        return chat.Messages.SelectMany(message => chat.StatesOf(message.Id)).SelectMany(state => state.Resources).Any(resource => Sha256(resource.Bytes) == sha256);
    }

    private static void AssertResources(ArchiveFolder folder, IReadOnlyDictionary<ResourceKey, JsonElement> resources, ExportOptions everything, WorldMessage message)
    {
        foreach (var resource in message.Resources.Where(resource => Wants(everything, message, resource)))
        {
            var key = new ResourceKey(message.Id, resource.Key);
            Assert.True(resources.TryGetValue(key, out var line), $"No line for {key} of '{message.Id}' ({message.Kind}).");
            if (message.ResourceCode is { } code)
            {
                Assert.True(Text(line, "status") == "skipped" && line.GetProperty("code").GetInt32() == code, $"{line} instead of {code}");
            }
            else
            {
                Assert.True(Text(line, "sha256") == Sha256(resource.Bytes) && folder.IsProven(line), $"{line} instead of the bytes of {key}");
            }
        }
    }

    /// <summary>What a message says, in a form that a state of the chat and a line of the archive share.</summary>
    private string Said(WorldMessage message, string? upper = null) => string.Join(
        '|',
        message.Id,
        message.ChatId,
        message.ThreadId,
        message.RootId,
        message.ParentId,
        message.Position == 0 ? null : message.Position,
        Milliseconds(message.SentAt),
        message.UpdatedAt is { } updated ? Milliseconds(updated) : null,
        message.Deleted,
        message.SenderId,
        message.SenderId.StartsWith("cli_", StringComparison.Ordinal) ? "app" : "user",
        message.Kind,
        message.Deleted ? null : Token().Match(message.Content).Value,
        message.Synced is { Type: 1 } synced ? synced.RelatedId : null,
        message.Deleted || upper is not null ? null : string.Join(';', chat.Inside(message.Id).Select(inside => Said(inside, message.Id))));

    private static string Said(JsonElement line, bool isInside = false) => string.Join(
        '|',
        Text(line, "messageId"),
        Text(line, "chatId"),
        Text(line, "threadId"),
        Text(line, "rootId"),
        Text(line, "parentId"),
        line.GetProperty("position") is { ValueKind: JsonValueKind.Number } position ? position.GetInt32() : (int?)null,
        Milliseconds(line.GetProperty("sentAt").GetDateTimeOffset()),
        line.GetProperty("updatedAt") is { ValueKind: JsonValueKind.String } updated ? Milliseconds(updated.GetDateTimeOffset()) : null,
        line.GetProperty("deleted").GetBoolean(),
        Text(line, "senderId"),
        Text(line, "senderType"),
        Text(line, "type"),
        string.Join(' ', Token().Matches(Text(line, "text") ?? "").Select(token => token.Value)),
        Text(line, "syncedFrom"),
        isInside ? null : string.Join(';', line.GetProperty("forwarded").EnumerateArray().Select(inside => Said(inside, isInside: true))));

    private static string Keys(WorldMessage message) => string.Join(' ', message.Resources.Select(resource => resource.Key).Order(StringComparer.Ordinal));

    private static string Keys(JsonElement line) => string.Join(' ', line.GetProperty("resources").EnumerateArray().Select(key => key.GetString()).Order(StringComparer.Ordinal));

    private static string? Text(JsonElement line, string field) => line.GetProperty(field).GetString();

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static LarkResourceKind KindOf(string key) => key[..3] switch
    {
        "img" => LarkResourceKind.Image,
        "aud" => LarkResourceKind.Audio,
        "vid" => LarkResourceKind.Video,
        "cov" => LarkResourceKind.Cover,
        "stk" => LarkResourceKind.Sticker,
        _ => LarkResourceKind.File,
    };

    private static byte[] Bytes(ByteSource source)
    {
        var bytes = new byte[source.Length];
        source.Read(0, bytes);
        return bytes;
    }

    private static string Sha256(ByteSource source)
    {
        var bytes = Bytes(source);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    [GeneratedRegex("omliving[0-9i]+r[0-9]+e")]
    private static partial Regex Token();
}
