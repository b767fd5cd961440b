using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>
/// The elements of posts and cards as Markdown. One reader for all forms: a simplified card has the elements of a post, and a raw card
/// has those of its sender with the fields one level down, in <c>property</c>.
/// </summary>
/// <param name="mentions">Names of people.</param>
/// <param name="card">The card, or null for a post.</param>
internal sealed class ElementText(MentionNames mentions, CardContent? card = null)
{
    private readonly MarkdownTags _tags = new(mentions);
    private readonly Dictionary<string, Dictionary<string, JsonElement>> _attached = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string Id, string Field), string?> _attachedTexts = [];

    private TextRoom Room => mentions.RoomForElements;

    /// <summary>Elements one below the other. A paragraph without text is an empty line.</summary>
    public string Blocks(JsonElement? elements)
    {
        if (elements is not { ValueKind: JsonValueKind.Array } all)
        {
            return string.Empty;
        }

        var lines = new List<string>(all.GetArrayLength());
        foreach (var element in all.EnumerateArray())
        {
            var text = Words(element);
            if (text.Length > 0 || element.ValueKind == JsonValueKind.Array)
            {
                lines.Add(text);
            }
        }

        return lines.Count == 1 ? lines[0] : string.Join('\n', lines);
    }

    /// <summary>What a text, an element, or a paragraph of elements says.</summary>
    public string Words(JsonElement? text) => text switch
    {
        { ValueKind: JsonValueKind.String } words => JsonFields.StringOf(words) ?? string.Empty,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { ValueKind: JsonValueKind.Array } paragraph => Inline(paragraph),
        { ValueKind: JsonValueKind.Object } element => Of(element, element.Text("tag")),
        _ => string.Empty,
    };

    private string Inline(JsonElement paragraph)
    {
        if (paragraph.GetArrayLength() == 1)
        {
            return Words(paragraph[0]);
        }

        // Takes its room from a pool: a chat has many paragraphs of many short elements.
        var line = new DefaultInterpolatedStringHandler(0, 0);
        var (last, isEnded) = ('\n', false);
        foreach (var element in paragraph.EnumerateArray())
        {
            var tag = element.Text("tag");
            var text = tag is null ? Words(element) : Of(element, tag);
            if (text.Length == 0)
            {
                continue;
            }

            var isBlock = tag is "code_block" or "hr" or "table" or "list" or "blockquote" or "heading";
            if ((isBlock || isEnded) && last != '\n')
            {
                line.AppendLiteral("\n");
            }

            line.AppendLiteral(text);
            (last, isEnded) = (text[^1], isBlock);
        }

        return line.ToStringAndClear();
    }

    /// <summary>Reading an element takes room too, whether it says something or not.</summary>
    private string Of(JsonElement element, string? tag) => Room.Take(1) ? Fitting(Read(element, tag)) : string.Empty;

    /// <summary>The text where there is room for it.</summary>
    private string Fitting(string text) => Room.Take(text.Length) ? text : string.Empty;

    private string Read(JsonElement element, string? tag)
    {
        var fields = Fields(element);
        switch (tag)
        {
            case "text" or "plain_text":
                return TextStyle.Apply(mentions.In(Plain(fields)), fields);
            case "md" or "markdown" or "lark_md" or "markdown_v1":
                return fields.Field("elements") is { ValueKind: JsonValueKind.Array } parts ? Inline(parts) : _tags.Resolve(Plain(fields));
            case "a" or "link":
                return TextStyle.Apply(Markdown.Link(Plain(fields), Address(fields)), fields);
            case "at":
                return TextStyle.Apply(At(fields), fields);
            case "at_all":
                return MentionNames.Everyone;
            case "emotion" or "emoji":
                return (PrintableText.OneLine(fields.Text("emoji_type")) ?? PrintableText.OneLine(fields.Text("key"))) is { } emotion ? $":{emotion}:" : string.Empty;
            case "img" or "image":
                return Image(fields);
            case "img_combination":
                return string.Join(' ', Items(fields, "img_list", "imgList").Select(Image));
            case "media" or "video" or "audio" or "file" or "folder" or "sticker":
                return FileText.Of(tag, fields);
            case "code_block":
                return Markdown.CodeBlock(fields.Text("language"), Code(fields));
            case "code_span":
                return Markdown.CodeSpan(Plain(fields));
            case "hr":
                return "---";
            case "br":
                return "\n";
            case "heading":
                return $"{new string('#', (int)Math.Clamp(fields.Whole("level") ?? 1, 1, 6))} {Plain(fields)}";
            case "blockquote":
                return Plain(fields) is { Length: > 0 } quoted ? Markdown.Prefixed(quoted, "> ") : string.Empty;
            case "list":
                return string.Join('\n', Items(fields, "items").Select(ListItem));
            case "table":
                return Table(fields);
            case "note":
                return string.Join(' ', Items(fields, "elements").Select(part => Words(part)).Where(text => text.Length > 0));
            case "local_datetime":
                return Moment(fields.Text("milliseconds")) ?? fields.Text("fallbackText") ?? string.Empty;
            case "person" or "avatar":
                return Person(fields.Text("userID") ?? fields.Text("user_id"));
            case "person_list":
                return string.Join(", ", Items(fields, "persons").Select(person => Person(person.Text("id"))).Where(name => name.Length > 0));
            case "chart":
                return FileText.Label(
                    "Chart", "图表", PrintableText.OneLine(Words((fields.Field("chart_spec") ?? fields.Field("chartSpec"))?.Field("title")?.Field("text"))));
            case "collapsible_panel":
                return Lines(Markdown.Bold(Words(fields.Field("header")?.Field("title"))), Blocks(fields.Field("elements")));
            case "fallback_text":
                var plain = Plain(fields);
                return CardStub.IsSentence(plain) ? string.Empty : Anything(fields, plain);
            case "custom_icon" or "standard_icon":
                return string.Empty;
            default:
                return ControlText.Of(tag, fields, this) ?? Anything(fields, Plain(fields));
        }
    }

    /// <summary>The fields of an element, wherever it has them.</summary>
    private static JsonElement Fields(JsonElement element) => element.Field("property") is { ValueKind: JsonValueKind.Object } property ? property : element;

    /// <summary>The text of an element, in the language of the UI culture where there are several.</summary>
    internal string Plain(JsonElement fields)
    {
        foreach (var name in (ReadOnlySpan<string>)["i18n_content", "i18nContent", "i18n"])
        {
            if (fields.Field(name) is { } languages && PreferredLanguage.Of(languages, one => one.ValueKind == JsonValueKind.String) is { } chosen)
            {
                return JsonFields.StringOf(chosen) ?? string.Empty;
            }
        }

        return (fields.Field("text") ?? fields.Field("content") ?? fields.Field("elements")) is { } text ? Words(text) : string.Empty;
    }

    internal static IEnumerable<JsonElement> Items(JsonElement fields, string name, string? other = null) =>
        (fields.Field(name) ?? (other is null ? null : fields.Field(other))) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : Enumerable.Empty<JsonElement>();

    /// <summary>The texts that are not empty, one below the other.</summary>
    internal static string Lines(params IReadOnlyList<string> lines)
    {
        string[] filled = [.. lines.Where(line => line.Length > 0)];
        return filled.Length == 1 ? filled[0] : string.Join('\n', filled);
    }

    /// <summary>Where an element leads: an address, or an object with one.</summary>
    internal static string? Address(JsonElement fields) =>
        fields.Text("href") ?? fields.Text("url") ?? fields.Text("default_url")
        ?? (fields.Field("url") ?? fields.Field("href") ?? fields.Field("multi_url"))?.Text("url");

    private string At(JsonElement fields)
    {
        var id = fields.Text("user_id") ?? fields.Text("userID") ?? fields.Text("id") ?? fields.Text("email");
        return mentions.NameOf(Attached("at_users", id, "mention_key")) is { } name
            ? "@" + name
            : mentions.At(id, fields.Text("user_name") ?? mentions.Shown(Attached("at_users", id, "content")) ?? fields.Text("text"));
    }

    private string Person(string? id) =>
        id is null ? string.Empty : mentions.Shown(Attached("persons", id, "content")) ?? mentions.NameOf(id) ?? PrintableText.OneLine(id) ?? string.Empty;

    /// <summary>What a raw card says about an id, beside its elements. Read once: many elements may name the same id.</summary>
    private string? Attached(string group, string? id, string field)
    {
        if (card is null || id is null)
        {
            return null;
        }

        if (!_attachedTexts.TryGetValue((group, id, field), out var text))
        {
            if (!_attached.TryGetValue(group, out var table))
            {
                _attached[group] = table = card.Attachment.Field(group)?.Table() ?? [];
            }

            _attachedTexts[(group, id, field)] = text = table.TryGetValue(id, out var value) ? value.Text(field) : null;
        }

        return text;
    }

    private string Image(JsonElement element)
    {
        if (Room.IsFull)
        {
            return string.Empty;
        }

        var fields = Fields(element);
        var name = Words(fields.Field("title")) is { Length: > 0 } title ? title : Words(fields.Field("alt"));
        var key = fields.Text("image_key") ?? fields.Text("img_key") ?? fields.Text("imgKey");
        if (fields.Text("imageID") is { } id)
        {
            key = card?.ImageKeys.GetValueOrDefault(id) ?? key ?? id;
        }

        return Fitting(key is null ? FileText.Label("Image", "图片", PrintableText.OneLine(name)) : Markdown.Image(name, key));
    }

    private static string Code(JsonElement fields)
    {
        // A raw card has its lines as lists of colored words.
        return fields.Text("text") ?? fields.Text("content")
            ?? string.Concat(Items(fields, "contents").SelectMany(line => Items(line, "contents")).Select(word => word.Text("content")));
    }

    private string ListItem(JsonElement item)
    {
        var mark = item.Text("type") is "ol" ? $"{item.Whole("order") ?? 1}." : "-";
        return $"{new string(' ', 2 * (int)Math.Clamp(item.Whole("level") ?? 0, 0, 10))}{mark} {Plain(item)}";
    }

    private string Table(JsonElement fields)
    {
        // What several columns show is read once, and however long a name is, it is looked up only where a row has it.
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var columns = Items(fields, "columns").Select(column =>
        {
            var name = column.Text("name") ?? string.Empty;
            places.TryAdd(name, places.Count);
            return (Place: places[name], Head: column.Text("display_name") ?? column.Text("displayName") ?? name);
        }).ToList();
        return columns.Count == 0
            ? string.Empty
            : Markdown.Table([[.. columns.Select(column => column.Head)], .. Items(fields, "rows").TakeWhile(_ => !Room.IsFull).Select(Row)]);

        IReadOnlyList<string> Row(JsonElement row)
        {
            var texts = new string?[places.Count];
            foreach (var (name, value) in row.Table())
            {
                if (places.TryGetValue(name, out var place))
                {
                    texts[place] = Cell(value);
                }
            }

            // Every cell takes room, also an empty one.
            return [.. columns.Select(column => Room.Take(3) && texts[column.Place] is { } text ? Fitting(text) : string.Empty)];
        }
    }

    private string Cell(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Object } raw when raw.Field("data") is { } data => Cell(data),
        { ValueKind: JsonValueKind.String } text => _tags.Resolve(JsonFields.StringOf(text) ?? string.Empty),
        { ValueKind: JsonValueKind.Array } tags => string.Join(", ", tags.EnumerateArray().Select(tag => Cell(tag))),
        { ValueKind: JsonValueKind.True or JsonValueKind.False } flag => flag.GetRawText(),
        _ => Words(value),
    };

    private static string? Moment(string? milliseconds) =>
        long.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var sent) ? MessageParser.Time(sent) is { } time ? FileText.Minute(time) : null : null;

    /// <summary>An element that is not known, or only holds others.</summary>
    private string Anything(JsonElement fields, string plain)
    {
        var text = Lines(Words(fields.Field("title")), plain);
        return Lines(
            text.Length > 0 ? text : Words(fields.Field("label") ?? fields.Field("placeholder")),
            Blocks(fields.Field("columns")),
            Blocks(fields.Field("fields")),
            Blocks(fields.Field("actions")),
            Words(fields.Field("extra")));
    }
}
