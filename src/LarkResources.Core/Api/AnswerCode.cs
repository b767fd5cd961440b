using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LarkResources.Api;

/// <summary>Looks through an answer for its <c>code</c>, and whether it is JSON to its end. A page of messages is a long answer, and most are successes: no tree is made of them.</summary>
internal static class AnswerCode
{
    /// <summary>What an answer of status 200 is.</summary>
    internal enum Kind
    {
        /// <summary>JSON without a code, or with a zero.</summary>
        Success,

        /// <summary>An object whose code is a number other than zero.</summary>
        Failure,

        /// <summary>Not JSON, or not whole.</summary>
        NotJson,
    }

    /// <param name="json">The answer, with nothing in it that a reader would stumble over.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Kind Read(ReadOnlySpan<byte> json)
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
