using System.Buffers;
using System.Text.Json;

namespace LarkResources.Export.Gallery;

/// <summary>All conversations as pieces of about a megabyte, each of which the page can read by itself: the first is on the screen before the last is read.</summary>
internal static class ConversationChunks
{
    private const int ChunkLength = 1 << 20;

    /// <summary>An array of rows; a number before rows is the chat that they belong to.</summary>
    public static IEnumerable<(byte[] Json, int Count)> Of(GalleryData data)
    {
        var buffer = new ArrayBufferWriter<byte>(ChunkLength + (ChunkLength >> 3));
        using var json = new Utf8JsonWriter(buffer, GalleryJson.Options);
        var (count, lastChat) = (0, -1);
        foreach (var (chat, message, isReply) in data.Messages())
        {
            if (count == 0)
            {
                json.WriteStartArray();
                lastChat = -1;
            }

            if (chat != lastChat)
            {
                json.WriteNumberValue(lastChat = chat);
            }

            ConversationRow.Write(json, data, message, isReply, key => data.ItemOf(chat, message.Id, key));
            count++;
            if (json.BytesCommitted + json.BytesPending >= ChunkLength)
            {
                yield return Close();
            }
        }

        if (count > 0)
        {
            yield return Close();
        }

        (byte[], int) Close()
        {
            json.WriteEndArray();
            json.Flush();
            var chunk = (buffer.WrittenSpan.ToArray(), count);
            buffer.ResetWrittenCount();
            json.Reset();
            count = 0;
            return chunk;
        }
    }
}
