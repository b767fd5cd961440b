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

    /// <summary>In bytes: some hundred thousand threads and unread messages take. A longer file is of another origin.</summary>
    private const int LongestState = 64 << 20;

    /// <summary>Before a file in use is tried again, in milliseconds.</summary>
    private const int Pause = 50;

    private static readonly ExportStateJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = ManifestLine.Encoder,
        Converters = { ManifestLine.KindConverter },
    });

    public int V { get; init; } = CurrentVersion;

    public string? ChatId { get; init; }

    /// <summary>The name when it was last told; null when unknown.</summary>
    public string? ChatName { get; init; }

    /// <summary>group, topic or p2p when it was last told; null when unknown. It decides how threads are read.</summary>
    public string? ChatMode { get; init; }

    /// <summary>The time zone by whose days the files are filed; it stays, wherever the export is continued.</summary>
    public string? TimeZone { get; init; }

    /// <summary>How many resources the manifest had when this was last written.</summary>
    public int Resources { get; init; }

    /// <summary>How many messages were archived when this was last written; 0 while none are wanted.</summary>
    public int Messages { get; init; }

    /// <summary>How far the app has read the history; null before its first run has noted anything.</summary>
    public HistoryCheckpoint? App { get; init; }

    /// <summary>The same for a user, who may see another part of the chat.</summary>
    public HistoryCheckpoint? User { get; init; }

    /// <summary>True for the rest of one that could not be understood.</summary>
    [JsonIgnore]
    public bool IsDamaged { get; init; }

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
            if (JsonSerializer.Deserialize(bytes, Json.ExportCheckpoint) is { V: CurrentVersion, App: null or { IsWhole: true }, User: null or { IsWhole: true } } state)
            {
                return state is { App: null or { IsPossible: true }, User: null or { IsPossible: true } } ? state : state.WithoutHistory() with { IsDamaged = true };
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
                    hasMore |= reader.ValueTextEquals("chatId"u8) || reader.ValueTextEquals("app"u8) || reader.ValueTextEquals("user"u8);
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

    /// <summary>How far the app or a user has read the history.</summary>
    /// <param name="isUser">True for a user, false for the app.</param>
    public HistoryCheckpoint Of(bool isUser) => (isUser ? User : App) ?? new();

    /// <summary>The same with another history of the app or of a user.</summary>
    /// <param name="isUser">True for a user, false for the app.</param>
    /// <param name="history">The history.</param>
    public ExportCheckpoint With(bool isUser, HistoryCheckpoint history) => isUser ? this with { User = history } : this with { App = history };

    /// <summary>Without all that rests on archived messages that are gone: the history is read for them once more.</summary>
    public ExportCheckpoint WithoutMessages() => Both(history => history.WithoutMessages()) with { Messages = 0 };

    /// <summary>As if no thread had been read.</summary>
    public ExportCheckpoint WithoutThreads() => Both(history => history.WithoutThreads());

    /// <summary>Without all that rests on a manifest that has lost lines: what they spoke of would never be looked for again.</summary>
    public ExportCheckpoint WithoutHistory() => Both(history => history.Unseen()) with { Resources = 0 };

    private ExportCheckpoint Both(Func<HistoryCheckpoint, HistoryCheckpoint> change) => this with
    {
        App = App is null ? null : change(App),
        User = User is null ? null : change(User),
    };
}

/// <summary>What every form of the state has.</summary>
/// <param name="ChatId">The chat.</param>
internal sealed record ExportOwner(string? ChatId);

[JsonSerializable(typeof(ExportCheckpoint))]
[JsonSerializable(typeof(ExportOwner))]
internal sealed partial class ExportStateJson : JsonSerializerContext;
