using System.Text;
using LarkResources.PS.Tests.Cmdlets;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Export;

/// <summary>What people, editors and power cuts do to an export between two runs.</summary>
[Collection(Tenant.Collection)]
public sealed class ExportDamageTests(Tenant tenant) : IDisposable
{
    private const int Many = 60;
    private const int Seed = 4;

    private readonly TemporaryFolder _folder = new();

    private static string Chat => ExportTenant.MixedChat(Many, Seed);

    private string ChatFolder => ExportedChat.FolderOf(_folder.Path, Chat);

    private string Manifest => ExportedChat.ManifestOf(ChatFolder);

    [Fact]
    public async Task File_that_was_deleted_or_changed_is_fetched_again_and_said_so()
    {
        using var shell = await ExportedAsync();
        var files = ExportedChat.Read(_folder.Path, Chat).Saved.Where(line => line.Length > 10).Select(line => Path.Combine(ChatFolder, line.Path!)).ToArray();
        File.Delete(files[0]);
        File.AppendAllText(files[1], "more");
        var time = File.GetLastWriteTimeUtc(files[2]);
        File.WriteAllBytes(files[2], new byte[new FileInfo(files[2]).Length]);
        File.SetLastWriteTimeUtc(files[2], time);

        var plain = shell.ExportWell(Chat, _folder.Path);
        var verified = shell.ExportWell(Chat, _folder.Path, "-Verify");

        Assert.Equal((2, 2), (plain.Count("Saved"), plain.Warnings.Count));
        Assert.Equal((1, 1), (verified.Count("Saved"), verified.Warnings.Count));
        await MustHoldAsync();
    }

    [Theory]
    [InlineData("image")]
    [InlineData("file")]
    public async Task File_that_was_changed_and_could_not_be_fetched_again_at_once_goes_back_to_its_place(string kind)
    {
        using var shell = await ExportedAsync();
        var line = ExportedChat.Read(_folder.Path, Chat).Saved.First(line => line.Kind == kind);
        File.AppendAllText(Path.Combine(ChatFolder, line.Path!), "more");
        await tenant.AlwaysAsync(line.FileKey!, status: 404);
        Assert.Single(shell.Export(Chat, _folder.Path).Errors);
        await tenant.NoFaultsAsync();

        Assert.Equal(1, shell.ExportWell(Chat, _folder.Path).Count("Saved"));

        var exported = ExportedChat.Read(_folder.Path, Chat);
        Assert.Equal(line.Path, exported.Last[(line.MessageId, line.FileKey)].Path);
        Assert.Equal(exported.Saved.Select(saved => saved.Path!).Concat(["export.json", "manifest.jsonl"]).Order(StringComparer.Ordinal), exported.Files);
    }

    [Fact]
    public async Task File_that_cannot_be_read_is_not_verified_and_not_fetched_over()
    {
        using var shell = await ExportedAsync();
        var manifest = File.ReadAllBytes(Manifest);
        var files = ExportedChat.Read(_folder.Path, Chat).Saved.Where(line => line.Length > 10).Select(line => Path.Combine(ChatFolder, line.Path!)).Take(2).ToArray();
        ShellResult verified;
        using (new FileStream(files[0], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        using (new FileStream(files[1], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            verified = shell.Export(Chat, _folder.Path, "-Verify -Full");
            Assert.Empty(shell.ExportWell(Chat, _folder.Path, "-Full").Warnings);
        }

        Assert.Equal(["UnreadableFile", "UnreadableFile"], verified.ErrorIds());
        Assert.Equal(files.Order(StringComparer.Ordinal), verified.Errors.Select(error => error.TargetObject.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal((2, 0, 0, 0), (verified.Count("Failed"), verified.Count("Saved"), verified.Count("ResourceCalls"), verified.Warnings.Count));
        Assert.Equal(ExportedChat.Read(_folder.Path, Chat).Saved.Count() - files.Length, verified.Count("AlreadyThere"));
        Assert.Equal(manifest, File.ReadAllBytes(Manifest));
        shell.ExportWell(Chat, _folder.Path, "-Verify");
        await MustHoldAsync();
    }

    [Fact]
    public async Task Folder_of_a_day_that_was_deleted_is_made_again()
    {
        using var shell = await ExportedAsync();
        var days = Directory.GetDirectories(ChatFolder);
        Directory.Delete(days[1], recursive: true);
        Directory.Delete(days[^1], recursive: true);

        var again = shell.ExportWell(Chat, _folder.Path);

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

        var again = shell.ExportWell(Chat, _folder.Path);

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

        var again = shell.ExportWell(Chat, _folder.Path);

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
        await tenant.Server.ResetAsync();

        var again = shell.ExportWell(Chat, _folder.Path);

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

        var again = shell.ExportWell(Chat, _folder.Path);

        Assert.Equal((0L, 0), (again.Count("ResourceCalls"), again.Warnings.Count));
    }

    [Fact]
    public async Task Manifest_of_a_later_version_is_not_touched()
    {
        using var shell = await ExportedAsync();
        File.AppendAllText(Manifest, """{"v":2,"messageId":"om_later","fileKey":"file_later","status":"moved"}""" + "\n");
        var before = File.ReadAllBytes(Manifest);

        var again = shell.Export(Chat, _folder.Path);

        Assert.Equal("UnreadableManifest", Assert.Single(again.ErrorIds()));
        Assert.Equal(before, File.ReadAllBytes(Manifest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"v":1,"covered":null}""")]
    [InlineData("""{"v":1,"covered":[null],"threads":{},"unread":[]}""")]
    [InlineData("""{"v":1,"covered":[{"from":null,"until":"2026-11-30T00:00:00Z","kinds":null,"threads":false}],"threads":{},"unread":[]}""")]
    [InlineData("""{"v":1,"covered":[],"threads":{"":null},"unread":[]}""")]
    [InlineData("""{"v":1,"covered":[],"threads":{},"unread":[null]}""")]
    [InlineData("""{"v":1,"covered":[],"threads":{"../x":"2026-11-30T00:00:00Z"},"unread":["../x","om_nobody"]}""")]
    [InlineData("""{"v":"99"}""")]
    public async Task State_that_is_damaged_costs_only_the_reading_of_the_history(string state)
    {
        using var shell = await ExportedAsync();
        File.WriteAllText(Path.Combine(ChatFolder, "export.json"), state);

        var again = shell.Export(Chat, _folder.Path);

        Assert.Equal(0, again.Count("ResourceCalls"));
        Assert.Null(again.TerminatedBy);
        await MustHoldAsync();
    }

    [Theory]
    [InlineData("""{"v":2}""", "")]
    [InlineData("""{"v":2,"covered":"all of it","unread":{}}""", "-Full")]
    [InlineData("""{"v":99,"covered":[],"threads":{},"unread":[]}""", "-WhatIf")]
    public async Task State_of_a_later_version_is_not_touched(string state, string options)
    {
        using var shell = await ExportedAsync();
        var path = Path.Combine(ChatFolder, "export.json");
        File.WriteAllText(path, state);
        var before = ExportedChat.Read(_folder.Path, Chat);

        var again = shell.Export(Chat, _folder.Path, options);

        Assert.Equal("UnreadableManifest", Assert.Single(again.ErrorIds()));
        Assert.Contains(path, again.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(state, File.ReadAllText(path));
        Assert.Equal(before.Lines, ExportedChat.Read(_folder.Path, Chat).Lines);
        Assert.Equal(before.Files, ExportedChat.Read(_folder.Path, Chat).Files);
    }

    [Fact]
    public async Task Time_zone_that_this_machine_does_not_know_is_told_once_and_stays_for_those_that_do()
    {
        using var shell = await ExportedAsync();
        var state = Path.Combine(ChatFolder, "export.json");
        File.WriteAllText(state, """{"v":1,"timeZone":"Nowhere/City","covered":[],"threads":{},"unread":[]}""");

        var again = shell.ExportWell(Chat, _folder.Path);

        var warning = Assert.Single(again.Warnings);
        Assert.Contains("'Nowhere/City'", warning, StringComparison.Ordinal);
        Assert.Contains($"'{TimeZoneInfo.Local.Id}'", warning, StringComparison.Ordinal);
        Assert.Contains("\"Nowhere/City\"", File.ReadAllText(state), StringComparison.Ordinal);
        Assert.Equal(0, again.Count("ResourceCalls"));
        await MustHoldAsync();
    }

    [Fact]
    public async Task File_of_the_user_under_the_same_name_survives()
    {
        using var shell = await ExportedAsync();
        var line = ExportedChat.Read(_folder.Path, Chat).Saved.First(line => line.Kind == "file");
        var path = Path.Combine(ChatFolder, line.Path!);
        Directory.Delete(ChatFolder, recursive: true);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "mine");

        shell.ExportWell(Chat, _folder.Path);
        shell.ExportWell(Chat, _folder.Path, "-Full -Verify");

        Assert.Equal("mine", File.ReadAllText(path));
        Assert.NotEqual(line.Path, ExportedChat.Read(_folder.Path, Chat).Last[(line.MessageId, line.FileKey)].Path);
        File.Delete(path);
        await MustHoldAsync();
    }

    [Fact]
    public async Task Line_that_leads_out_of_the_folder_writes_nothing_there()
    {
        using var shell = await ExportedAsync();
        var outside = _folder.Write("outside.txt", "mine");
        var line = ExportedChat.Read(_folder.Path, Chat).Saved.First(line => line.Length > 10);
        File.WriteAllText(Manifest, File.ReadAllText(Manifest).Replace($"\"{line.Path}\"", "\"../outside.txt\"", StringComparison.Ordinal));
        File.Delete(Path.Combine(ChatFolder, line.Path!));

        shell.ExportWell(Chat, _folder.Path);

        Assert.Equal("mine", File.ReadAllText(outside));
        Assert.Equal(line.Path, ExportedChat.Read(_folder.Path, Chat).Last[(line.MessageId, line.FileKey)].Path);
    }

    [Fact]
    public async Task Chat_that_was_renamed_keeps_its_folder_and_one_with_a_hostile_name_gets_one()
    {
        using var shell = await ExportedAsync();
        var renamed = Path.Combine(_folder.Path, $"The name of last year ({Chat})");
        Directory.Move(ChatFolder, renamed);

        var again = shell.ExportWell(Chat, _folder.Path);
        shell.ExportWell("oc_sandbox_odd_name", _folder.Path);

        Assert.Equal(0, again.Count("ResourceCalls"));
        Assert.Equal(renamed, ChatFolder);
        Assert.Equal(2, Directory.GetDirectories(_folder.Path).Length);
        ExportedChat.Read(_folder.Path, "oc_sandbox_odd_name").MustMatchItself();
    }

    [Fact]
    public async Task Folder_that_the_user_has_renamed_is_found_by_the_id_in_its_state()
    {
        using var shell = await ExportedAsync();
        var renamed = Path.Combine(_folder.Path, "Mixed, of the year 2026");
        Directory.Move(ChatFolder, renamed);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "A folder of something else"));
        foreach (var (name, state) in new[] { ("B damaged", "{"), ("C no state", "[]"), ("D number", """{"v":1,"chatId":7}""") })
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName, "export.json"), state);
        }

        var folders = Directory.GetDirectories(_folder.Path);
        var again = shell.ExportWell(Chat, _folder.Path);

        Assert.Equal((0L, 0L), (again.Count("ResourceCalls"), again.Count("Saved")));
        Assert.Equal(folders.Order(StringComparer.Ordinal), Directory.GetDirectories(_folder.Path).Order(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private async Task<HostedShell> ExportedAsync()
    {
        var shell = await tenant.ConnectForExportAsync();
        shell.ExportWell(Chat, _folder.Path);
        return shell;
    }

    private async Task MustHoldAsync()
    {
        var chat = ExportedChat.Read(_folder.Path, Chat);
        var expected = (await MixedResource.AllOfAsync(tenant.Server, Many, Seed)).Where(resource => !resource.InThread).ToList();
        Assert.All(expected.Where(resource => resource.IsServed), resource => Assert.Equal(resource.Sha256, chat.Last[(resource.MessageId, resource.FileKey)].Sha256));
        Assert.Equal(chat.Saved.Select(line => line.Path!).Concat(["export.json", "manifest.jsonl"]).Order(StringComparer.Ordinal), chat.Files);
    }
}
