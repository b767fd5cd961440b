using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LarkResources.Api;
using LarkResources.Files;
using LarkResources.Models;
using LarkResources.Naming;

namespace LarkResources.Transfer;

/// <summary>Records how much of which resource a <c>.part</c> file holds, so that a later run can resume: a head, then one line per step.</summary>
/// <remarks>
/// Lines are only ever appended, each with one write after the bytes it covers; a torn last line is what a kill leaves, and is
/// ignored. Anything else that does not fit means that the file is not ours, and none of it is trusted. Each line carries the
/// checksum of the bytes it covers, so a part file or a journal that was modified is never resumed.
/// </remarks>
internal sealed class Journal : IDisposable
{
    private const int Version = 3;

    /// <summary>Far more than the steps of the largest resource take.</summary>
    private const int LargestJournal = 64 << 20;

    /// <summary>More than ids and a validator take, which came in the headers of one answer.</summary>
    private const int LongestHead = 128 << 10;

    /// <summary>The journal of a part file that no later run can resume: it names no resource.</summary>
    private static readonly byte[] Marker = new JournalLine(Version, string.Empty, string.Empty, string.Empty, 0, null, TransferLimits.UnitSize, string.Empty).ToBytes();

    private readonly FileStream _stream;

    private Journal(FileStream stream) => _stream = stream;

    /// <summary>Begins a journal, in place of whatever lies there.</summary>
    public static Journal Create(string path, JournalHead head, IEnumerable<JournalStep> steps)
    {
        // Not flushed: what was recorded before a power cut is not trusted anyway.
        var fresh = path + TemporarySuffix.Fresh;
        var stream = AtomicFile.Create(fresh);
        try
        {
            stream.Write(new JournalLine(
                Version, head.Id.MessageId, head.Id.FileKey, head.Id.Type.ToString(), head.Total, head.Validator, TransferLimits.UnitSize, BootMarker.Current).ToBytes());
            var text = new StringBuilder();
            foreach (var step in steps)
            {
                text.Append(Line(step));
            }

            stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
            AtomicFile.Replace(fresh, path);
            return new(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Marks the part file as ours, with nothing to resume from.</summary>
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

    /// <summary>False when another file has the name of this journal by now.</summary>
    public bool StillHas(string path) => PartLock.StillNames(path, _stream.SafeFileHandle);

    /// <summary>True when a file has the head of a journal, whichever download it describes: no other may be replaced or removed.</summary>
    public static bool IsOurs(string path) => HeadOf(path) is not null;

    /// <summary>The resource that a later run may go on with; null when there is none.</summary>
    public static ResourceId? ResourceOf(string path) =>
        HeadOf(path) is { MessageId.Length: > 0 } head && Enum.TryParse<LarkResourceType>(head.Type, out var type) ? new(head.MessageId, head.FileKey, type) : null;

    /// <summary>How many bytes of each unit an earlier run has written; null when there is nothing to go on from.</summary>
    /// <param name="path">The journal.</param>
    /// <param name="id">The resource it must describe.</param>
    /// <param name="length">The length of the part file, which the journal must know.</param>
    public static ResumeState? Read(string path, ResourceId id, long length)
    {
        try
        {
            if (length > ContentRange.LargestTotal)
            {
                return null;
            }

            var lines = Encoding.UTF8.GetString(PlainFile.ReadAllBytes(path, LargestJournal)).Split('\n');
            if (lines.Length < 2 || JsonSerializer.Deserialize(lines[0], JournalJson.Default.JournalLine) is not { } head
                || head is not { V: Version, PartLength: TransferLimits.UnitSize, Total: > 0 } || head.Total != length
                || head.MessageId != id.MessageId || head.FileKey != id.FileKey || head.Type != id.Type.ToString() || !BootMarker.IsCurrent(head.Boot))
            {
                return null;
            }

            var steps = new JournalStep[ChunkLayout.Units.Count(head.Total)];

            // The piece after the last line break is either empty or torn.
            return lines[1..^1].All(line => TryApply(line, steps, head.Total)) ? new(new(id, head.Total, head.Validator), steps) : null;
        }
        catch (Exception e) when (FileFault.Is(e) || e is JsonException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Records the progress of a unit.</summary>
    public void Note(JournalStep step)
    {
        lock (_stream)
        {
            _stream.Write(Encoding.UTF8.GetBytes(Line(step)));
        }
    }

    public void Dispose() => _stream.Dispose();

    private static JournalLine? HeadOf(string path)
    {
        try
        {
            using var file = PlainFile.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var start = new byte[LongestHead];
            var text = start.AsSpan(0, RandomAccess.Read(file, start, 0));
            var end = text.IndexOf((byte)'\n');
            return end > 0 && JsonSerializer.Deserialize(text[..end], JournalJson.Default.JournalLine) is { V: > 0, MessageId: not null, FileKey: not null, Type: not null, PartLength: > 0 } head ? head : null;
        }
        catch (Exception e) when (FileFault.Is(e) || e is JsonException)
        {
            return null;
        }
    }

    private static string Line(JournalStep step) => string.Create(CultureInfo.InvariantCulture, $"{step.Unit} {step.Done} {step.Checksum:x8}\n");

    private static bool TryApply(string line, JournalStep[] steps, long total)
    {
        var fields = line.Split(' ');
        if (fields.Length != 3
            || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var unit)
            || !long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var done)
            || !uint.TryParse(fields[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var checksum)
            || unit >= steps.Length || done > ChunkLayout.Units.Range(unit, total).Length)
        {
            return false;
        }

        if (done >= steps[unit].Done)
        {
            steps[unit] = new(unit, done, checksum);
        }

        return true;
    }
}

/// <summary>The first line of a journal.</summary>
/// <param name="V">The version of the form.</param>
/// <param name="MessageId">The message of the resource; empty where no later run can resume.</param>
/// <param name="FileKey">Its key.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="Total">Its length in bytes.</param>
/// <param name="Validator">What names its version, when the server names one.</param>
/// <param name="PartLength">How many bytes a unit has.</param>
/// <param name="Boot">The start of the machine after which the lines were written.</param>
internal sealed record JournalLine(int V, string MessageId, string FileKey, string Type, long Total, string? Validator, int PartLength, string Boot)
{
    /// <summary>The bytes of the line, with its end. Field by field: what a serializer looks up first is a tenth of the code that a first download compiles.</summary>
    public byte[] ToBytes()
    {
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            writer.WriteNumber(nameof(V), V);
            writer.WriteString(nameof(MessageId), MessageId);
            writer.WriteString(nameof(FileKey), FileKey);
            writer.WriteString(nameof(Type), Type);
            writer.WriteNumber(nameof(Total), Total);
            writer.WriteString(nameof(Validator), Validator);
            writer.WriteNumber(nameof(PartLength), PartLength);
            writer.WriteString(nameof(Boot), Boot);
            writer.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }
}

/// <summary>Reads the line. Made by the compiler, as for the lines of a manifest.</summary>
[JsonSerializable(typeof(JournalLine))]
internal sealed partial class JournalJson : JsonSerializerContext;

/// <summary>The resource, the length and the version that a journal is about.</summary>
internal sealed record JournalHead(ResourceId Id, long Total, string? Validator);

/// <summary>The progress of one unit.</summary>
/// <param name="Unit">Its index.</param>
/// <param name="Done">How many of its first bytes have been written.</param>
/// <param name="Checksum">The CRC-32C of these bytes.</param>
internal readonly record struct JournalStep(int Unit, long Done, uint Checksum);

/// <summary>What an earlier run has downloaded and this one can resume from.</summary>
/// <param name="Head">The resource, its length and version.</param>
/// <param name="Steps">The progress of each unit.</param>
internal sealed record ResumeState(JournalHead Head, JournalStep[] Steps)
{
    public bool IsSameAs(ResumeState? other) => other is not null && other.Head == Head && other.Steps.AsSpan().SequenceEqual(Steps);
}
