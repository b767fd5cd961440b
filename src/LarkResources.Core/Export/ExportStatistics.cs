using System.Collections.Concurrent;
using System.Globalization;

namespace LarkResources.Export;

/// <summary>Counts what happens in a run. Used from any thread.</summary>
internal sealed class ExportStatistics
{
    /// <summary>Of a hundred edited files a person needs to see what kind of files they are.</summary>
    private const int MostNamed = 3;

    private readonly ConcurrentDictionary<string, int> _skipped = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _failed = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _editedFiles = new(StringComparer.Ordinal);
    private long _bytes;
    private int _incompleteChats;
    private int _messages;
    private int _messagesArchived;
    private int _saved;
    private int _alreadyThere;
    private int _edited;
    private int _skippedBefore;

    public int IncompleteChats => _incompleteChats;

    public int Messages => _messages;

    public int MessagesArchived => _messagesArchived;

    public int Saved => _saved;

    public int AlreadyThere => _alreadyThere;

    /// <summary>Saved files that a person has changed since, and that were kept.</summary>
    public int Edited => _edited;

    /// <summary>The first few of them, by name.</summary>
    public IReadOnlyList<string> SomeEdited
    {
        get
        {
            lock (_editedFiles)
            {
                return [.. _editedFiles];
            }
        }
    }

    public int SkippedBefore => _skippedBefore;

    public long Bytes => Interlocked.Read(ref _bytes);

    public IReadOnlyDictionary<string, int> SkippedByCode => new SortedDictionary<string, int>(_skipped, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> FailedByCode => new SortedDictionary<string, int>(_failed, StringComparer.Ordinal);

    public void ChatIncomplete() => Interlocked.Increment(ref _incompleteChats);

    public void MessageSeen() => Interlocked.Increment(ref _messages);

    public void MessageArchived() => Interlocked.Increment(ref _messagesArchived);

    public void FileSaved(long length)
    {
        Interlocked.Increment(ref _saved);
        Interlocked.Add(ref _bytes, length);
    }

    public void FileIsThere() => Interlocked.Increment(ref _alreadyThere);

    public void FileIsEdited(string name)
    {
        Interlocked.Increment(ref _edited);
        lock (_editedFiles)
        {
            if (_editedFiles.Add(name) && _editedFiles.Count > MostNamed)
            {
                _editedFiles.Remove(_editedFiles.Max!);
            }
        }
    }

    public void SkippedAgain() => Interlocked.Increment(ref _skippedBefore);

    /// <param name="code">The code; null for what is larger than was wanted.</param>
    public void Skipped(int? code) => Count(_skipped, Text(code) ?? nameof(ExportOptions.MaximumSize));

    public void Failed(LarkException e) => Count(_failed, Text(e.Code) ?? e.ErrorId);

    private static void Count(ConcurrentDictionary<string, int> counts, string key) => counts.AddOrUpdate(key, 1, static (_, count) => count + 1);

    private static string? Text(int? code) => code?.ToString(CultureInfo.InvariantCulture);
}
