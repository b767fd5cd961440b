using System.Text.Json;
using System.Text.Json.Serialization;
using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Text;

namespace LarkResources.Export;

/// <summary>What an export knows of a chat beyond its resources: how far the history was read.</summary>
internal sealed record ExportCheckpoint
{
    public const string FileName = "export.json";

    private const int CurrentVersion = 1;

    /// <summary>Of a file that a scanner or a copy holds, which takes no longer than a moment.</summary>
    private const int MostReads = 5;

    /// <summary>In bytes: more than a million threads and unread messages take. A longer file is of another origin.</summary>
    private const int LongestState = 64 << 20;

    /// <summary>Before a file in use is tried again, in milliseconds.</summary>
    private const int Pause = 50;

    /// <summary>
    /// How far behind the last complete point the next run begins. The platform lets people edit a message for a day; messages that come
    /// late and clocks that differ are far below that.
    /// </summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(25);

    /// <summary>The same where threads are read too, unless the caller says how far: a thread that is begun below an older message changes only that message.</summary>
    public static readonly TimeSpan ThreadOverlap = TimeSpan.FromDays(30);

    private static readonly ExportStateJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = ManifestLine.Encoder,
        Converters = { ManifestLine.KindConverter },
    });

    private readonly IReadOnlyList<string> _unreadThreads = [];

    public int V { get; init; } = CurrentVersion;

    public string? ChatId { get; init; }

    /// <summary>The name when it was last told; null when unknown.</summary>
    public string? ChatName { get; init; }

    /// <summary>group, topic or p2p when it was last told; null when unknown. It decides how threads are read.</summary>
    public string? ChatMode { get; init; }

    /// <summary>True where the history was last read as a person, false as an app: each may see another part of it. Null before, and in what earlier versions wrote.</summary>
    public bool? AsUser { get; init; }

    /// <summary>The time zone by whose days the files are filed; it stays, wherever the export is continued.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What has been read to its end.</summary>
    public IReadOnlyList<Coverage> Covered { get; init; } = [];

    /// <summary>The threads of the chat, each with the moment until which its replies were read; null where they are read from the beginning.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset?> Threads { get; init; } = new Dictionary<string, DateTimeOffset?>();

    /// <summary>Messages that could not be read, to be tried again.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Threads that could not be read when they were last tried.</summary>
    /// <remarks>Earlier versions did not write it, and what is not there is null to the generated reader.</remarks>
    public IReadOnlyList<string> UnreadThreads
    {
        get => _unreadThreads;
        init => _unreadThreads = [.. (value ?? []).Where(id => !string.IsNullOrEmpty(id))];
    }

    /// <summary>How many resources the manifest had when this was last written.</summary>
    public int Resources { get; init; }

    /// <summary>How many messages were archived when this was last written; 0 while none are wanted.</summary>
    public int Messages { get; init; }

    /// <summary>True for the rest of one that could not be understood.</summary>
    [JsonIgnore]
    public bool IsDamaged { get; init; }

    private bool IsWhole => Covered.All(known => known?.Kinds is not null) && Threads.Keys.Concat(Unread).All(id => !string.IsNullOrEmpty(id));

    /// <summary>False when it says that days to come were read, as after a run under a clock that was wrong: what is sent until then would never be looked for.</summary>
    private bool IsPossible => Covered.Select(known => (DateTimeOffset?)known.Until).Concat(Threads.Values)
        .All(until => until is not { } time || (time > DateTimeOffset.UnixEpoch && time - DateTimeOffset.UtcNow < Overlap));

    /// <summary>What an earlier run left; an empty state when there is none that can be understood, since then everything is read.</summary>
    /// <exception cref="LarkException">
    /// UnreadableManifest for one that a later version of the module wrote; UnreadableFile for one that cannot be read this time; FileExists for a file
    /// of that name which no export has written.
    /// </exception>
    public static ExportCheckpoint Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        ReadOnlySpan<byte> bytes = [];
        try
        {
            bytes = BytesIn(folder);
            if (bytes.IsEmpty)
            {
                return new();
            }

            ManifestLine.RefuseLater(ManifestLine.VersionOf(bytes), CurrentVersion, path);
            if (JsonSerializer.Deserialize(bytes, Json.ExportCheckpoint) is { V: CurrentVersion, Covered: not null, Threads: not null, Unread: not null } state && state.IsWhole)
            {
                return state.IsPossible ? state.WithoutUnknownFilters() : state.WithoutHistory() with { IsDamaged = true };
            }
        }
        catch (InvalidDataException)
        {
            throw NotFromExport(path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Damaged, or of another origin.
        }

        return MayBeOurs(bytes) ? new() { IsDamaged = true } : throw NotFromExport(path);
    }

    /// <summary>The chat that a folder says it is of, whatever version has written it; null where nothing says so.</summary>
    /// <exception cref="LarkException">UnreadableFile for a state that cannot be read this time.</exception>
    public static string? ChatIdIn(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(BytesIn(folder), Json.ExportOwner)?.ChatId;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or InvalidDataException)
        {
            return null;
        }
    }

    private static LarkException NotFromExport(string path) => LarkErrors.ForeignFile(LarkErrors.Localized(
        $"'{path}' does not look like a file of an export and is left as it is.", $"'{path}' 看起来不是导出写入的文件，已保持原样。"), path);

    /// <summary>True for what can be left of one of ours, and where there is nothing that could be lost.</summary>
    private static bool MayBeOurs(ReadOnlySpan<byte> bytes)
    {
        var text = bytes.Trim(" \t\r\n\0"u8);
        return text.IsEmpty || text.SequenceEqual("null"u8) || BeginsAsOurs(text) || HasOurProperties(text);
    }

    /// <summary>A power cut may have taken all but the beginning.</summary>
    private static bool BeginsAsOurs(ReadOnlySpan<byte> text)
    {
        foreach (var expected in new[] { "{", "\"v\"", ":" })
        {
            var length = Math.Min(expected.Length, text.Length);
            for (var at = 0; at < length; at++)
            {
                if (text[at] != expected[at])
                {
                    return at == 0 && expected[0] == '"' && text.SequenceEqual("}"u8);
                }
            }

            text = text[length..].TrimStart(" \t\r\n"u8);
        }

        return text.IsEmpty || char.IsAsciiDigit((char)text[0]);
    }

    /// <summary>An editor may have put the properties in another order.</summary>
    private static bool HasOurProperties(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, state: default);
        var (hasVersion, hasMore) = (false, false);
        try
        {
            while (!(hasVersion && hasMore) && reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                {
                    hasMore |= reader.ValueTextEquals("chatId"u8) || reader.ValueTextEquals("covered"u8) || reader.ValueTextEquals("threads"u8) || reader.ValueTextEquals("unread"u8);
                    hasVersion |= reader.ValueTextEquals("v"u8) && reader.Read() && reader.TokenType is JsonTokenType.Number;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Nothing behind this place can be told.
        }

        return hasVersion && hasMore;
    }

    /// <summary>The file without what an editor has put before it; nothing where there is none.</summary>
    private static ReadOnlySpan<byte> BytesIn(string folder)
    {
        var path = Path.Combine(folder, FileName);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return WellFormedJson.WithoutPreamble(PlainFile.ReadAllBytes(path, LongestState));
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return [];
            }
            catch (Exception e) when (FileFault.Is(e))
            {
                // Taken for none, it would be written over.
                if (attempt == MostReads || e is NotPlainFileException)
                {
                    throw LarkErrors.Unreadable(path, e);
                }

                Thread.Sleep(Pause);
            }
        }
    }

    /// <exception cref="LarkException">WriteFailed, or as <see cref="Read"/> for what another program has put there meanwhile; what was there before is still there.</exception>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        _ = Read(folder);
        try
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(this, Json.ExportCheckpoint);
            if (bytes.Length > LongestState)
            {
                throw LarkErrors.Local(
                    ModuleErrors.WriteFailed, LarkErrors.Localized($"'{path}' would be {bytes.Length} bytes long; an export reads back {LongestState} at most.", $"'{path}' 将有 {bytes.Length} 字节，而导出最多只能读回 {LongestState} 字节。"), path,
                    recommendation: LarkErrors.Localized("Export this chat to a new destination.", "请将该会话导出到新的目标文件夹。"));
            }

            AtomicFile.Write(path, bytes);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.WriteFailed(path, e);
        }
    }

    /// <summary>True where the file holds this state and nothing else.</summary>
    public bool IsIn(string folder)
    {
        try
        {
            return PlainFile.ReadAllBytes(Path.Combine(folder, FileName), LongestState).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(this, Json.ExportCheckpoint));
        }
        catch (Exception e) when (FileFault.Is(e) || e is InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>What was read before and reaches into the window, when the window begins inside it; null when everything has to be read.</summary>
    public Coverage? ContinuedBy(ExportOptions selection) => selection.Full ? null : Covered
        .Where(known => known.Reaches(selection))
        .MaxBy(known => known.Until);

    /// <summary>True when nothing was ever asked for that is not asked for now: what is read now need not be read again for the sake of another run.</summary>
    public bool IsIncludedIn(ExportOptions selection) => Covered.All(known => known.Kinds.All(selection.Kinds.Contains)
        && (selection.IncludeMessage || !known.Messages) && (selection.Filter is null || selection.Filter.Signature == known.Filter));

    /// <summary>The same for threads and the window too: such a run settles whatever earlier ones have left open.</summary>
    public bool IsAllIncludedIn(ExportOptions selection) => IsIncludedIn(selection) && Covered.All(known => (selection.IncludeThread || !known.Threads)
        && (selection.Since is not { } since || known.From >= since) && (selection.Until is not { } until || known.Until <= until));

    /// <summary>Without all that rests on archived messages that are gone: the history is read for them once more.</summary>
    public ExportCheckpoint WithoutMessages() => this with { Messages = 0, Covered = [.. Covered.Select(known => known with { Messages = false })] };

    /// <summary>As if no thread had been read: the replies of a topic chat came with its history, those of a group do not, so each thread has to be found again by its first message.</summary>
    public ExportCheckpoint WithoutThreads() => this with { Covered = [.. Covered.Select(known => known with { Threads = false })] };

    /// <summary>Without what was read through a filter that an earlier version has named in a way that fits others too.</summary>
    private ExportCheckpoint WithoutUnknownFilters() => Covered.All(known => ResourceFilter.IsKnown(known.Filter))
        ? this
        : this with { Covered = [.. Covered.Where(known => ResourceFilter.IsKnown(known.Filter))] };

    /// <summary>Without all that rests on a manifest that has lost lines: what they spoke of would never be looked for again.</summary>
    public ExportCheckpoint WithoutHistory() => Unseen() with { Resources = 0 };

    /// <summary>As if nothing had been read; what is there is known all the same.</summary>
    public ExportCheckpoint Unseen() => this with { Covered = [], Threads = Threads.ToDictionary(thread => thread.Key, _ => (DateTimeOffset?)null) };

    /// <summary>The state after a window was read to its end.</summary>
    public ExportCheckpoint With(Coverage read)
    {
        if (read.From > read.Until || read.Until <= DateTimeOffset.UnixEpoch)
        {
            // A window of days to come, or of a time before there were messages: nothing was read.
            return this;
        }

        var apart = new List<Coverage>();
        foreach (var known in Covered)
        {
            if (known.TryJoin(read) is { } joined)
            {
                read = joined;
            }
            else
            {
                apart.Add(known);
            }
        }

        return this with { Covered = [.. apart, read] };
    }
}

/// <summary>What every form of the state has.</summary>
/// <param name="ChatId">The chat.</param>
internal sealed record ExportOwner(string? ChatId);

[JsonSerializable(typeof(ExportCheckpoint))]
[JsonSerializable(typeof(ExportOwner))]
internal sealed partial class ExportStateJson : JsonSerializerContext;
