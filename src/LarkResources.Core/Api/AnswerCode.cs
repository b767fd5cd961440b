using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LarkResources.Api;

/// <summary>Looks for the <c>code</c> of an answer, and whether the answer has come to its end. A page of messages is long, and most are successes: no tree is made of them here.</summary>
internal static class AnswerCode
{
    /// <summary>What an answer of status 200 is.</summary>
    internal enum Kind
    {
        /// <summary>Without a code, or with a zero. It has its end; whether it is JSON all through is seen by the one who reads it.</summary>
        Success,

        /// <summary>An object whose code is a number other than zero.</summary>
        Failure,

        /// <summary>Not JSON, or not whole.</summary>
        NotJson,
    }

    private static readonly SearchValues<byte> Structure = SearchValues.Create("{}[]\""u8);

    /// <param name="json">The answer, with nothing in it that a reader would stumble over.</param>
    public static Kind Read(ReadOnlySpan<byte> json) => IsPlainSuccess(json) ? Kind.Success : ReadAll(json);

    /// <summary>True for an object of the usual form that ends where the text does, and whose code, if it has one, is 0; anything else needs a closer look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsPlainSuccess(ReadOnlySpan<byte> json)
    {
        var depth = 0;
        for (var at = 0; json[at..].IndexOfAny(Structure) is >= 0 and var skipped;)
        {
            at += skipped + 1;
            switch (json[at - 1])
            {
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'"':
                    var start = at;
                    var isEscaped = false;
                    while (true)
                    {
                        var length = json[at..].IndexOfAny((byte)'"', (byte)'\\');
                        if (length < 0)
                        {
                            return false;
                        }

                        at += length + 1;
                        if (json[at - 1] == '"')
                        {
                            break;
                        }

                        isEscaped = true;
                        at = Math.Min(at + 1, json.Length);
                    }

                    if (depth == 1 && (isEscaped || json[start..(at - 1)].SequenceEqual("code"u8)) && !json[at..].StartsWith(":0,"u8) && !json[at..].StartsWith(":0}"u8))
                    {
                        return false;
                    }

                    break;
                default:
                    depth--;
                    if (depth == 0)
                    {
                        return json[at..].IndexOfAnyExcept(" \t\r\n"u8) < 0;
                    }

                    break;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Kind ReadAll(ReadOnlySpan<byte> json)
    {
        var kind = Kind.Success;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ApiSend.DeepestAnswer });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("code"u8))
                {
                    reader.Read();
                    kind = reader.TokenType == JsonTokenType.Number && !(reader.TryGetDouble(out var number) && number == 0) ? Kind.Failure : Kind.Success;
                }
            }

            return kind;
        }
        catch (JsonException)
        {
            return Kind.NotJson;
        }
    }
}
