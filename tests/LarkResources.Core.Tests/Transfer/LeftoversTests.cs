namespace LarkResources.Tests.Transfer;

/// <summary>What the clean-up of a folder takes away after kills, and what it leaves.</summary>
public sealed class LeftoversTests : IDisposable
{
    private static readonly ResourceId Id = new("om_1", "file_1", LarkResourceType.File);
    private static readonly DateTimeOffset SentAt = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("lark-leftovers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_download_that_a_later_run_resumes_stays_and_any_other_goes(bool isAwaited)
    {
        Begin("a.bin");
        File.WriteAllText(Of("a.bin.part.json.new"), "\0");
        File.WriteAllText(Of("b.bin"), "finished");
        var asked = new List<ResourceId>();

        PartOwnership.RemoveLeftovers(_folder, id => { asked.Add(id); return isAwaited; }, (_, _) => false);

        Assert.Equal([Id], asked);
        Assert.Equal(isAwaited ? ["a.bin.part", "a.bin.part.json", "a.bin.part.json.new", "b.bin"] : ["b.bin"], Names());
    }

    [Fact]
    public void One_that_is_still_written_to_stays()
    {
        using var part = PartFile.Open(Of("a.bin"), 3 << 20, new JournalHead(Id, 3 << 20, null), null);
        PartOwnership.RemoveLeftovers(_folder, _ => false, (_, _) => true);
        Assert.Equal(["a.bin.part", "a.bin.part.json"], Names());
    }

    [Theory]
    [InlineData(".part")]
    [InlineData(".part.json")]
    [InlineData(".part.json.new")]
    public void A_file_of_a_person_under_one_of_the_names_stays_with_what_lies_beside_it(string suffix)
    {
        Begin("a.bin");
        if (suffix is ".part")
        {
            File.Delete(Of("a.bin.part.json"));
        }

        File.WriteAllText(Of("a.bin" + suffix), "mine");
        var before = Names();

        PartOwnership.RemoveLeftovers(_folder, _ => false, (_, _) => false);

        Assert.Equal(before, Names());
        Assert.Equal("mine", File.ReadAllText(Of("a.bin" + suffix)));
    }

    [Theory]
    [InlineData("a.bin.part")]
    [InlineData("a.bin.part.json")]
    [InlineData("a.bin.part.json.new")]
    [InlineData(".hidden.part")]
    public void One_alone_that_a_power_cut_emptied_goes(string name)
    {
        File.WriteAllBytes(Of(name), new byte[10]);
        PartOwnership.RemoveLeftovers(_folder, _ => true, (_, _) => false);
        Assert.Empty(Names());
    }

    [Fact]
    public void A_part_without_a_journal_is_known_by_its_name_and_its_time()
    {
        foreach (var name in new[] { "settled.bin", "other.bin" })
        {
            File.WriteAllText(Of(name + ".part"), "all of a small file");
            File.SetLastWriteTimeUtc(Of(name + ".part"), SentAt.UtcDateTime);
        }

        var asked = new List<(string, DateTimeOffset)>();
        PartOwnership.RemoveLeftovers(_folder, _ => true, (name, time) => { asked.Add((name, time)); return name is "settled.bin"; });

        Assert.Equal(["other.bin.part"], Names());
        Assert.Equal([("other.bin", SentAt), ("settled.bin", SentAt)], asked.Order());
    }

    [Fact]
    public void A_folder_or_a_link_under_one_of_the_names_stays()
    {
        File.WriteAllText(Of("victim"), string.Empty);
        Directory.CreateDirectory(Of("folder.part"));
        File.CreateSymbolicLink(Of("link.bin.part.json"), Of("victim"));

        PartOwnership.RemoveLeftovers(_folder, _ => false, (_, _) => false);

        Assert.Equal(["link.bin.part.json", "victim"], Names());
        Assert.True(Directory.Exists(Of("folder.part")));
    }

    [Fact]
    public void A_folder_that_cannot_be_listed_is_told() =>
        Assert.Throws<DirectoryNotFoundException>(() => PartOwnership.RemoveLeftovers(Of("none"), _ => false, (_, _) => false));

    [Fact]
    public void What_a_run_notes_is_what_the_next_one_finds()
    {
        const long Total = (2L << 20) + 5;
        using (var journal = Journal.Create(Of("j"), new(Id, Total, "\"v\""), [new(2, 5, 7)]))
        {
            journal.Note(new(0, 1 << 20, 0xABCDEF01));
            journal.Note(new(1, 10, 1));
            journal.Note(new(1, 9, 2));
            journal.Note(new(1, 10, 3));
        }

        Assert.Equal(Id, Journal.ResourceOf(Of("j")));
        var state = Journal.Read(Of("j"), Id, Total)!;
        Assert.Equal(new(Id, Total, "\"v\""), state.Head);
        Assert.Equal([new(0, 1 << 20, 0xABCDEF01), new(1, 10, 3), new(2, 5, 7)], state.Steps);
        Assert.Null(Journal.Read(Of("j"), Id, Total - 1));
        Assert.Null(Journal.Read(Of("j"), Id with { FileKey = "other" }, Total));
    }

    [Fact]
    public void A_mark_replaces_that_of_an_earlier_run_and_names_no_resource()
    {
        Journal.Mark(Of("j"));
        File.AppendAllText(Of("j"), "more");
        Journal.Mark(Of("j"));

        Assert.True(Journal.IsOurs(Of("j")));
        Assert.Null(Journal.ResourceOf(Of("j")));
        Assert.DoesNotContain("more", File.ReadAllText(Of("j")), StringComparison.Ordinal);
        Assert.Equal(["j"], Names());
    }

    /// <summary>A download of which nothing has come yet, as a kill leaves it.</summary>
    private void Begin(string name)
    {
        File.WriteAllBytes(Of(name + ".part"), new byte[10]);
        Journal.Create(Of(name + ".part.json"), new(Id, 10, null), []).Dispose();
    }

    private string Of(string name) => Path.Combine(_folder, name);

    private string[] Names() => [.. Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
