using System.Globalization;

namespace LarkResources.Tests.Export;

/// <summary>What a later run makes of the files and lines that it finds.</summary>
public sealed class ExportRepeatTests : IDisposable
{
    private readonly ExportRig _rig = new();

    private DateTimeOffset Old => _rig.Now.AddDays(-40);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Files_that_are_as_they_were_saved_are_counted_and_not_fetched_again()
    {
        await SaveAsync(2);
        var again = await _rig.RunAsync(ExportRig.Everything with { Verify = true, Full = true });
        Assert.Equal((0, 2, 0), (again.Tally.Saved, again.Tally.AlreadyThere, again.Warnings.Length));
        again = await _rig.RunAsync();
        Assert.Equal((0, 2, 0), (again.Tally.Saved, again.Tally.AlreadyThere, again.Warnings.Length));
        Assert.Equal(["history"], again.Calls);
    }

    [Theory]
    [InlineData(99992354, true)]
    [InlineData(99992354, false)]
    [InlineData(230110, true)]
    [InlineData(230111, true)]
    [InlineData(230054, true)]
    [InlineData(230013, true)]
    [InlineData(234002, false)]
    public async Task What_failed_once_and_is_refused_for_good_since_fails_no_further_run(int code, bool isWhole)
    {
        _rig.Server.Say(Sent.File("om_1", Old), Sent.Forward("om_2", Old, Sent.File("om_in", Old)));
        (_rig.Server.Refused["file_om_1"], _rig.Server.Refused["om_2"]) = (2200, 2200);
        Assert.Equal(2, (await _rig.RunAsync()).Failures.Length);

        foreach (var part in new[] { isWhole ? "many" : "file_om_1", "om_1", "om_2" })
        {
            _rig.Server.Refused[part] = code;
        }

        var refused = await _rig.RunAsync();
        Assert.Empty(refused.Failures);
        Assert.Equal([code, code], refused.Skipped.Select(skipped => skipped.Entry.Code!.Value));
        Assert.Equal(["history"], (await _rig.RunAsync()).Calls);
        _rig.Server.Refused.Clear();
        Assert.Equal(["om_1", "om_2"], (await _rig.RunAsync(ExportRig.Everything with { RetrySkipped = true })).Saved);
    }

    [Fact]
    public async Task A_message_whose_id_is_said_to_be_wrong_fails_no_further_run()
    {
        _rig.Server.Say(Sent.Forward("om_1", Old, Sent.File("om_in", Old)), Sent.Text("om_root", Old) with { Thread = "omt_1" });
        (_rig.Server.Refused["om_1"], _rig.Server.Refused["omt_1"]) = (2200, 2200);
        Assert.Equal(2, (await _rig.RunAsync()).Failures.Length);

        // One parameter of many is wrong: that may be a fault of the request.
        (_rig.Server.Refused["om_1"], _rig.Server.Refused["omt_1"]) = (230001, 230001);
        Assert.Equal(2, (await _rig.RunAsync()).Failures.Length);

        _rig.Server.RefusalText = "Your request contains an invalid request parameter, ext=invalid message_id";
        var run = await _rig.RunAsync();
        Assert.Empty(run.Failures);
        Assert.Equal(2, run.Tally.SkippedByCode["230001"]);
        Assert.Contains("Its replies are left out.", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty((await _rig.RunAsync()).Failures);
    }

    [Theory]
    [InlineData("too short", "has 9 bytes instead of 18")]
    [InlineData("longer than it was when it was saved", "has 36 bytes instead of 18")]
    [InlineData(null, "is no longer there")]
    public async Task Damaged_file_is_told_and_fetched_again_and_no_other(string? bytes, string reason)
    {
        await SaveAsync(2);
        if (bytes is null)
        {
            File.Delete(_rig.File("om_1.txt"));
        }
        else
        {
            _rig.Damage("om_1.txt", bytes);
        }

        var again = await _rig.RunAsync();
        Assert.Equal(["file om_1 file_om_1", "history", "message om_1"], again.Calls);
        Assert.Equal(["om_1"], again.Saved);
        Assert.Equal(1, again.Tally.AlreadyThere);
        Assert.Matches(@"^'Living \(oc_1\)/\d{4}-\d\d-\d\d/om_1.txt' " + reason + " and has to be fetched again.$", Assert.Single(again.Warnings));
        Assert.Equal(ChatServer.BytesOf("file_om_1"), File.ReadAllText(_rig.File("om_1.txt")));
        Assert.Equal(2, _rig.Files.Length);
    }

    [Theory]
    [InlineData("many")]
    [InlineData("history")]
    [InlineData("file_om_1")]
    public async Task Damage_that_verification_found_is_mended_by_a_later_run_whatever_kept_it_from_that(string refused)
    {
        await SaveAsync(2);
        _rig.Damage("om_1.txt", "BYTES OF FILE_OM_1");
        _rig.Damage("om_2.txt", "BYTES OF FILE_OM_2");
        _rig.Server.Refused[refused] = 2200;
        (_rig.Server.Refused["om_1"], _rig.Server.Refused["om_2"]) = (2200, 2200);
        Assert.NotEmpty((await _rig.RunAsync(ExportRig.Everything with { Verify = true })).Failures);
        _rig.Server.Refused.Clear();
        await _rig.RunAsync();
        Assert.Equal(ChatServer.BytesOf("file_om_1"), File.ReadAllText(_rig.File("om_1.txt")));
        Assert.Equal(ChatServer.BytesOf("file_om_2"), File.ReadAllText(_rig.File("om_2.txt")));
        Assert.Equal(2, _rig.Files.Length);
    }

    [Fact]
    public async Task Damage_that_leaves_the_length_is_found_by_verification_alone()
    {
        await SaveAsync(2);
        _rig.Damage("om_1.txt", "BYTES OF FILE_OM_1");
        Assert.Empty((await _rig.RunAsync()).Warnings);

        var dry = await _rig.RunAsync(ExportRig.Everything with { Verify = true, IsDryRun = true });
        Assert.EndsWith("om_1.txt' has other bytes than were saved and would be fetched again.", Assert.Single(dry.Warnings), StringComparison.Ordinal);
        Assert.Equal(_rig.File("om_1.txt"), Assert.Single(dry.WouldSave).FullName);
        Assert.Equal("BYTES OF FILE_OM_1", File.ReadAllText(_rig.File("om_1.txt")));

        var again = await _rig.RunAsync(ExportRig.Everything with { Verify = true });
        Assert.EndsWith("om_1.txt' has other bytes than were saved and has to be fetched again.", Assert.Single(again.Warnings), StringComparison.Ordinal);
        Assert.Equal(ChatServer.BytesOf("file_om_1"), File.ReadAllText(_rig.File("om_1.txt")));
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(22, 21)]
    public async Task Of_many_missing_files_twenty_are_told_and_the_others_counted(int missing, int told)
    {
        await SaveAsync(missing + 1);
        for (var number = 1; number <= missing; number++)
        {
            File.Delete(_rig.File($"om_{number}.txt"));
        }

        var dry = await _rig.RunAsync(ExportRig.Everything with { IsDryRun = true });
        Assert.Equal((told, missing, 1), (dry.Warnings.Length, dry.WouldSave.Length, dry.Tally.AlreadyThere));
        var again = await _rig.RunAsync();
        Assert.Equal((told, missing), (again.Warnings.Length, again.Saved.Length));
        if (missing > 20)
        {
            Assert.Equal($"2 more files of '{_rig.Folder}' are not as they were saved and would be fetched again.", dry.Warnings[^1]);
            Assert.Equal($"2 more files of '{_rig.Folder}' are not as they were saved and have to be fetched again.", again.Warnings[^1]);
        }
    }

    [Fact]
    public async Task File_that_a_person_has_changed_stays_and_is_named_until_it_is_to_be_replaced()
    {
        await SaveAsync(1);
        var path = _rig.File("om_1.txt");
        File.WriteAllText(path, "the work of a person");
        foreach (var verify in new[] { false, true })
        {
            var again = await _rig.RunAsync(ExportRig.Everything with { Verify = verify, Full = true });
            Assert.Equal((1, 0, 0), (again.Tally.Edited, again.Tally.AlreadyThere, again.Warnings.Length));
            Assert.Equal(["history"], again.Calls);
            Assert.Equal("Living (oc_1)/" + Path.GetFileName(Path.GetDirectoryName(path)) + "/om_1.txt", Assert.Single(again.Tally.SomeEdited));
            Assert.Equal("the work of a person", File.ReadAllText(path));
        }

        var replaced = await _rig.RunAsync(ExportRig.Everything with { ReplaceEdited = true });
        Assert.Equal((0, 1), (replaced.Tally.Edited, replaced.Tally.Saved));
        Assert.Equal(ChatServer.BytesOf("file_om_1"), File.ReadAllText(path));
        Assert.Equal(["om_1.txt"], _rig.Files);
    }

    [Fact]
    public async Task Edited_file_whose_download_failed_once_stays_too()
    {
        await SaveAsync(1);
        _rig.Damage("om_1.txt");
        _rig.Server.Refused["file_om_1"] = 234001;
        Assert.Equal(["234001"], (await _rig.RunAsync()).Failures);
        Assert.Equal("torn", File.ReadAllText(_rig.File("om_1.txt")));
        _rig.Server.Refused.Clear();
        File.WriteAllText(_rig.File("om_1.txt"), "the work of a person");

        var again = await _rig.RunAsync();
        Assert.Equal((1, 0), (again.Tally.Edited, again.Tally.Saved));
        Assert.Equal("the work of a person", File.ReadAllText(_rig.File("om_1.txt")));
    }

    [Fact]
    public async Task File_whose_download_failed_comes_back_to_the_place_where_it_was()
    {
        await SaveAsync(1);
        var path = _rig.File("om_1.txt");
        _rig.Damage("om_1.txt");
        _rig.Server.Refused["file_om_1"] = 234001;
        await _rig.RunAsync();
        _rig.Server.Refused.Clear();
        _rig.Server.Change("om_1", sent => Sent.File("om_1", Old, "renamed.txt"));
        Assert.Equal(["om_1"], (await _rig.RunAsync()).Saved);
        Assert.Equal([path], [_rig.File("om_1.txt")]);
        Assert.Single(_rig.Files);
    }

    [Theory]
    [InlineData(2200, "file")]
    [InlineData(2200, "file of the same length")]
    [InlineData(234002, "file")]
    [InlineData(0, "file")]
    [InlineData(null, "folder")]
    public async Task An_edited_file_that_could_not_be_replaced_is_as_edited_as_before(int? code, string kind)
    {
        await SaveAsync(1);
        var (path, line) = (_rig.File("om_1.txt"), Assert.Single(_rig.Lines));
        File.Delete(path);
        if (kind.StartsWith("file", StringComparison.Ordinal))
        {
            File.WriteAllText(path, kind == "file" ? "mine" : new('m', (int)line.Length!));
        }
        else
        {
            Directory.CreateDirectory(path);
        }

        if (code is { } refusal)
        {
            _rig.Server.Refused["file_om_1"] = refusal;
        }

        var forced = await _rig.RunAsync(ExportRig.Everything with { ReplaceEdited = true, Verify = true });
        Assert.Empty(forced.Saved);
        Assert.Equal(code == 234002 ? 0 : 1, forced.Failures.Length);
        Assert.Equal(line, Assert.Single(_rig.Lines));
        _rig.Server.Refused.Clear();
        Assert.Equal(1, (await _rig.RunAsync(ExportRig.Everything with { Full = true, Verify = true })).Tally.Edited);
        Assert.Equal(kind == "folder" ? [] : ["om_1"], (await _rig.RunAsync(ExportRig.Everything with { ReplaceEdited = true, Verify = true })).Saved);
    }

    [Fact]
    public async Task Link_in_the_place_of_a_file_stays_and_what_it_leads_to_is_never_written()
    {
        await SaveAsync(1);
        var (path, elsewhere) = (_rig.File("om_1.txt"), Path.Combine(_rig.Destination, "elsewhere.txt"));
        File.WriteAllText(elsewhere, ChatServer.BytesOf("file_om_1"));
        File.SetLastWriteTimeUtc(elsewhere, Old.UtcDateTime);
        File.Delete(path);
        File.CreateSymbolicLink(path, elsewhere);
        Assert.Equal(1, (await _rig.RunAsync()).Tally.Edited);

        var again = await _rig.RunAsync(ExportRig.Everything with { ReplaceEdited = true });
        Assert.EndsWith("is no longer a regular file and has to be fetched again.", Assert.Single(again.Warnings), StringComparison.Ordinal);
        Assert.Equal(ChatServer.BytesOf("file_om_1"), File.ReadAllText(elsewhere));
    }

    [Fact]
    public async Task Folder_in_the_place_of_a_file_stays()
    {
        await SaveAsync(1);
        var path = _rig.File("om_1.txt");
        File.Delete(path);
        Directory.CreateDirectory(path);
        var again = await _rig.RunAsync();
        Assert.Equal((1, 0), (again.Tally.Edited, again.Tally.Saved));
        Assert.True(Directory.Exists(path));

        again = await _rig.RunAsync(ExportRig.Everything with { ReplaceEdited = true });
        Assert.EndsWith("om_1.txt' is no longer a regular file and has to be fetched again.", Assert.Single(again.Warnings), StringComparison.Ordinal);
        Assert.True(Directory.Exists(path));
    }

    [Fact]
    public async Task Path_that_no_export_writes_is_not_believed_and_the_file_there_stays()
    {
        await SaveAsync(1);
        var other = Path.Combine(_rig.Destination, "mine.txt");
        File.WriteAllText(other, "mine");
        Rewrite(line => line with { Path = "../mine.txt" });
        var again = await _rig.RunAsync();
        Assert.Contains("is named by the manifest but is not a path that an export gives to a file: it is left as it is, and the resource has to be fetched again", Assert.Single(again.Warnings), StringComparison.Ordinal);
        Assert.Equal(["om_1"], again.Saved);
        Assert.Equal("mine", File.ReadAllText(other));
    }

    [Fact]
    public async Task Line_of_a_saved_file_without_a_path_has_it_fetched()
    {
        await SaveAsync(1);
        File.Delete(_rig.File("om_1.txt"));
        Rewrite(line => line with { Path = null });
        var again = await _rig.RunAsync();
        Assert.Contains("is no longer there", Assert.Single(again.Warnings), StringComparison.Ordinal);
        Assert.Equal(["om_1"], again.Saved);
    }

    [Fact]
    public async Task File_that_cannot_be_read_for_verification_is_an_error_and_is_not_replaced()
    {
        await SaveAsync(2);
        Ran again;
        using (new FileStream(_rig.File("om_1.txt"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            again = await _rig.RunAsync(ExportRig.Everything with { Verify = true, Full = true });
        }

        Assert.Equal(["UnreadableFile"], again.Failures);
        Assert.Contains("om_1.txt' could not be verified: ", again.Events.OfType<ExportEvent.Failed>().Single().Error.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (again.Tally.AlreadyThere, again.Tally.Saved));
        Assert.Equal(["history"], again.Calls);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_entered_says_nothing_of_its_files_and_they_are_not_replaced()
    {
        await SaveAsync(1);
        var day = Path.GetDirectoryName(_rig.File("om_1.txt"))!;
        Directory.Move(day, day + "-moved");
        Directory.CreateSymbolicLink(day, day);
        var again = await _rig.RunAsync(ExportRig.Everything with { Full = true });
        Assert.Equal(["UnreadableFile"], again.Failures);
        Assert.Equal(["history"], again.Calls);
    }

    [Fact]
    public async Task What_the_platform_refused_for_good_is_asked_for_again_only_on_demand()
    {
        _rig.Server.Say(Sent.File("om_1", Old));
        _rig.Server.Refused["file_om_1"] = 234040;
        var first = await _rig.RunAsync();
        Assert.Equal((234040, ExportStatus.Skipped), (first.Skipped[0].Entry.Code, first.Skipped[0].Entry.Status));
        Assert.Equal(1, first.Tally.SkippedByCode["234040"]);
        Assert.StartsWith("1 resource of chat 'Living' was refused with code 234040 and will be skipped: ", Assert.Single(first.Warnings), StringComparison.Ordinal);
        _rig.Server.Refused.Clear();

        var again = await _rig.RunAsync(ExportRig.Everything with { Full = true });
        Assert.Equal((0, 1), (again.Tally.Saved, again.Tally.SkippedBefore));
        Assert.Equal(["history"], again.Calls);
        again = await _rig.RunAsync(ExportRig.Everything with { RetrySkipped = true });
        Assert.Equal(["om_1"], again.Saved);
        Assert.Equal(0, again.Tally.SkippedBefore);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_too_large_is_fetched_once_more_is_allowed(bool isFiltered)
    {
        _rig.Server.Say(Sent.File("om_1", Old));
        var options = ExportRig.Everything with { Filter = isFiltered ? new(_ => true, "[all]") : null };
        var first = await _rig.RunAsync(options with { MaximumSize = 17 });
        Assert.Equal((null, 18L, ExportStatus.Skipped), (first.Skipped[0].Entry.Code, first.Skipped[0].Entry.Length, first.Skipped[0].Entry.Status));
        Assert.Equal(1, first.Tally.SkippedByCode["MaximumSize"]);
        Assert.Empty(_rig.Files);

        var again = await _rig.RunAsync(options with { MaximumSize = 17, RetrySkipped = true, Full = true });
        Assert.Equal((1, 0), (again.Tally.SkippedBefore, again.Tally.Saved));
        Assert.Equal(["history"], again.Calls);
        Assert.Equal(0, (await _rig.RunAsync(options with { MaximumSize = 17, Filter = new(_ => false, "[none]") })).Tally.SkippedBefore);
        Assert.Equal(["om_1"], (await _rig.RunAsync(options with { MaximumSize = 18 })).Saved);
    }

    [Fact]
    public async Task What_failed_is_tried_again_however_old_its_message_is()
    {
        _rig.Server.Say(Sent.File("om_1", Old), Sent.File("om_2", Old));
        _rig.Server.Refused["file_om_1"] = 234001;
        var first = await _rig.RunAsync();
        Assert.Equal(["234001"], first.Failures);
        Assert.Equal(["om_2"], first.Saved);
        Assert.Equal(1, first.Tally.FailedByCode["234001"]);
        Assert.Equal([ExportStatus.Failed, ExportStatus.Saved], _rig.Lines.OrderBy(line => line.MessageId, StringComparer.Ordinal).Select(line => line.Status));
        _rig.Server.Refused.Clear();
        var again = await _rig.RunAsync();
        Assert.Equal(["file om_1 file_om_1", "history", "message om_1"], again.Calls);
        Assert.Equal(["om_1"], again.Saved);
    }

    [Fact]
    public async Task A_run_for_less_leaves_files_of_other_kinds_times_and_names_alone()
    {
        _rig.Server.Say(Sent.File("om_1", Old), Sent.File("om_2", Old.AddDays(2)), Sent.File("om_3", Old.AddDays(4)));
        await _rig.RunAsync();
        Array.ForEach(["om_1.txt", "om_2.txt", "om_3.txt"], name => File.Delete(_rig.File(name)));

        var images = await _rig.RunAsync(ExportRig.Everything with { Kinds = new HashSet<LarkResourceKind> { LarkResourceKind.Image } });
        Assert.Equal((0, 0), (images.Warnings.Length, images.Saved.Length));
        var window = await _rig.RunAsync(ExportRig.Everything with { Since = Old.AddDays(1), Until = Old.AddDays(3), IsDryRun = true });
        Assert.Equal(["om_2"], window.WouldSave.Select(would => would.Entry.MessageId));
        Assert.Single(window.Warnings);
        var named = await _rig.RunAsync(ExportRig.Everything with { Filter = new(resource => resource.Name == "om_3.txt", "[om_3]") });
        Assert.Equal(["om_3"], named.Saved);
        Assert.Single(named.Warnings);
        Assert.Equal(["om_3.txt"], _rig.Files);
        Assert.Equal(0, (await _rig.RunAsync(ExportRig.Everything with { Filter = new(resource => resource.Name == "om_2.txt", "[om_2]"), IsDryRun = true })).Tally.AlreadyThere);
    }

    /// <summary>Lines are looked at by the hundred, on several threads.</summary>
    [Fact]
    public async Task Each_of_six_hundred_files_is_looked_at_and_found()
    {
        await SaveAsync(1);
        var (line, day) = (_rig.Lines[0], Path.GetDirectoryName(_rig.File("om_1.txt"))!);
        using (var manifest = Manifest.Open(Path.Combine(_rig.Folder, Manifest.FileName)))
        {
            for (var number = 2; number <= 600; number++)
            {
                var name = number.ToString(CultureInfo.InvariantCulture);
                manifest.Append(line with { MessageId = "om_" + name, FileKey = "file_" + name, Path = Path.GetFileName(day) + "/" + name });
                File.Copy(_rig.File("om_1.txt"), Path.Combine(day, name));
            }
        }

        File.Delete(Path.Combine(day, "300"));
        File.Delete(Path.Combine(day, "600"));
        var dry = await _rig.RunAsync(ExportRig.Everything with { IsDryRun = true });
        Assert.Equal((598, 2), (dry.Tally.AlreadyThere, dry.Warnings.Length));
        Assert.Equal(["many om_300 om_600"], dry.Calls.Where(call => call.StartsWith("many", StringComparison.Ordinal)));
    }

    /// <summary>The length of the path decides how the file is looked at.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(1022)]
    [InlineData(1100)]
    public async Task A_file_deep_in_folders_that_were_sent_is_found_where_it_is(int length)
    {
        await SaveAsync(1);
        var (line, day) = (_rig.Lines[0], Path.GetDirectoryName(_rig.File("om_1.txt"))!);
        var deep = string.Join('/', new string('d', length - "2026-11-22//om_1.txt".Length).Chunk(101).Select(part => new string(part)[..^1] + (part.Length == 101 ? "" : "d"))) + "/om_1.txt";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(day, deep))!);
        File.Move(_rig.File("om_1.txt"), Path.Combine(day, deep));
        Rewrite(entry => entry with { Path = Path.GetFileName(day) + "/" + deep });
        Assert.Equal(length, _rig.Lines[0].Path!.Length);
        var again = await _rig.RunAsync();
        Assert.Equal((1, 0, 0), (again.Tally.AlreadyThere, again.Tally.Saved, again.Warnings.Length));
        Assert.Equal(line.Length, new FileInfo(Path.Combine(day, deep)).Length);
    }

    private async Task SaveAsync(int files)
    {
        _rig.Server.Say([.. Enumerable.Range(1, files).Select(number => Sent.File($"om_{number}", Old))]);
        Assert.Equal(files, (await _rig.RunAsync()).Saved.Length);
    }

    private void Rewrite(Func<ManifestEntry, ManifestEntry> change) =>
        File.WriteAllBytes(Path.Combine(_rig.Folder, Manifest.FileName), [.. _rig.Lines.SelectMany(line => ManifestLine.Write(change(line)))]);
}
