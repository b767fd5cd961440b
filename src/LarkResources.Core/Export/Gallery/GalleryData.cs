using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using LarkResources.Errors;

namespace LarkResources.Export.Gallery;

/// <summary>The block of data in the page: the items as rows of an array, shared strings by their place. data.js reads it.</summary>
internal sealed class GalleryData
{
    /// <summary>Items between two flushes: the block is not held in memory as a whole.</summary>
    private const int ItemsAtOnce = 512;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(Readable()) };

    private readonly IReadOnlyList<GalleryChat> _chats;
    private readonly (int Chat, ManifestEntry Entry, GalleryPath? Path)[] _items;
    private readonly SharedStrings _kinds = new();
    private readonly SharedStrings _senders = new();
    private readonly SharedStrings _directories = new();
    private readonly SharedStrings _types = new();
    private readonly SharedStrings _statuses = new();

    public GalleryData(IReadOnlyList<GalleryChat> chats)
    {
        _chats = chats;
        _statuses.PlaceOf(Word(ExportStatus.Saved));
        _items =
        [
            .. chats
                .SelectMany((chat, index) => chat.Entries.Select(entry =>
                    (Chat: index, Entry: entry, Path: entry.Status is ExportStatus.Saved ? GalleryPath.Of(entry.Path) : null)))
                .OrderBy(item => item.Entry.SentAt ?? DateTimeOffset.MinValue)
                .ThenBy(item => item.Chat)
                .ThenBy(item => item.Entry.MessageId, StringComparer.Ordinal)
                .ThenBy(item => item.Entry.FileKey, StringComparer.Ordinal),
        ];
        foreach (var (_, entry, path) in _items)
        {
            _kinds.PlaceOf(Word(entry.Kind));
            _senders.PlaceOf(entry.SenderId);
            _directories.PlaceOf(path?.Directory);
            _types.PlaceOf(entry.ContentType);
            _statuses.PlaceOf(Word(entry.Status));
        }
    }

    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var json = new Utf8JsonWriter(stream, Options);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            WriteShared(json);
            json.WriteStartArray("items");
            for (var i = 0; i < _items.Length; i++)
            {
                WriteItem(json, _items[i].Chat, _items[i].Entry, _items[i].Path);
                if (i % ItemsAtOnce == 0)
                {
                    await json.FlushAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private void WriteShared(Utf8JsonWriter json)
    {
        json.WriteStartArray("chats");
        foreach (var chat in _chats)
        {
            WriteStrings(json, [chat.Name, chat.Id, chat.Folder]);
        }

        json.WriteEndArray();
        foreach (var (name, strings) in new[]
        {
            ("kinds", _kinds), ("senders", _senders), ("directories", _directories), ("types", _types), ("statuses", _statuses),
        })
        {
            json.WritePropertyName(name);
            WriteStrings(json, strings.Values);
        }

        json.WriteStartObject("codes");
        foreach (var code in _items.Select(item => item.Entry.Code).OfType<int>().Distinct().Order())
        {
            var row = ErrorCatalogue.ForCode(code, null);
            json.WritePropertyName(code.ToString(CultureInfo.InvariantCulture));
            WriteStrings(json, [row.Meaning, row.Recommendation, row.MeaningChinese, row.RecommendationChinese]);
        }

        json.WriteEndObject();
    }

    /// <summary>Chat, kind, sender, seconds, directory, file, name (0 when it is that of the file), length, type, message; then status, code, log id unless saved.</summary>
    private void WriteItem(Utf8JsonWriter json, int chat, ManifestEntry entry, GalleryPath? path)
    {
        json.WriteStartArray();
        json.WriteNumberValue(chat);
        json.WriteNumberValue(_kinds.PlaceOf(Word(entry.Kind)));
        json.WriteNumberValue(_senders.PlaceOf(entry.SenderId));
        WriteNumber(json, entry.SentAt?.ToUnixTimeSeconds());
        json.WriteNumberValue(_directories.PlaceOf(path?.Directory));
        json.WriteStringValue(path?.File);
        if (entry.Name is null || entry.Name == path?.File)
        {
            json.WriteNumberValue(0);
        }
        else
        {
            json.WriteStringValue(entry.Name);
        }

        json.WriteNumberValue(entry.Length ?? -1);
        json.WriteNumberValue(_types.PlaceOf(entry.ContentType));
        json.WriteStringValue(entry.MessageId);
        if (entry.Status is not ExportStatus.Saved)
        {
            json.WriteNumberValue(_statuses.PlaceOf(Word(entry.Status)));
            WriteNumber(json, entry.Code);
            json.WriteStringValue(entry.LogId);
        }

        json.WriteEndArray();
    }

    /// <summary>Chinese stays Chinese. The encoder itself escapes &lt;, &gt;, &amp;, quotes and U+2028, so that nothing can end the block.</summary>
    private static TextEncoderSettings Readable()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        foreach (var (first, last) in new[] { ('\u061C', '\u061C'), ('\u200B', '\u200F'), ('\u202A', '\u202E'), ('\u2060', '\u206F'), ('\uFEFF', '\uFEFF') })
        {
            // Marks of direction and of no width: who reads the source must not be deceived either.
            settings.ForbidCharacters([.. Enumerable.Range(first, last - first + 1).Select(code => (char)code)]);
        }

        return settings;
    }

    private static void WriteNumber(Utf8JsonWriter json, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteStrings(Utf8JsonWriter json, IEnumerable<string> strings)
    {
        json.WriteStartArray();
        foreach (var text in strings)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>As the manifest writes it.</summary>
    private static string? Word(Enum? value) => value is null ? null : JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
