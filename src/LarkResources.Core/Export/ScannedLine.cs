using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LarkResources.Export;

/// <summary>What an index has to know of a line of a manifest, found in its bytes. No object is made for a line of the usual form.</summary>
/// <remarks>
/// Here and wherever else each line of a manifest passes, the code is compiled in full at once: of a hundred thousand lines most have passed before the runtime
/// finds out by itself that it is worth it.
/// </remarks>
internal ref struct ScannedLine
{
    private static readonly byte[][] s_fields = [.. Enum.GetNames<Field>().Select(Word)];
    private static readonly byte[][] s_types = [.. Enum.GetNames<LarkResourceType>().Select(Word)];
    private static readonly byte[][] s_kinds = [.. Enum.GetNames<LarkResourceKind>().Select(Word)];
    private static readonly byte[][] s_statuses = [.. Enum.GetNames<ExportStatus>().Select(Word)];

    /// <summary>Their values begin with 1.</summary>
    private static readonly byte[][] s_identities = [.. Enum.GetNames<RefusedTo>().Select(Word)];

    public ScannedLine()
    {
    }

    /// <summary>In the order in which lines are written.</summary>
    private enum Field
    {
        V,
        MessageId,
        ChatId,
        ThreadId,
        FileKey,
        Type,
        Kind,
        Name,
        Path,
        Length,
        Sha256,
        ContentType,
        SenderId,
        SentAt,
        SavedAt,
        Status,
        Code,
        LogId,
        SenderName,
        Folder,
        Link,
        RefusedTo,
    }

    /// <summary>The version of the form of the line; 0 when it does not say, and then it is none of this module.</summary>
    public int V { get; private set; }

    public ReadOnlySpan<byte> MessageId { get; private set; }

    /// <summary>Empty for a line about a whole message too.</summary>
    public ReadOnlySpan<byte> FileKey { get; private set; }

    public bool HasFileKey { get; private set; }

    /// <summary>Where the path begins in the line, with its quote.</summary>
    public int PathStart { get; private set; }

    /// <summary>In bytes, with both quotes; 0 when the line has no path.</summary>
    public int PathLength { get; private set; }

    public LarkResourceKind? Kind { get; private set; }

    public ExportStatus Status { get; private set; }

    public bool HasCode { get; private set; }

    public RefusedTo? RefusedTo { get; private set; }

    public long? Length { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>Reads a line of the form that this module writes.</summary>
    /// <returns>False for any other line. It may be readable all the same, which <see cref="ManifestLine.TryRead"/> decides; what is read here means the same there.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryRead(ReadOnlySpan<byte> line, out ScannedLine scanned)
    {
        scanned = new();
        try
        {
            // The reader looks at the characters of a string only when it is asked for the string.
            return Utf8.IsValid(line) && scanned.TryTake(new Utf8JsonReader(line));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The same of a line that was read in full.</summary>
    public static ScannedLine Of(ManifestEntry entry, ReadOnlySpan<byte> line)
    {
        var (start, length) = entry.Path is null ? default : PathIn(line);
        return new()
        {
            V = entry.V,
            MessageId = Encoding.UTF8.GetBytes(entry.MessageId),
            FileKey = entry.FileKey is { } key ? Encoding.UTF8.GetBytes(key) : default,
            HasFileKey = entry.FileKey is not null,
            PathStart = start,
            PathLength = length,
            Kind = entry.Kind,
            Status = entry.Status,
            HasCode = entry.Code is not null,
            RefusedTo = entry.RefusedTo,
            Length = entry.Length,
            SentAt = entry.SentAt,
        };
    }

    /// <summary>True for a line about the resource.</summary>
    public readonly bool IsAbout(ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> fileKey, bool hasFileKey) =>
        HasFileKey == hasFileKey && MessageId.SequenceEqual(messageId) && FileKey.SequenceEqual(fileKey);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryTake(Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType is not JsonTokenType.StartObject)
        {
            return false;
        }

        for (var next = 0; json.Read() && json.TokenType is JsonTokenType.PropertyName; next++)
        {
            next = next < s_fields.Length && json.ValueSpan.SequenceEqual(s_fields[next]) ? next : PlaceOf(json.ValueSpan, s_fields);
            if (next < 0 || !json.Read() || !TryTake((Field)next, ref json))
            {
                return false;
            }
        }

        return json.TokenType is JsonTokenType.EndObject && !json.Read() && V > 0 && !MessageId.IsEmpty;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryTake(Field field, ref Utf8JsonReader json)
    {
        var isNull = json.TokenType is JsonTokenType.Null;
        switch (field)
        {
            case Field.V:
                return json.TokenType is JsonTokenType.Number && json.TryGetInt32(out var version) && (V = version) > 0;
            case Field.Length:
                Length = json.TokenType is JsonTokenType.Number && json.TryGetInt64(out var length) ? length : null;
                return isNull || Length is not null;
            case Field.Code:
                HasCode = json.TokenType is JsonTokenType.Number && json.TryGetInt32(out _);
                return isNull || HasCode;
            case Field.SentAt:
                SentAt = json.TokenType is JsonTokenType.String && json.TryGetDateTimeOffset(out var sent) ? sent : null;
                return isNull || SentAt is not null;
            case Field.SavedAt:
                return json.TokenType is JsonTokenType.String && json.TryGetDateTimeOffset(out _);
            case Field.Type:
                return isNull || IsWord(json, s_types, out _);
            case Field.Kind:
                Kind = IsWord(json, s_kinds, out var kind) ? (LarkResourceKind)kind : null;
                return isNull || Kind is not null;
            case Field.RefusedTo:
                RefusedTo = IsWord(json, s_identities, out var identity) ? (RefusedTo)(identity + 1) : null;
                return isNull || RefusedTo is not null;
            case Field.Status:
                return IsWord(json, s_statuses, out var status) && (Status = (ExportStatus)status) >= 0;
            case Field.MessageId:
                MessageId = json.ValueSpan;
                return json.TokenType is JsonTokenType.String && !json.ValueIsEscaped;
            case Field.FileKey:
                HasFileKey = !isNull;
                FileKey = isNull ? default : json.ValueSpan;
                return isNull || (json.TokenType is JsonTokenType.String && !json.ValueIsEscaped);
            case Field.Path:
                (PathStart, PathLength) = isNull ? default : ((int)json.TokenStartIndex, json.ValueSpan.Length + 2);
                return isNull || IsText(json);
            default:
                return isNull || IsText(json);
        }
    }

    private static bool IsWord(in Utf8JsonReader json, byte[][] words, out int place)
    {
        place = json.TokenType is JsonTokenType.String ? PlaceOf(json.ValueSpan, words) : -1;
        return place >= 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int PlaceOf(ReadOnlySpan<byte> word, byte[][] words)
    {
        for (var place = 0; place < words.Length; place++)
        {
            if (word.SequenceEqual(words[place]))
            {
                return place;
            }
        }

        return -1;
    }

    /// <exception cref="InvalidOperationException">An escape in it is half a character.</exception>
    private static bool IsText(in Utf8JsonReader json)
    {
        if (json.TokenType is not JsonTokenType.String || !json.ValueIsEscaped)
        {
            return json.TokenType is JsonTokenType.String;
        }

        var room = ArrayPool<char>.Shared.Rent(json.ValueSpan.Length);
        try
        {
            _ = json.CopyString(room);
            return true;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(room);
        }
    }

    /// <summary>Where the last path of a line stands that is known to be one.</summary>
    private static (int Start, int Length) PathIn(ReadOnlySpan<byte> line)
    {
        var found = (0, 0);
        var json = new Utf8JsonReader(line);
        json.Read();
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            var isPath = json.ValueTextEquals("path"u8);
            json.Read();
            if (isPath && json.TokenType is JsonTokenType.String)
            {
                found = ((int)json.TokenStartIndex, json.ValueSpan.Length + 2);
            }

            json.Skip();
        }

        return found;
    }

    private static byte[] Word(string name) => Encoding.UTF8.GetBytes(JsonNamingPolicy.CamelCase.ConvertName(name));
}
