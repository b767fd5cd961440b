using System.Runtime.CompilerServices;
using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>The content of a text, a picture, a file, a sound or a video: a few fields, which are read from the bytes without a tree.</summary>
internal static class FlatContent
{
    public const int Words = 0;
    public const int ImageKey = 1;
    public const int FileKey = 2;
    public const int FileName = 3;
    public const int FileSize = 4;
    public const int Duration = 5;
    public const int SpeechToText = 6;
    public const int IsFolder = 7;
    public const int FieldCount = 8;

    /// <summary>In bytes. A longer content takes its room from the heap.</summary>
    public const int MostOnStack = 768;

    private static readonly FieldNames Names = new("text", "image_key", "file_key", "file_name", "file_size", "duration", "speech_to_text", "is_folder");

    /// <summary>Finds the fields.</summary>
    /// <param name="content">The content, as UTF-8.</param>
    /// <param name="places">Room for <see cref="FieldCount"/> places.</param>
    /// <param name="fields">The fields; all are missing in what is not a JSON object.</param>
    /// <returns>False for text that is not JSON, is cut off, or nests too deep.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryRead(ReadOnlySpan<byte> content, Span<FieldPlace> places, out JsonRecord fields)
    {
        places.Clear();
        fields = new(content, places);
        if (!ContentJson.MayBeJson(content))
        {
            return false;
        }

        try
        {
            var json = ContentJson.WellFormed(content);
            var reader = new Utf8JsonReader(json, ContentJson.ReaderOptions);
            reader.Read();
            Names.Locate(ref reader, places);
            fields = new(json, places);

            // Behind the object there may be nothing.
            return !reader.Read();
        }
        catch (JsonException)
        {
            // What was found before the text broke off does not count.
            places.Clear();
            return false;
        }
    }
}
