namespace LarkResources.Tests.Transfer;

/// <summary>Files that lie under the names a download needs: a person's stay, what a kill left is replaced.</summary>
public sealed class PartOwnershipTests
{
    private static readonly Subject Large = Subject.Of(Shape.Large);

    private static readonly ConnectionSettings Settings = new() { MaximumRetryCount = 0 };

    [Theory]
    [InlineData("\n")]
    [InlineData("{")]
    [InlineData("null\n")]
    [InlineData("[]\n")]
    [InlineData("garbage\n0 5\n")]
    [InlineData("{}\n0 5\n")]
    [InlineData("\0\0\0\0mine")]
    [InlineData(null)]
    public async Task A_part_file_that_cannot_be_shown_to_be_ours_stays(string? journal)
    {
        foreach (var subject in new[] { Large, Subject.OneByte, Subject.Image })
        {
            await using var rig = await TransferRig.StartAsync(Settings);
            File.WriteAllText(rig.Part, "mine");
            if (journal is not null)
            {
                File.WriteAllText(rig.Journal, journal);
            }

            var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(subject));
            Assert.Equal(("FileExists", rig.Part), (error.ErrorId, error.Target));
            Assert.Contains(rig.Part, error.Message, StringComparison.Ordinal);
            Assert.Equal("mine", File.ReadAllText(rig.Part));
            Assert.Equal(journal, File.Exists(rig.Journal) ? File.ReadAllText(rig.Journal) : null);
            Assert.False(File.Exists(rig.Target));
        }
    }

    [Theory]
    [InlineData(".part.json")]
    [InlineData(".part.json.new")]
    public async Task A_file_under_the_name_of_a_journal_stays(string suffix)
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        File.WriteAllText(rig.Target + suffix, "{\"mine\":1}");
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Large));
        Assert.Equal(("FileExists", rig.Target + suffix), (error.ErrorId, error.Target));
        Assert.Equal("{\"mine\":1}", File.ReadAllText(rig.Target + suffix));
        Assert.Equal([rig.Target + suffix], Directory.GetFiles(rig.Folder));
    }

    [Theory]
    [InlineData(".part.json")]
    [InlineData(".part.json.new")]
    public async Task A_small_file_needs_no_journal_and_does_not_mind_what_has_its_name(string suffix)
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        File.WriteAllText(rig.Target + suffix, "{\"mine\":1}");
        await rig.SaveAsync(Subject.OneByte);
        rig.AssertTargetIs(Subject.OneByte.Sha256);
        Assert.Equal("{\"mine\":1}", File.ReadAllText(rig.Target + suffix));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    public async Task Bytes_of_a_small_file_that_a_kill_left_are_replaced(int length)
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        var subject = Subject.Image;
        await File.WriteAllBytesAsync(rig.Part, await FirstBytesAsync(subject, Math.Min(length, subject.Length)));

        await rig.SaveAsync(subject);
        rig.AssertTargetIs(subject.Sha256);
        rig.AssertNoLeftovers();
    }

    [Fact]
    public async Task A_part_file_with_none_but_the_first_bytes_of_a_large_file_is_replaced()
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        await File.WriteAllBytesAsync(rig.Part, await FirstBytesAsync(Large, 1000));

        await rig.SaveAsync(Large);
        rig.AssertTargetIs(Large.Sha256);
        rig.AssertNoLeftovers();
    }

    [Fact]
    public async Task A_folder_under_the_name_of_the_part_file_is_told_as_what_it_is()
    {
        foreach (var subject in new[] { Large, Subject.OneByte })
        {
            await using var rig = await TransferRig.StartAsync(Settings);
            Directory.CreateDirectory(rig.Part);
            var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(subject));
            Assert.Equal("WriteFailed", error.ErrorId);
            Assert.Contains($"'{rig.Part}' is a folder", error.Message, StringComparison.Ordinal);
            Directory.Delete(rig.Part);
        }
    }

    [Fact]
    public async Task A_part_file_with_a_byte_more_than_the_resource_stays()
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        var subject = Subject.Image;
        await File.WriteAllBytesAsync(rig.Part, [.. await FirstBytesAsync(subject, subject.Length), 1]);

        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(subject));
        Assert.Equal(("FileExists", rig.Part), (error.ErrorId, error.Target));
        Assert.Equal(subject.Length + 1, new FileInfo(rig.Part).Length);
    }

    [Fact]
    public async Task What_a_kill_left_of_a_small_file_is_replaced()
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        File.WriteAllText(rig.Part, "some of it");
        LarkResources.Transfer.Journal.Mark(rig.Journal);
        await rig.SaveAsync(Subject.Of(Shape.Small));
        rig.AssertTargetIs(Subject.Of(Shape.Small).Sha256);
        rig.AssertNoLeftovers();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0")]
    public async Task What_a_power_cut_left_of_a_download_with_an_empty_journal_is_replaced(string journal)
    {
        foreach (var subject in new[] { Large, Subject.OneByte, Subject.Image })
        {
            await using var rig = await TransferRig.StartAsync(Settings);
            File.WriteAllText(rig.Part, "some of it, or all");
            File.WriteAllText(rig.Journal, journal);
            await rig.SaveAsync(subject);
            rig.AssertTargetIs(subject.Sha256);
            rig.AssertNoLeftovers();
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(-3, false)]
    [InlineData(86_400, false)]
    public async Task A_part_without_a_journal_is_of_an_export_when_it_has_the_time_of_its_message(int seconds, bool isOurs)
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        var sentAt = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        File.WriteAllText(rig.Part, "all of it");
        File.SetLastWriteTimeUtc(rig.Part, sentAt.UtcDateTime.AddSeconds(seconds));
        if (isOurs)
        {
            using var part = PartFile.Open(rig.Target, 4, null, null, sentAt);
            Assert.Equal(0, RandomAccess.GetLength(part.Handle));
        }
        else
        {
            Assert.Equal("FileExists", Assert.Throws<LarkException>(() => PartFile.Open(rig.Target, 4, null, null, sentAt)).ErrorId);
            Assert.Equal("all of it", File.ReadAllText(rig.Part));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300_000)]
    public async Task Zeros_that_a_kill_left_before_there_was_a_journal_are_replaced(int length)
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        File.WriteAllBytes(rig.Part, new byte[length]);
        await rig.SaveAsync(Large);
        rig.AssertTargetIs(Large.Sha256);
        rig.AssertNoLeftovers();
    }

    [Fact]
    public async Task A_part_file_that_was_replaced_meanwhile_does_not_become_the_target()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var rig = await TransferRig.StartAsync(Settings);
        using (var part = PartFile.Open(rig.Target, 4, null, null))
        {
            part.Write(0, "good"u8.ToArray());
            var other = Path.Combine(rig.Folder, "other");
            File.WriteAllText(other, "another");
            File.Move(other, rig.Part, overwrite: true);
            Assert.Equal("WriteFailed", Assert.Throws<LarkException>(() => part.Complete(new(rig.Target, Overwrite: true), null)).ErrorId);
        }

        Assert.Equal("another", File.ReadAllText(rig.Part));
        Assert.False(File.Exists(rig.Target));
    }

    private static async Task<byte[]> FirstBytesAsync(Subject subject, long length)
    {
        await using var bytes = SandboxFiles.Open(subject.Id.FileKey);
        var first = new byte[length];
        await bytes.ReadExactlyAsync(first);
        return first;
    }
}
