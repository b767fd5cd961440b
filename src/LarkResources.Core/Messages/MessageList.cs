using System.Runtime.CompilerServices;
using System.Text.Json;
using LarkResources.Api;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Reads answers that list messages, each in one pass over its bytes. They must come one after the other: what their messages have in common is remembered.</summary>
/// <param name="client">Gets the answers.</param>
/// <param name="isPaged">True for pages, of which an empty one may leave out the list.</param>
internal sealed class MessageList(LarkClient client, bool isPaged = false)
{
    private const int HasMore = 0;
    private const int PageToken = 1;

    private static readonly FieldNames Names = new("has_more", "page_token");

    private readonly MessageParser _parser = new(client.LinkHost);

    /// <exception cref="JsonException">The answer is not JSON.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Page<LarkMessage> Read(ReadOnlyMemory<byte> json)
    {
        var answer = json.Span;
        var page = new Page<LarkMessage>(null, false, null);
        var reader = new Utf8JsonReader(answer, new JsonReaderOptions { MaxDepth = ApiSend.DeepestAnswer });
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isData = reader.ValueTextEquals("data"u8);
                reader.Read();
                if (isData)
                {
                    page = ReadData(ref reader, answer);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        else
        {
            reader.Skip();
        }

        // Behind it there may be nothing, and the reader says so.
        reader.Read();
        return page;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Page<LarkMessage> ReadData(ref Utf8JsonReader reader, ReadOnlySpan<byte> answer)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return new(null, false, null);
        }

        List<LarkMessage>? items = null;
        var isMissing = true;
        Span<FieldPlace> places = stackalloc FieldPlace[Names.Count];
        places.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("items"u8))
            {
                reader.Read();
                isMissing = reader.TokenType == JsonTokenType.Null;
                items = ReadItems(ref reader, answer);
                continue;
            }

            Names.LocateOne(ref reader, places);
        }

        var data = new JsonRecord(answer, places);
        if (isPaged && isMissing && data.KindOf(HasMore) is JsonTokenType.True or JsonTokenType.False)
        {
            items = [];
        }

        // Where it is not told whether there is more, a token for it says so.
        var token = data.Text(PageToken);
        var hasMore = data.KindOf(HasMore) is JsonTokenType.True or JsonTokenType.False or JsonTokenType.String ? data.Flag(HasMore) : token is { Length: > 0 };
        return new(items?.ToArray(), hasMore, token) { First = items is [var first, ..] ? first.MessageId : null };
    }

    /// <summary>The messages; null for a value that is not a list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private List<LarkMessage>? ReadItems(ref Utf8JsonReader reader, ReadOnlySpan<byte> answer)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        var items = new List<LarkMessage>(LarkClient.MostIds);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(_parser.Parse(ref reader, answer));
        }

        return items;
    }
}
