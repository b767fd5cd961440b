using System.Text;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Fuzzing;

/// <summary>A journal of any bytes is believed as it was written, or not at all.</summary>
public sealed class JournalFuzz
{
    private const long Total = (20 << 20) + 17;

    private static readonly ResourceId Id = new("om_1", "file_v3_1", LarkResourceType.File);

    [Fact]
    public void Any_bytes_are_a_valid_journal_or_none()
    {
        using var folder = new TemporaryFolder();
        Campaign.Run(3000, random =>
        {
            var path = folder.File(Guid.NewGuid().ToString("N"));
            _ = Write(path, random);
            var bytes = File.ReadAllBytes(path);
            bytes = random.Next(6) switch
            {
                0 => random.Bytes(random.Next(400)),
                1 => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(random.Damaged(Encoding.UTF8.GetString(bytes)))],
                2 => [0xFF, 0xFE, .. random.Bytes(random.Next(60)), 10, 0, 10, 0],
                3 => Encoding.UTF8.GetBytes(random.Damaged(Encoding.UTF8.GetString(bytes))),
                _ => random.Damaged(bytes),
            };
            File.WriteAllBytes(path, bytes);
            var read = Journal.Read(path, Id, Total);
            _ = Journal.IsOurs(path);
            _ = Journal.Read(path, Id, random.NextInt64());
            if (read is null)
            {
                return;
            }

            Assert.Equal((Id, Total), (read.Head.Id, read.Head.Total));
            for (var part = 0; part < read.Steps.Length; part++)
            {
                Assert.InRange(read.Steps[part].Done, 0, ChunkLayout.Units.Range(part, Total).Length);
            }
        });
    }

    [Fact]
    public void A_journal_that_was_cut_off_never_says_more_than_was_written()
    {
        using var folder = new TemporaryFolder();
        Campaign.Run(1500, random =>
        {
            var path = folder.File(Guid.NewGuid().ToString("N"));
            var written = Write(path, random);
            var bytes = File.ReadAllBytes(path);
            File.WriteAllBytes(path, bytes[..random.Next(bytes.Length + 1)]);
            if (Journal.Read(path, Id, Total) is { } read)
            {
                Assert.All(read.Steps.Zip(written), pair => Assert.True(pair.First.Done <= pair.Second));
            }
        });
    }

    private static long[] Write(string path, Random random)
    {
        var done = new long[ChunkLayout.Units.Count(Total)];
        using var journal = Journal.Create(path, new(Id, Total, random.Pick(null!, "\"v1\"", "\"报\"")), []);
        for (var left = random.Next(8); left > 0; left--)
        {
            var part = random.Next(done.Length);
            done[part] = Math.Min(ChunkLayout.Units.Range(part, Total).Length, done[part] + random.Next(3 << 20));
            journal.Note(new(part, done[part], (uint)random.Next()));
        }

        return done;
    }
}
