using System.Text;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Export;

/// <summary>What people, editors and power cuts do to an export between two runs.</summary>
[Collection(Tenant.Collection)]
public sealed class ExportDamageTests(Tenant tenant) : DamagedExport(tenant, seed: 4)
{
    [Fact]
    public async Task File_that_was_deleted_or_damaged_is_fetched_again_and_said_so()
    {
        using var shell = await ExportedAsync();
        var files = ExportedChat.Read(Folder.Path, Chat).Saved.Where(line => line.Length > 10).Select(line => Path.Combine(ChatFolder, line.Path!)).ToArray();
        File.Delete(files[0]);
        Damage(files[1], [1, 2, 3]);
        Damage(files[2], new byte[new FileInfo(files[2]).Length]);

        var plain = shell.ExportWell(Chat, Folder.Path);
        var verified = shell.ExportWell(Chat, Folder.Path, "-Verify");

        Assert.Equal((2, 2), (plain.Count("Saved"), plain.Warnings.Count));
        Assert.Equal((1, 1), (verified.Count("Saved"), verified.Warnings.Count));
        await MustHoldAsync();
    }

    [Fact]
    public async Task File_that_a_person_edited_stays_and_is_replaced_with_Force_alone()
    {
        using var shell = await ExportedAsync();
        var files = ExportedChat.Read(Folder.Path, Chat).Saved.Where(line => line.Length > 10).Select(line => Path.Combine(ChatFolder, line.Path!)).ToArray();
        var manifest = File.ReadAllBytes(Manifest);
        File.AppendAllText(files[0], "more");
        File.WriteAllBytes(files[1], new byte[new FileInfo(files[1]).Length]);
        byte[][] edited = [File.ReadAllBytes(files[0]), File.ReadAllBytes(files[1])];

        var plain = shell.ExportWell(Chat, Folder.Path);
        var verified = shell.ExportWell(Chat, Folder.Path, "-Verify -Full");

        Assert.Equal((1, 0, 1), (plain.Count("Edited"), plain.Count("ResourceCalls"), plain.Warnings.Count));
        Assert.Equal((2, 0, 1), (verified.Count("Edited"), verified.Count("ResourceCalls"), verified.Warnings.Count));
        Assert.Equal(edited, [File.ReadAllBytes(files[0]), File.ReadAllBytes(files[1])]);
        Assert.Equal(manifest, File.ReadAllBytes(Manifest));

        var forced = shell.ExportWell(Chat, Folder.Path, "-Verify -Force");

        Assert.Equal((0, 2), (forced.Count("Edited"), forced.Count("Saved")));
        await MustHoldAsync();
    }

    [Theory]
    [InlineData("image")]
    [InlineData("file")]
    public async Task File_that_was_changed_and_could_not_be_fetched_again_at_once_goes_back_to_its_place(string kind)
    {
        using var shell = await ExportedAsync();
        var line = ExportedChat.Read(Folder.Path, Chat).Saved.First(line => line.Kind == kind);
        Damage(Path.Combine(ChatFolder, line.Path!), [1, 2, 3]);
        await Tenant.AlwaysAsync(line.FileKey!, status: 404);
        Assert.Single(shell.Export(Chat, Folder.Path).Errors);
        await Tenant.NoFaultsAsync();

        Assert.Equal(1, shell.ExportWell(Chat, Folder.Path).Count("Saved"));

        var exported = ExportedChat.Read(Folder.Path, Chat);
        Assert.Equal(line.Path, exported.Last[(line.MessageId, line.FileKey)].Path);
        Assert.Equal(exported.Saved.Select(saved => saved.Path!).Concat(["export.json", "manifest.jsonl"]).Order(StringComparer.Ordinal), exported.Files);
    }

    [Fact]
    public async Task File_that_cannot_be_read_is_not_verified_and_not_fetched_over()
    {
        using var shell = await ExportedAsync();
        var manifest = File.ReadAllBytes(Manifest);
        var files = ExportedChat.Read(Folder.Path, Chat).Saved.Where(line => line.Length > 10).Select(line => Path.Combine(ChatFolder, line.Path!)).Take(2).ToArray();
        ShellResult verified;
        using (new FileStream(files[0], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        using (new FileStream(files[1], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            verified = shell.Export(Chat, Folder.Path, "-Verify -Full");
            Assert.Empty(shell.ExportWell(Chat, Folder.Path, "-Full").Warnings);
        }

        Assert.Equal(["UnreadableFile", "UnreadableFile"], verified.ErrorIds());
        Assert.Equal(files.Order(StringComparer.Ordinal), verified.Errors.Select(error => error.TargetObject.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal((2, 0, 0, 0), (verified.Count("Failed"), verified.Count("Saved"), verified.Count("ResourceCalls"), verified.Warnings.Count));
        Assert.Equal(ExportedChat.Read(Folder.Path, Chat).Saved.Count() - files.Length, verified.Count("AlreadyThere"));
        Assert.Equal(manifest, File.ReadAllBytes(Manifest));
        shell.ExportWell(Chat, Folder.Path, "-Verify");
        await MustHoldAsync();
    }

    [Fact]
    public async Task Folder_of_a_day_that_cannot_be_entered_is_no_loss_of_its_files()
    {
        if (OperatingSystem.IsWindows())
        {
            // There a link takes a right of its own, and a circle of links is no error of the kind that is meant.
            return;
        }

        using var shell = await ExportedAsync();
        var day = Directory.GetDirectories(ChatFolder)[0];
        var files = Directory.GetFiles(day).Length;
        var manifest = File.ReadAllBytes(Manifest);
        Directory.Move(day, day + ".away");

        // Nobody can enter a circle of links, not even root.
        Directory.CreateSymbolicLink(day, day);
        foreach (var options in new[] { "-Full", "-Full -Verify" })
        {
            var closed = shell.Export(Chat, Folder.Path, options);
            Assert.Equal(Enumerable.Repeat("UnreadableFile", files), closed.ErrorIds());
            Assert.Equal((files, 0, 0), (closed.Count("Failed"), closed.Count("ResourceCalls"), closed.Warnings.Count));
        }

        File.Delete(day);
        Directory.Move(day + ".away", day);
        Assert.Equal(0, shell.ExportWell(Chat, Folder.Path, "-Full -Verify").Count("ResourceCalls"));
        Assert.Equal(manifest, File.ReadAllBytes(Manifest));
    }

    [Fact]
    public async Task Folder_of_a_day_that_was_deleted_is_made_again()
    {
        using var shell = await ExportedAsync();
        var days = Directory.GetDirectories(ChatFolder);
        Directory.Delete(days[1], recursive: true);
        Directory.Delete(days[^1], recursive: true);

        var again = shell.ExportWell(Chat, Folder.Path);

        Assert.NotEmpty(again.Warnings);
        await MustHoldAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public async Task Torn_last_line_costs_one_resource_and_no_more(int cut)
    {
        using var shell = await ExportedAsync();
        using (var file = new FileStream(Manifest, FileMode.Open))
        {
            file.SetLength(file.Length - cut);
        }

        var again = shell.ExportWell(Chat, Folder.Path);

        Assert.InRange(again.Warnings.Count, 0, 1);
        Assert.InRange(again.Count("ResourceCalls"), 0, 1);
        await MustHoldAsync();
    }

    [Fact]
    public async Task Manifest_that_is_gone_is_made_again_whatever_the_state_says()
    {
        using var shell = await ExportedAsync();
        var lines = File.ReadAllLines(Manifest);
        File.Delete(Manifest);

        var again = shell.ExportWell(Chat, Folder.Path);

        Assert.Contains("fewer resources", Assert.Single(again.Warnings, text => !text.Contains("code 234", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(lines.Length, File.ReadAllLines(Manifest).Length);
        await MustHoldAsync();
    }

    [Fact]
    public async Task Lines_that_nobody_understands_are_left_alone()
    {
        using var shell = await ExportedAsync();
        var lines = File.ReadAllLines(Manifest).ToList();
        string[] garbage = ["what is this", """{"v":1}""", """{"v":1,"messageId":5}""", "[]", "null", """{"v":0,"messageId":"om_x","status":"saved"}""", new string('x', 3 << 20), "\0\0\0"];
        lines.InsertRange(3, garbage);
        File.WriteAllText(Manifest, string.Join('\n', lines) + "\n{\"v\":1,\"mess");
        await Tenant.Server.ResetAsync();

        var again = shell.ExportWell(Chat, Folder.Path);

        Assert.Contains($"{garbage.Length} lines", Assert.Single(again.Warnings), StringComparison.Ordinal);
        Assert.Equal(0, again.Count("ResourceCalls"));
        Assert.Equal(lines, File.ReadAllLines(Manifest));
    }

    [Fact]
    public async Task Manifest_that_an_editor_has_saved_with_its_own_line_ends_and_mark_is_understood()
    {
        using var shell = await ExportedAsync();
        var text = File.ReadAllText(Manifest).Replace("\n", "\r\n", StringComparison.Ordinal);
        File.WriteAllText(Manifest, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        var again = shell.ExportWell(Chat, Folder.Path);

        Assert.Equal((0L, 0), (again.Count("ResourceCalls"), again.Warnings.Count));
    }

    [Fact]
    public async Task Manifest_of_a_later_version_is_not_touched()
    {
        using var shell = await ExportedAsync();
        File.AppendAllText(Manifest, """{"v":2,"messageId":"om_later","fileKey":"file_later","status":"moved"}""" + "\n");
        var before = File.ReadAllBytes(Manifest);

        var again = shell.Export(Chat, Folder.Path);

        Assert.Equal("UnreadableManifest", Assert.Single(again.ErrorIds()));
        Assert.Equal(before, File.ReadAllBytes(Manifest));
    }

    [Fact]
    public async Task File_of_the_user_under_the_same_name_survives()
    {
        using var shell = await ExportedAsync();
        var line = ExportedChat.Read(Folder.Path, Chat).Saved.First(line => line.Kind == "file");
        var path = Path.Combine(ChatFolder, line.Path!);
        Directory.Delete(ChatFolder, recursive: true);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "mine");

        shell.ExportWell(Chat, Folder.Path);
        shell.ExportWell(Chat, Folder.Path, "-Full -Verify");

        Assert.Equal("mine", File.ReadAllText(path));
        Assert.NotEqual(line.Path, ExportedChat.Read(Folder.Path, Chat).Last[(line.MessageId, line.FileKey)].Path);
        File.Delete(path);
        await MustHoldAsync();
    }

    [Fact]
    public async Task File_that_another_program_has_open_for_writing_is_verified_all_the_same()
    {
        using var shell = await ExportedAsync();
        var line = ExportedChat.Read(Folder.Path, Chat).Saved.First(line => line.Length > 10);
        using (new FileStream(Path.Combine(ChatFolder, line.Path!), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            Assert.Empty(shell.ExportWell(Chat, Folder.Path, "-Verify").Warnings);
        }
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("2026-11-09/a\\u0000b")]
    public async Task Line_that_leads_out_of_the_folder_or_nowhere_writes_nothing_there(string path)
    {
        using var shell = await ExportedAsync();
        var outside = Folder.Write("outside.txt", "mine");
        var line = ExportedChat.Read(Folder.Path, Chat).Saved.First(line => line.Length > 10);
        File.WriteAllText(Manifest, File.ReadAllText(Manifest).Replace($"\"{line.Path}\"", $"\"{path}\"", StringComparison.Ordinal));
        File.Delete(Path.Combine(ChatFolder, line.Path!));

        shell.ExportWell(Chat, Folder.Path);

        Assert.Equal("mine", File.ReadAllText(outside));
        Assert.Equal(line.Path, ExportedChat.Read(Folder.Path, Chat).Last[(line.MessageId, line.FileKey)].Path);
    }

    [Fact]
    public async Task Chat_that_was_renamed_keeps_its_folder_and_one_with_a_hostile_name_gets_one()
    {
        using var shell = await ExportedAsync();
        var renamed = Path.Combine(Folder.Path, $"The name of last year ({Chat})");
        Directory.Move(ChatFolder, renamed);

        var again = shell.ExportWell(Chat, Folder.Path);
        shell.ExportWell("oc_sandbox_odd_name", Folder.Path);

        Assert.Equal(0, again.Count("ResourceCalls"));
        Assert.Equal(renamed, ChatFolder);
        Assert.Equal(2, Directory.GetDirectories(Folder.Path).Length);
        ExportedChat.Read(Folder.Path, "oc_sandbox_odd_name").MustMatchItself();
    }
}
