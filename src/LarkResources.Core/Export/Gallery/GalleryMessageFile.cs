using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Text;

namespace LarkResources.Export.Gallery;

/// <summary>The messages of a chat: where the lines that count stand in its messages.jsonl. The texts stay in the file until they are written.</summary>
internal sealed class GalleryMessageFile
{
    /// <summary>A text of a megabyte, escaped throughout, takes six. A longer line is not one of the export's.</summary>
    private const int LongestLine = 32 << 20;

    private readonly string _path;
    private readonly IReadOnlyList<ConversationPlace> _places;

    private GalleryMessageFile(string path, IReadOnlyList<ConversationPlace> places)
    {
        _path = path;
        _places = places;
    }

    /// <summary>How many messages there are.</summary>
    public int Count => _places.Count;

    /// <summary>Reads where the messages of a chat stand; null where the export has none.</summary>
    /// <param name="chatFolder">The folder of the chat.</param>
    /// <param name="meet">Told of each line that is read, also of one that a later line replaces.</param>
    /// <exception cref="LarkException">UnreadableManifest for lines of a later version, UnreadableFile.</exception>
    public static GalleryMessageFile? Open(string chatFolder, Action<GalleryMessage> meet)
    {
        var path = Path.Combine(chatFolder, MessageArchive.FileName);
        try
        {
            if (!DiskEntry.IsThere(path))
            {
                return null;
            }

            using var stream = OpenRead(path);
            var places = new Dictionary<string, ConversationPlace>(StringComparer.Ordinal);
            foreach (var (offset, line) in Lines(stream))
            {
                if (GalleryMessage.TryRead(line) is { } message)
                {
                    ManifestLine.RefuseLater((int)Math.Min(message.Version, int.MaxValue), GalleryMessage.KnownVersion, path);
                    meet(message);
                    places[message.Id] = ConversationPlace.Of(message, offset, line.Length);
                }
            }

            return new(path, ConversationOrder.Of(places));
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.Unreadable(path, e);
        }
    }

    /// <summary>The messages in the order of the conversation, each reply of a thread behind its root.</summary>
    public IEnumerable<(GalleryMessage Message, bool IsReply)> Read()
    {
        using var stream = OpenRead(_path);
        var buffer = Array.Empty<byte>();
        foreach (var place in _places)
        {
            if (buffer.Length < place.Length)
            {
                buffer = new byte[Math.Max(place.Length, buffer.Length * 2)];
            }

            stream.Position = place.Offset;
            var length = stream.ReadAtLeast(buffer.AsSpan(0, place.Length), place.Length, throwOnEndOfStream: false);

            // A file that was cut meanwhile costs the messages that are gone, not the page.
            if (GalleryMessage.TryRead(buffer.AsMemory(0, length)) is { } message && message.Id == place.Id)
            {
                yield return (message, place.IsReply);
            }
        }
    }

    private static FileStream OpenRead(string path) => PlainFile.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>The lines of a file with the places at which they begin. A last line without an end may be torn; then it is not JSON.</summary>
    private static IEnumerable<(long Offset, ReadOnlyMemory<byte> Line)> Lines(FileStream stream)
    {
        var buffer = new byte[1 << 16];
        var (kept, start, isSkipping) = (0, 0L, false);
        while (stream.Read(buffer, kept, buffer.Length - kept) is > 0 and var got)
        {
            var (from, until) = (0, kept + got);
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', Math.Max(from, kept), until - Math.Max(from, kept))) >= 0; from = end + 1)
            {
                if (!isSkipping)
                {
                    yield return (start + from, buffer.AsMemory(from, end - from));
                }

                isSkipping = false;
            }

            start += from;
            kept = until - from;
            Array.Copy(buffer, from, buffer, 0, kept);
            if (isSkipping || kept >= LongestLine)
            {
                (isSkipping, start, kept) = (true, start + kept, 0);
            }
            else if (kept == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        if (!isSkipping && kept > 0)
        {
            yield return (start, buffer.AsMemory(0, kept));
        }
    }
}
