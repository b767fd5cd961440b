using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace LarkResources.Text;

/// <summary>Names of fields that are looked for together, in the order in which they are likely to come.</summary>
/// <remarks>
/// Objects of one kind come by the thousand. Their fields are found in one pass over the bytes, without a tree of elements in which each would be searched for.
/// The methods that run for every field are compiled with all optimizations at once: a chat is often read to its end before the runtime would get to it.
/// </remarks>
internal sealed class FieldNames(params string[] names)
{
    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    public int Count => _names.Length;

    /// <summary>Finds the fields of the object at which the reader stands, and leaves the reader at the end of it; of a value of another kind it finds none.</summary>
    /// <param name="reader">Stands at the first token of the value.</param>
    /// <param name="places">Receives the places, by the position of their names. Of a field that comes twice the last one counts; null counts as none.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Locate(ref Utf8JsonReader reader, scoped Span<FieldPlace> places)
    {
        places.Clear();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var likely = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            likely = LocateOne(ref reader, places, likely);
        }
    }

    /// <summary>Notes the place of the field at whose name the reader stands, if it is one of these, and leaves the reader at the end of its value.</summary>
    /// <returns>The field that is likely to come next.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int LocateOne(ref Utf8JsonReader reader, scoped Span<FieldPlace> places, int likely = 0)
    {
        var found = reader.ValueIsEscaped ? IndexOfEscaped(ref reader) : IndexOf(reader.ValueSpan, likely);
        reader.Read();
        if (found < 0)
        {
            reader.Skip();
            return likely;
        }

        var (start, kind, isEscaped) = ((int)reader.TokenStartIndex, reader.TokenType, reader.ValueIsEscaped);
        reader.Skip();
        places[found] = kind == JsonTokenType.Null ? default : new(start, (int)reader.BytesConsumed - start, kind, isEscaped);
        return found + 1 < _names.Length ? found + 1 : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int IndexOf(ReadOnlySpan<byte> name, int likely)
    {
        var names = _names;
        for (int tried = 0, at = likely; tried < names.Length; tried++)
        {
            if (name.SequenceEqual(names[at]))
            {
                return at;
            }

            at = at + 1 < names.Length ? at + 1 : 0;
        }

        return -1;
    }

    private int IndexOfEscaped(ref Utf8JsonReader reader)
    {
        for (var at = 0; at < _names.Length; at++)
        {
            if (reader.ValueTextEquals(_names[at]))
            {
                return at;
            }
        }

        return -1;
    }
}

/// <summary>Where a value stands in the bytes of a JSON text.</summary>
/// <param name="Start">Its first byte; of a string the quote.</param>
/// <param name="Length">In bytes; of a string with both quotes.</param>
/// <param name="Kind">Its first token; none for a field that is missing.</param>
/// <param name="IsEscaped">True for a string with escapes in it.</param>
internal readonly record struct FieldPlace(int Start, int Length, JsonTokenType Kind, bool IsEscaped);
