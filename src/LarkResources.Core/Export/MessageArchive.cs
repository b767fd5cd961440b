using LarkResources.Errors;
using LarkResources.Messages;
using LarkResources.Text;

namespace LarkResources.Export;

/// <summary>What was said in a chat: a line for each message, and a further one when it was edited or recalled, or a thread began below it. A later line counts instead of an earlier one.</summary>
internal sealed class MessageArchive : IDisposable
{
    public const string FileName = "messages.jsonl";

    /// <summary>In bytes. The platform takes posts of 150 KB; a forward holds up to a hundred messages.</summary>
    private const int LongestLine = 32 << 20;

    private readonly string _path;
    private readonly Dictionary<Fingerprint, MessageState> _states;
    private readonly HashSet<Fingerprint> _recalled;
    private readonly JsonLineFile _file;

    private MessageArchive(string path, JsonLineFile file, Dictionary<Fingerprint, MessageState> states, HashSet<Fingerprint> recalled) =>
        (_path, _file, _states, _recalled) = (path, file, states, recalled);

    /// <summary>How many messages it has.</summary>
    public int Count
    {
        get
        {
            lock (_states)
            {
                return _states.Count;
            }
        }
    }

    /// <summary>How many lines cannot be understood; they are left as they are.</summary>
    public int Unreadable => _file.Unreadable;

    /// <summary>False when another program has removed or replaced the file since it was opened.</summary>
    public bool IsInPlace => _file.IsInPlace;

    /// <inheritdoc cref="JsonLineFile.IsEmptyInPlace"/>
    public bool IsEmptyInPlace => _file.IsEmptyInPlace;

    /// <summary>Reads the messages of earlier runs, and opens the file for further ones.</summary>
    /// <param name="path">The file; made where there is none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="LarkException">WriteFailed, UnreadableFile, or UnreadableManifest for a file that a later version of the module wrote.</exception>
    public static MessageArchive Open(string path, CancellationToken cancellationToken = default)
    {
        var states = new Dictionary<Fingerprint, MessageState>();
        var recalled = new HashSet<Fingerprint>();
        return new(path, JsonLineFile.Open(path, LongestLine, Read, cancellationToken), states, recalled);

        bool Read(JsonLineFile file, ReadOnlySpan<byte> line, long at)
        {
            if (MessageLine.TryRead(line) is not { } read)
            {
                ManifestLine.RefuseLater(ManifestLine.VersionOf(line), MessageLine.CurrentVersion, path);
                return false;
            }

            ManifestLine.RefuseLater(read.V, MessageLine.CurrentVersion, path);
            var id = Fingerprint.Of(read.MessageId);
            states[id] = read.State();
            Mark(recalled, id, read.Deleted);
            return true;
        }
    }

    /// <summary>Adds a line where the message is new, or says something else than its last line.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isWhole">False where its resources are not all known, because a folder in it was not listed.</param>
    /// <returns>True when a line was added.</returns>
    /// <exception cref="LarkException">WriteFailed; the file is then as it was before.</exception>
    public bool Add(LarkMessage message, bool isWhole)
    {
        var line = MessageLine.Of(message);
        var (id, state) = (Fingerprint.Of(line.MessageId), line.State());
        var mayHoldMore = !message.IsDeleted && MessageTree.MayHoldMore(message);
        lock (_states)
        {
            if (!IsNew(state, static line => line))
            {
                return false;
            }

            // A text that is longer by far is not even written in memory.
            var bytes = line.LengthOfTexts() > LongestLine ? null : line.ToBytes();
            if (bytes is null || bytes.Length > LongestLine)
            {
                // The next run reads what stands there, so that is what this one goes by too.
                line = line.Shortened();
                (bytes, state) = (line.ToBytes(), line.State());
                if (!IsNew(state, static line => line.Shortened()))
                {
                    return false;
                }
            }

            if (bytes.Length > LongestLine || line.MessageId.Length == 0)
            {
                throw LarkErrors.WriteFailed(_path, new IOException(LarkErrors.Localized("a message has no ID, or more text than a line takes.", "某条消息没有 ID，或其文字超出一行的上限。")));
            }

            _file.Append(bytes);
            _states[id] = state;
            Mark(_recalled, id, line.Deleted);
            return true;
        }

        // Labels such as [Image] are in the language of the shell. An archive that a timer and a person write has both, and neither is a change.
        bool IsNew(MessageState now, Func<MessageLine, MessageLine> form) => !_states.TryGetValue(id, out var before)
            || (now.IsNewAfter(before, isWhole, mayHoldMore) && UiText.InTheOther(() => form(MessageLine.Of(message)).State()).IsNewAfter(before, isWhole, mayHoldMore));
    }

    /// <summary>True for a message that is there and not recalled.</summary>
    public bool IsStanding(string messageId)
    {
        var id = Fingerprint.Of(messageId);
        lock (_states)
        {
            return _states.ContainsKey(id) && !_recalled.Contains(id);
        }
    }

    /// <summary>Has the system promise to keep the lines.</summary>
    /// <exception cref="LarkException">WriteFailed when it does not.</exception>
    public void Flush() => _file.Flush();

    public void Dispose() => _file.Dispose();

    private static void Mark(HashSet<Fingerprint> recalled, Fingerprint id, bool isRecalled)
    {
        if (isRecalled)
        {
            recalled.Add(id);
        }
        else
        {
            recalled.Remove(id);
        }
    }
}
