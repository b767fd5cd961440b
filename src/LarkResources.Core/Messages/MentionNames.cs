using System.Runtime.CompilerServices;
using LarkResources.Models;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Puts names where a content has keys of people, such as <c>@_user_1</c>.</summary>
/// <param name="mentions">Who is mentioned.</param>
/// <param name="contentLength">Of the content that they are put into, in characters.</param>
internal sealed class MentionNames(IReadOnlyList<Mention> mentions, int contentLength)
{
    private const string Sign = "@_";

    // "@_user_" and a number.
    private const int LongestKey = 40;

    /// <summary>In characters, far more than an id or a key has. A longer one is not looked up: many elements may name it, and each would hash it.</summary>
    private const int LongestId = 1024;

    // Few messages have more, and to look through a few is quicker than to make a table of them.
    private const int Few = 8;

    /// <summary>In characters, many times what a name has that people see in a client.</summary>
    private const int LongestName = 256;

    // Most texts mention no one.
    private TextRoom? _room;
    private TextRoom? _roomForElements;
    private Dictionary<string, Mention>? _byKey;
    private Dictionary<string, Mention>? _byAny;

    /// <summary>For the elements between which the names stand, counted at each level of theirs.</summary>
    public TextRoom RoomForElements => _roomForElements ??= new(1000 + (16L * contentLength));

    private TextRoom Room => _room ??= new(2000 + (8L * contentLength));

    /// <summary>Everyone in the chat.</summary>
    public static string Everyone => UiText.Of("@all", "@所有人");

    /// <summary>The text with names in it.</summary>
    public string In(string text)
    {
        var at = text.IndexOf(Sign, StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        // Takes its room from a pool: most mentions stand in short texts, of which there are many.
        var result = new DefaultInterpolatedStringHandler(0, 0);
        var from = 0;
        while (at >= 0)
        {
            var next = at + Sign.Length;
            if (KeyAt(text, at) is { } found)
            {
                result.AppendFormatted(text.AsSpan(from, at - from));
                result.AppendLiteral(found.Shown);
                from = next = at + found.Length;
            }

            at = text.IndexOf(Sign, next, StringComparison.Ordinal);
        }

        result.AppendFormatted(text.AsSpan(from));
        return result.ToStringAndClear();
    }

    /// <summary>One mention, from what an element says of it.</summary>
    /// <param name="id">A key, an id, or <c>all</c>.</param>
    /// <param name="name">The name that stands beside it, or null.</param>
    public string At(string? id, string? name)
    {
        if (id is "all" or "@_all" or "@all")
        {
            return Everyone;
        }

        var known = Find(id);
        return (Shown(known?.Name) ?? Shown(name) ?? Shown(known?.Id) ?? PrintableText.OneLine(id)) is { } shown
            ? shown.StartsWith('@') ? shown : "@" + shown
            : string.Empty;
    }

    /// <summary>The name of a person, by key or id, or null when the message does not mention them.</summary>
    public string? NameOf(string? id) => Shown(Find(id)?.Name);

    /// <summary>What is put in for a mention; null where there is nothing to see, or no room for it.</summary>
    public string? Shown(string? name)
    {
        // However long it is, and however often it stands there, only its beginning is looked at.
        if (Room.IsFull || PrintableText.OneLine(name is { Length: > 2 * LongestName } ? name[..(2 * LongestName)] : name) is not { } line)
        {
            return null;
        }

        line = line.Length <= LongestName ? line : line[..(LongestName - (char.IsHighSurrogate(line[LongestName - 1]) ? 1 : 0))] + '…';
        return Room.Take(line.Length) ? line : null;
    }

    /// <summary>By key or id, whichever comes first.</summary>
    private Mention? Find(string? id) =>
        string.IsNullOrEmpty(id) || id.Length > LongestId ? null
        : mentions.Count > Few ? (_byAny ??= Table(static mention => [mention.Key, mention.Id])).GetValueOrDefault(id)
        : mentions.FirstOrDefault(mention => mention.Key == id || mention.Id == id);

    private (string Shown, int Length)? KeyAt(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && end - at < LongestKey && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        for (var length = end - at; length > Sign.Length; length--)
        {
            // Text may follow without a blank, but a digit belongs to the number: @_user_1 is not the beginning of @_user_12 (findings/openclaw-lark-ten-mentions.sh).
            if (length < end - at && char.IsAsciiDigit(text[at + length]) && char.IsAsciiDigit(text[at + length - 1]))
            {
                continue;
            }

            var key = text.AsSpan(at, length);
            if (WithKey(key) is { } mention && (Shown(mention.Name) ?? Shown(mention.Id)) is { } name)
            {
                return ("@" + name, length);
            }

            if (key is "@_all")
            {
                return (Everyone, length);
            }
        }

        return null;
    }

    private Mention? WithKey(ReadOnlySpan<char> key)
    {
        if (mentions.Count > Few)
        {
            return (_byKey ??= Table(static mention => [mention.Key])).GetValueOrDefault(key.ToString());
        }

        for (var index = 0; index < mentions.Count; index++)
        {
            if (key.SequenceEqual(mentions[index].Key))
            {
                return mentions[index];
            }
        }

        return null;
    }

    private Dictionary<string, Mention> Table(Func<Mention, IEnumerable<string?>> names)
    {
        var table = new Dictionary<string, Mention>(StringComparer.Ordinal);
        foreach (var mention in mentions)
        {
            foreach (var name in names(mention).OfType<string>())
            {
                table.TryAdd(name, mention);
            }
        }

        return table;
    }
}
