using System.Text;
using System.Text.Json;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Fuzzing;

/// <summary>A manifest loses nothing that was whole in it, whatever a kill, a power cut or an editor has made of the file.</summary>
public sealed class ManifestFuzz
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [Fact]
    public void Any_entry_is_one_line_of_JSON_and_is_read_as_it_was_written() => Campaign.Run(15_000, random =>
    {
        var entry = ManifestCase.Entry(random);
        var line = ManifestLine.Write(entry);
        Assert.Equal(line.Length - 1, Array.IndexOf(line, (byte)'\n'));
        Assert.DoesNotContain(Strict.GetString(line), c => char.IsControl(c) && c != '\n');
        using (JsonDocument.Parse(line))
        {
            Assert.Equal(ManifestCase.InUtf8(entry), ManifestLine.TryRead(line));
        }

        Assert.Equal(entry.V, ManifestLine.VersionOf(line));
    });

    [Fact]
    public void Any_bytes_are_a_line_or_none() => Campaign.Run(20_000, random =>
    {
        var line = random.OneIn(8) ? random.Bytes(random.Next(200)) : random.Damaged(ManifestCase.Line(random));
        if (ManifestLine.TryRead(line) is { } read)
        {
            Assert.Equal(read, ManifestLine.TryRead(ManifestLine.Write(read)));
            Assert.True(read.V == ManifestLine.VersionOf(line) && read.MessageId.Length > 0);
        }
        else
        {
            _ = ManifestLine.VersionOf(line);
        }
    });

    [Fact]
    public void What_is_found_in_the_bytes_of_a_line_is_what_the_whole_line_says() => Campaign.Run(30_000, random =>
    {
        var line = ManifestLine.Write(ManifestCase.Entry(random));
        line = random.OneIn(3) ? random.Damaged(line) : line;
        if (!ScannedLine.TryRead(line, out var scanned))
        {
            return;
        }

        var read = ManifestLine.TryRead(line);
        Assert.NotNull(read);
        Assert.Equal((read.V, read.Kind, read.Status, read.Code is not null), (scanned.V, scanned.Kind, scanned.Status, scanned.HasCode));
        Assert.Equal((read.Length, read.SentAt), (scanned.Length, scanned.SentAt));
        Assert.True(scanned.IsAbout(Encoding.UTF8.GetBytes(read.MessageId), Encoding.UTF8.GetBytes(read.FileKey ?? string.Empty), read.FileKey is not null));
        Assert.Equal(read.Path, scanned.PathLength == 0 ? null : JsonSerializer.Deserialize<string>(line.AsSpan(scanned.PathStart, scanned.PathLength)));
    });

    [Fact]
    public void Any_line_of_usual_ids_is_found_in_its_bytes() => Campaign.Run(5_000, random =>
        Assert.True(ScannedLine.TryRead(ManifestLine.Write(ManifestCase.Entry(random) with { MessageId = "om_1", FileKey = random.Pick(null!, "img_1") }), out _)));

    [Fact]
    public void What_is_whole_is_never_lost_and_what_was_written_is_never_changed()
    {
        using var folder = new TemporaryFolder();
        Campaign.Run(1_500, random =>
        {
            var path = folder.File(Guid.NewGuid().ToString("N"));
            var bytes = FileOf(random);
            File.WriteAllBytes(path, bytes);
            try
            {
                AssertRepaired(path, bytes);
            }
            finally
            {
                File.Delete(path);
            }
        });
    }

    private static byte[] FileOf(Random random)
    {
        var bytes = Lines(random);
        return random.Next(7) switch
        {
            // The end that a kill, a power cut, an editor or a copy leaves.
            0 => bytes[..random.Next(bytes.Length + 1)],
            1 => [.. bytes[..random.Next(bytes.Length + 1)], .. new byte[random.Next(9000)]],
            2 => [.. bytes, .. Lines(random)[..^1]],
            3 => [.. bytes[..^1], .. Lines(random)],
            4 => [.. bytes, .. Encoding.UTF8.Preamble, .. ManifestLine.Write(ManifestCase.Common(random))[..^random.Next(1, 60)]],
            5 => random.Damaged(bytes),
            _ => bytes,
        };
    }

    private static byte[] Lines(Random random) => [.. Enumerable.Range(0, random.Next(1, 12)).SelectMany(_ => ManifestCase.Line(random))];

    private static void AssertRepaired(string path, byte[] bytes)
    {
        var whole = WholeLines(bytes);
        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        IReadOnlyList<ManifestEntry> entries;
        try
        {
            using var manifest = Manifest.Open(path, HashBits(bytes));
            entries = manifest.Entries;
            Assert.All(entries, entry => Assert.Equal(entry, manifest.Find(entry.Key)));
            Assert.Equal(entries.Where(entry => entry.MessageId == entries[0].MessageId), entries.Take(1).SelectMany(entry => manifest.EarlierOf(entry.MessageId)));
        }
        catch (LarkException e)
        {
            Assert.Equal("UnreadableManifest", e.ErrorId);
            Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(path)));
            return;
        }

        // The last line that speaks of a resource counts, and a line whose break alone is missing is a line.
        foreach (var (key, entry) in whole)
        {
            Assert.Equal(entry, Assert.Single(entries, found => found.Key == key) with { LastPath = null });
        }

        Assert.Equal(whole.Count, entries.Count);
        var repaired = File.ReadAllBytes(path);
        var isCut = repaired.AsSpan().SequenceEqual(bytes.AsSpan(0, end));
        Assert.True(isCut || repaired.AsSpan().SequenceEqual([.. bytes, (byte)'\n']), $"{bytes.Length} bytes became {repaired.Length}, whole until {end}, the same for {repaired.AsSpan().CommonPrefixLength(bytes)}: {System.Text.Encoding.UTF8.GetString(bytes.AsSpan(end, Math.Min(200, bytes.Length - end)))}");
        if (isCut && end < bytes.Length)
        {
            var rest = Encoding.UTF8.GetString(bytes, end, bytes.Length - end).TrimStart('\uFEFF');

            // A power cut leaves zeros.
            rest = rest.TrimEnd('\0');
            Assert.True(rest.StartsWith("{\"v\":", StringComparison.Ordinal) || "{\"v\":".StartsWith(rest, StringComparison.Ordinal), "It took away what is not its own: " + rest);
        }

        using (var again = Manifest.Open(path))
        {
            Assert.Equal(entries, again.Entries);
            again.Append(new() { MessageId = "om_last" });
        }

        byte[] expected = [.. repaired, .. ManifestLine.Write(new() { MessageId = "om_last" })];
        Assert.True(expected.AsSpan().SequenceEqual(File.ReadAllBytes(path)));
    }

    /// <summary>Few, so that ids share hashes.</summary>
    private static int HashBits(byte[] bytes) => bytes.Length % 4;

    private static Dictionary<ResourceKey, ManifestEntry> WholeLines(byte[] bytes)
    {
        var entries = new Dictionary<ResourceKey, ManifestEntry>();
        for (var at = 0; at < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', at) is >= 0 and var found ? found : bytes.Length;
            var line = bytes.AsSpan(at, end - at);
            line = line.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..] : line;
            if (ManifestLine.TryRead(line) is { } entry)
            {
                entries[entry.Key] = entry;
            }

            at = end + 1;
        }

        return entries;
    }
}
