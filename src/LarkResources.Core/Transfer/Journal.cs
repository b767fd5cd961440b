using System.Globalization;
using System.Text;
using System.Text.Json;
using LarkResources.Api;
using LarkResources.Models;
using LarkResources.Naming;

namespace LarkResources.Transfer;

/// <summary>What a <c>.part</c> file holds of which resource, so that a later run can go on: a head, then one line per step.</summary>
/// <remarks>
/// Lines are only ever appended, each by one write after the bytes it speaks of were written; a torn last line is the mark of a
/// kill and is left out. Anything else that does not fit means the file is not ours, and nothing of it is believed. Each line has the
/// checksum of the bytes it speaks of: neither a part file nor a journal that somebody has touched is gone on from.
/// </remarks>
internal sealed class Journal : IDisposable
{
    private const int Version = 2;

    /// <summary>Far more than the steps of the largest resource take.</summary>
    private const long LargestJournal = 64 << 20;

    /// <summary>More than ids and a validator take, which came in the headers of one answer.</summary>
    private const int LongestHead = 128 << 10;

    /// <summary>The journal of a part that no later run can go on from: it names no resource.</summary>
    private static readonly byte[] Marker = [.. JsonSerializer.SerializeToUtf8Bytes(new Head(Version, string.Empty, string.Empty, string.Empty, 0, null, TransferLimits.PartLength, string.Empty)), (byte)'\n'];

    private readonly FileStream _stream;

    private Journal(FileStream stream) => _stream = stream;

    /// <summary>Begins a journal, in place of whatever lies there.</summary>
    public static Journal Create(string path, JournalHead head, IEnumerable<JournalStep> steps)
    {
        // Written aside and renamed: at no instant is there a journal that says less than the one before.
        // Made anew, since a link or a file that lies there is not ours to write through.
        var fresh = path + TemporarySuffix.Fresh;
        File.Delete(fresh);
        var stream = new FileStream(fresh, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            var text = new StringBuilder(JsonSerializer.Serialize(new Head(
                Version, head.Id.MessageId, head.Id.FileKey, head.Id.Type.ToString(), head.Total, head.Validator, TransferLimits.PartLength, BootMarker.Current))).Append('\n');
            foreach (var step in steps)
            {
                text.Append(Line(step));
            }

            stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
            File.Move(fresh, path, overwrite: true);
            return new(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Shows whose the part file is, and that nothing can be gone on from.</summary>
    public static void Mark(string path)
    {
        try
        {
            Write();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Of an earlier run.
            File.Delete(path);
            Write();
        }

        void Write()
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
            RandomAccess.Write(file, Marker, 0);
        }
    }

    /// <summary>True when a file has the head of a journal, whatever it speaks of: no other may be replaced or removed.</summary>
    public static bool IsOurs(string path) => HeadOf(path) is not null;

    /// <summary>The resource that a later run may go on with; null when there is none.</summary>
    public static ResourceId? ResourceOf(string path) =>
        HeadOf(path) is { MessageId.Length: > 0 } head && Enum.TryParse<LarkResourceType>(head.Type, out var type) ? new(head.MessageId, head.FileKey, type) : null;

    /// <summary>How many bytes of each part an earlier run has written; null when there is nothing to go on from.</summary>
    /// <param name="path">The journal.</param>
    /// <param name="id">The resource it must speak of.</param>
    /// <param name="length">The length of the part file, which the journal must know.</param>
    public static Leftover? Read(string path, ResourceId id, long length)
    {
        try
        {
            if (length > ContentRange.LargestTotal || new FileInfo(path).Length > LargestJournal)
            {
                return null;
            }

            var lines = File.ReadAllText(path).Split('\n');
            if (lines.Length < 2 || JsonSerializer.Deserialize<Head>(lines[0]) is not { } head
                || head is not { V: Version, PartLength: TransferLimits.PartLength, Total: > 0 } || head.Total != length
                || head.MessageId != id.MessageId || head.FileKey != id.FileKey || head.Type != id.Type.ToString() || !BootMarker.IsCurrent(head.Boot))
            {
                return null;
            }

            var steps = new JournalStep[Parts.Count(head.Total)];

            // The piece after the last line break is either empty or torn.
            return lines[1..^1].All(line => TryApply(line, steps, head.Total)) ? new(new(id, head.Total, head.Validator), steps) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Notes what of a part is in the file.</summary>
    public void Note(JournalStep step)
    {
        lock (_stream)
        {
            _stream.Write(Encoding.UTF8.GetBytes(Line(step)));
        }
    }

    public void Dispose() => _stream.Dispose();

    private static Head? HeadOf(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var start = new byte[LongestHead];
            var text = start.AsSpan(0, RandomAccess.Read(file, start, 0));
            var end = text.IndexOf((byte)'\n');
            return end > 0 && JsonSerializer.Deserialize<Head>(text[..end]) is { V: > 0, MessageId: not null, FileKey: not null, Type: not null, PartLength: > 0 } head ? head : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static string Line(JournalStep step) => string.Create(CultureInfo.InvariantCulture, $"{step.Part} {step.Done} {step.Checksum:x8}\n");

    private static bool TryApply(string line, JournalStep[] steps, long total)
    {
        var fields = line.Split(' ');
        if (fields.Length != 3
            || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            || !long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var done)
            || !uint.TryParse(fields[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var checksum)
            || part >= steps.Length || done > Parts.Range(part, total).Length)
        {
            return false;
        }

        if (done >= steps[part].Done)
        {
            steps[part] = new(part, done, checksum);
        }

        return true;
    }

    private sealed record Head(int V, string MessageId, string FileKey, string Type, long Total, string? Validator, int PartLength, string Boot);
}

/// <summary>Which bytes a journal speaks of.</summary>
internal sealed record JournalHead(ResourceId Id, long Total, string? Validator);

/// <summary>How far a part has come.</summary>
/// <param name="Part">Which one.</param>
/// <param name="Done">How many of its first bytes are in the file.</param>
/// <param name="Checksum">Of these bytes.</param>
internal readonly record struct JournalStep(int Part, long Done, uint Checksum);

/// <summary>What an earlier run has left and can be gone on from.</summary>
/// <param name="Head">Which bytes they are.</param>
/// <param name="Steps">How far each part has come.</param>
internal sealed record Leftover(JournalHead Head, JournalStep[] Steps)
{
    public bool IsSameAs(Leftover? other) => other is not null && other.Head == Head && other.Steps.AsSpan().SequenceEqual(Steps);
}
