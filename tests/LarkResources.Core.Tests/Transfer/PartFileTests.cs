using System.Diagnostics;

namespace LarkResources.Tests.Transfer;

/// <summary>The file that grows beside a target: who may have it, what it becomes, and what stays of it.</summary>
public sealed class PartFileTests : IDisposable
{
    private const int MiB = 1 << 20;

    private static readonly ResourceId Id = new("om_1", "file_1", LarkResourceType.File);
    private static readonly DateTimeOffset SentAt = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("lark-part-").FullName;

    private string Target => Path.Combine(_folder, "a.bin");

    private string Part => Target + ".part";

    private string JournalPath => Target + ".part.json";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_second_download_is_told_that_another_has_the_file(bool isResumable)
    {
        using (var first = PartFile.Open(Target, 3 * MiB, isResumable ? new(Id, 3 * MiB, null) : null, null))
        {
            foreach (var attempt in new Action[] { () => PartFile.Open(Target, 3 * MiB, null, null), () => PartFile.Save(new(Target, true), "new"u8.ToArray(), null, false) })
            {
                var error = Assert.Throws<LarkException>(attempt);
                Assert.Equal(("ResourceBusy", Target), (error.ErrorId, error.Target));
                Assert.Contains($"'{Part}'", error.Message, StringComparison.Ordinal);
            }

            Assert.Equal(["a.bin.part", "a.bin.part.json"], Names());
            Assert.Equal(isResumable ? 3 * MiB : 0, RandomAccess.GetLength(first.Handle));
        }

        // Nothing had come: there is nothing to go on from.
        Assert.Empty(Names());
    }

    [Fact]
    public void A_file_that_is_complete_has_its_time_and_nothing_beside_it()
    {
        var part = PartFile.Open(Target, null, null, null);
        RandomAccess.Write(part.Handle, "good"u8, 0);
        part.Complete(new(Target, Overwrite: false), SentAt);
        Assert.Equal(["a.bin"], Names());
        Assert.Equal("good", File.ReadAllText(Target));
        Assert.Equal(SentAt.UtcDateTime, File.GetLastWriteTimeUtc(Target));
        Assert.Throws<ObjectDisposedException>(() => part.Handle);

        // Whatever has the names from now on is another's.
        File.WriteAllText(Part, "another's");
        File.WriteAllText(JournalPath, "another's");
        part.Discard();
        part.Dispose();
        Assert.Equal(["a.bin", "a.bin.part", "a.bin.part.json"], Names());
    }

    [Fact]
    public void What_is_known_to_be_wrong_goes_with_its_journal()
    {
        using var part = PartFile.Open(Target, 3 * MiB, new(Id, 3 * MiB, null), null);
        Assert.Equal(0, part.DoneOf(2));
        part.Discard();
        Assert.Empty(Names());
    }

    [Fact]
    public void A_file_longer_than_the_disk_has_room_for_is_refused_before_it_begins()
    {
        var error = Assert.Throws<LarkException>(() => PartFile.Open(Target, 1L << 50, null, null));
        Assert.Equal(("WriteFailed", Target), (error.ErrorId, error.Target));
        Assert.Empty(Names());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_target_that_is_there_is_replaced_only_where_that_is_wanted(bool overwrite)
    {
        File.WriteAllText(Target, "old");
        var save = () => PartFile.Save(new(Target, overwrite), "new"u8.ToArray(), SentAt, isDurable: true);
        if (overwrite)
        {
            save();
        }
        else
        {
            var error = Assert.Throws<LarkException>(save);
            Assert.Equal(("FileExists", Target), (error.ErrorId, error.Target));
            Assert.Contains($"'{Target}' already exists.", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["a.bin"], Names());
        Assert.Equal(overwrite ? "new" : "old", File.ReadAllText(Target));
    }

    [Fact]
    public void A_person_is_asked_about_a_file_only_where_one_is_there()
    {
        var asked = 0;
        var target = new FileTarget(Target, Overwrite: false) { IsOwn = () => ++asked > 0 };
        PartFile.Save(target, "new"u8.ToArray(), null, isDurable: false);
        Assert.Equal(0, asked);
        PartFile.Save(target, "newer"u8.ToArray(), null, isDurable: false);
        Assert.Equal((1, "newer"), (asked, File.ReadAllText(Target)));
        PartFile.Save(target with { Overwrite = true }, "newest"u8.ToArray(), null, isDurable: false);
        Assert.Equal("newest", File.ReadAllText(Target));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_part_that_was_removed_meanwhile_is_told_and_not_taken_for_a_file_in_the_way(bool isTargetThere)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if (isTargetThere)
        {
            File.WriteAllText(Target, "old");
        }

        using var part = PartFile.Open(Target, 4, null, null);
        File.Delete(Part);
        var error = Assert.Throws<LarkException>(() => part.Complete(new(Target, Overwrite: isTargetThere), null));
        Assert.Equal("WriteFailed", error.ErrorId);
        Assert.Equal(isTargetThere ? ["a.bin"] : [], Names());
    }

    [Fact]
    public void A_pipe_that_took_the_final_name_meanwhile_stays()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var part = PartFile.Open(Target, 4, null, null);
        MakePipe(Target);
        Assert.Equal("WriteFailed", Assert.Throws<LarkException>(() => part.Complete(new(Target, Overwrite: true), null)).ErrorId);
        Assert.True(File.Exists(Part));
    }

    [Fact]
    public void A_start_that_failed_keeps_nothing_locked()
    {
        File.WriteAllBytes(Part, new byte[10]);
        Journal.Create(JournalPath, new(Id, 10, null), [new(0, 5, 1)]).Dispose();
        var stale = new ResumeState(new(Id, 10, null), [new(0, 4, 1)]);
        Assert.Throws<RestartException>(() => PartFile.Open(Target, 10, stale.Head, stale));
        PartFile.Open(Target, 10, stale.Head, PartFile.FindResumeState(Target, Id)).Dispose();

        // What was kept is not locked either.
        File.Open(JournalPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
        Assert.Equal([new(0, 5, 1)], PartFile.FindResumeState(Target, Id)!.Steps);
    }

    [Theory]
    [InlineData("0 5 1", true)]
    [InlineData("0 10 ffffffff", true)]
    [InlineData("0 5", false)]
    [InlineData("0 5 1 1", false)]
    [InlineData("0 11 1", false)]
    [InlineData("1 0 1", false)]
    [InlineData("-1 5 1", false)]
    [InlineData("0 -5 1", false)]
    [InlineData("0 5 z", false)]
    [InlineData("x", false)]
    public void One_line_that_does_not_fit_makes_a_journal_worthless(string line, bool isBelieved)
    {
        Journal.Create(JournalPath, new(Id, 10, null), []).Dispose();
        File.AppendAllText(JournalPath, line + "\n");
        Assert.Equal(isBelieved, Journal.Read(JournalPath, Id, 10) is not null);
    }

    [Fact]
    public void Nothing_is_gone_on_from_of_an_empty_file()
    {
        File.WriteAllBytes(Part, []);
        Journal.Create(JournalPath, new(Id, 0, null), []).Dispose();
        Assert.Null(PartFile.FindResumeState(Target, Id));
    }

    [Fact]
    public void The_journal_of_an_old_part_goes_with_it_and_any_other_stays()
    {
        File.WriteAllText(Part, "old");
        Journal.Mark(JournalPath);
        PartFile.Save(new(Target, true), "new"u8.ToArray(), null, false);
        Assert.Equal(["a.bin"], Names());

        Journal.Mark(JournalPath);
        PartFile.Save(new(Target, true), "new"u8.ToArray(), null, false);
        Assert.Equal(["a.bin", "a.bin.part.json"], Names());

        File.WriteAllText(JournalPath, "a person's");
        File.WriteAllText(Part, "n");
        PartFile.Save(new(Target, true), "new"u8.ToArray(), null, false);
        Assert.Equal("a person's", File.ReadAllText(JournalPath));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("ne", true)]
    [InlineData("new", true)]
    [InlineData("n\0w", true)]
    [InlineData("\0\0\0\0\0", true)]
    [InlineData("newer", false)]
    [InlineData("x", false)]
    [InlineData("nex", false)]
    public void A_part_without_a_journal_is_replaced_only_where_nothing_is_lost(string held, bool isOurs)
    {
        File.WriteAllText(Part, held);
        var save = () => PartFile.Save(new(Target, true), "new"u8.ToArray(), SentAt, isDurable: true);
        if (isOurs)
        {
            save();
            Assert.Equal(["a.bin"], Names());
        }
        else
        {
            Assert.Equal(("FileExists", Part), Assert.Throws<LarkException>(save) is var error ? (error.ErrorId, error.Target) : default);
            Assert.Equal(held, File.ReadAllText(Part));
        }
    }

    [Theory]
    [InlineData(true, true, false, true)]
    [InlineData(false, true, false, false)]
    [InlineData(true, false, false, false)]
    [InlineData(true, true, true, false)]
    public void A_part_with_the_time_of_its_message_is_ours_where_an_export_dates_its_files(bool isDurable, bool isDated, bool hasJournal, bool isOurs)
    {
        File.WriteAllText(Part, "some other bytes");
        File.SetLastWriteTimeUtc(Part, SentAt.UtcDateTime.AddDays(isDated ? 0 : 1));
        if (hasJournal)
        {
            File.WriteAllText(JournalPath, "a person's");
        }

        var error = Record.Exception(() => PartFile.Save(new(Target, true), "new"u8.ToArray(), SentAt, isDurable));
        Assert.Equal(isOurs ? null : "FileExists", (error as LarkException)?.ErrorId);
        Assert.Equal(isOurs, File.Exists(Target));
    }

    [Theory]
    [InlineData(".part", true)]
    [InlineData(".part.json", true)]
    [InlineData("", true)]
    [InlineData(".part", false)]
    public void A_pipe_under_one_of_the_names_is_told_as_what_it_is_and_not_waited_for(string suffix, bool isLarge)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        MakePipe(Target + suffix);
        var error = Assert.Throws<LarkException>(() =>
        {
            if (isLarge)
            {
                PartFile.Open(Target, 3 * MiB, new(Id, 3 * MiB, null), null).Dispose();
            }
            else
            {
                PartFile.Save(new(Target, true), "new"u8.ToArray(), null, false);
            }
        });
        Assert.Equal(("WriteFailed", Target), (error.ErrorId, error.Target));
        Assert.Contains(Target + suffix, error.Message, StringComparison.Ordinal);
        Assert.Equal(["a.bin" + suffix], Names());
    }

    [Fact]
    public void A_link_under_the_final_name_is_replaced_and_not_followed()
    {
        var victim = Path.Combine(_folder, "victim");
        File.WriteAllText(victim, "precious");
        File.CreateSymbolicLink(Target, victim);
        PartFile.Save(new(Target, true), "new"u8.ToArray(), null, false);
        Assert.Equal(("new", "precious"), (File.ReadAllText(Target), File.ReadAllText(victim)));
        Assert.Null(new FileInfo(Target).LinkTarget);
    }

    [Theory]
    [InlineData("{\"V\":3,\"MessageId\":\"om_1\",\"FileKey\":\"file_1\",\"Type\":\"File\",\"Total\":10,\"PartLength\":1048576,\"Boot\":\"b\"}\n", "file_1", true)]
    [InlineData("{\"V\":1,\"MessageId\":\"om_1\",\"FileKey\":\"file_1\",\"Type\":\"Image\",\"Total\":10,\"PartLength\":1}\nanything", "file_1", true)]
    [InlineData("{\"V\":3,\"MessageId\":\"\",\"FileKey\":\"\",\"Type\":\"\",\"Total\":0,\"PartLength\":1048576,\"Boot\":\"\"}\n", null, true)]
    [InlineData("{\"V\":3,\"MessageId\":\"om_1\",\"FileKey\":\"file_1\",\"Type\":\"Tape\",\"Total\":10,\"PartLength\":1048576,\"Boot\":\"b\"}\n", null, true)]
    [InlineData("{\"V\":0,\"MessageId\":\"om_1\",\"FileKey\":\"file_1\",\"Type\":\"File\",\"Total\":10,\"PartLength\":1048576}\n", null, false)]
    [InlineData("{\"V\":3,\"MessageId\":\"om_1\",\"FileKey\":\"file_1\",\"Type\":\"File\",\"Total\":10,\"PartLength\":0}\n", null, false)]
    [InlineData("{\"V\":3,\"FileKey\":\"file_1\",\"Type\":\"File\",\"Total\":10,\"PartLength\":1048576}\n", null, false)]
    [InlineData("{\"V\":3,\"MessageId\":\"om_1\",\"Type\":\"File\",\"Total\":10,\"PartLength\":1048576}\n", null, false)]
    [InlineData("{\"V\":3,\"MessageId\":\"om_1\",\"FileKey\":\"file_1\",\"Total\":10,\"PartLength\":1048576}\n", null, false)]
    [InlineData("{\"V\":3,\"MessageId\":\"om_1\",\"FileKey\":\"file_1\",\"Type\":\"File\",\"Total\":10,\"PartLength\":1048576}", null, false)]
    [InlineData("\n", null, false)]
    [InlineData("", null, false)]
    [InlineData("{]\n", null, false)]
    public void A_file_is_a_journal_by_its_first_line(string text, string? key, bool isOurs)
    {
        File.WriteAllText(JournalPath, text);
        Assert.Equal(isOurs, Journal.IsOurs(JournalPath));
        Assert.Equal(key, Journal.ResourceOf(JournalPath)?.FileKey);
    }

    [Fact]
    public void Nothing_can_be_gone_on_from_where_the_part_or_the_journal_is_missing()
    {
        Assert.Null(PartFile.FindResumeState(Target, Id));
        File.WriteAllBytes(Part, new byte[10]);
        Assert.Null(PartFile.FindResumeState(Target, Id));
        Journal.Create(JournalPath, new(Id, 10, null), []).Dispose();
        Assert.NotNull(PartFile.FindResumeState(Target, Id));
        File.Delete(Part);
        Assert.Null(PartFile.FindResumeState(Target, Id));
        Assert.False(Journal.IsOurs(Target));
    }

    [Fact]
    public void Whether_two_states_are_the_same_depends_on_all_that_they_hold()
    {
        var state = new ResumeState(new(Id, 10, "v"), [new(0, 5, 1)]);
        Assert.True(state.IsSameAs(new(new(Id, 10, "v"), [new(0, 5, 1)])));
        Assert.False(state.IsSameAs(null));
        Assert.False(state.IsSameAs(state with { Head = new(Id, 10, "w") }));
        Assert.False(state.IsSameAs(state with { Steps = [new(0, 5, 2)] }));
    }

    [Fact]
    public async Task The_hash_of_a_file_is_told_and_of_what_cannot_be_read_the_reason()
    {
        File.WriteAllText(Target, "abc");
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", await FileHash.OfFileAsync(Target, default));
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", FileHash.Of("abc"u8));
        Assert.Equal("UnreadableFile", (await Assert.ThrowsAsync<LarkException>(() => FileHash.OfFileAsync(Part, default))).ErrorId);
        if (!OperatingSystem.IsWindows())
        {
            MakePipe(Part);
            Assert.Equal("UnreadableFile", (await Assert.ThrowsAsync<LarkException>(() => FileHash.OfFileAsync(Part, default))).ErrorId);
        }
    }

    private static void MakePipe(string path)
    {
        using var mkfifo = Process.Start("mkfifo", path);
        mkfifo.WaitForExit();
    }

    private string[] Names() => [.. Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
