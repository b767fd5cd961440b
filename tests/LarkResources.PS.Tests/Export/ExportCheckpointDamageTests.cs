using System.Text;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Export;

/// <summary>What people, editors and other programs do to the state of an export between two runs.</summary>
[Collection(Tenant.Collection)]
public sealed class ExportCheckpointDamageTests(Tenant tenant) : DamagedExport(tenant, seed: 6)
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"v":1,"app":{"covered":null,"unreadThreads":[]}}""")]
    [InlineData("""{"v":1,"app":{"covered":[null],"threads":[],"unread":[],"unreadThreads":[]}}""")]
    [InlineData("""{"v":1,"app":{"covered":[{"from":null,"until":"2026-11-30T00:00:00Z","kinds":null,"threads":false}],"threads":[],"unread":[],"unreadThreads":[]}}""")]
    [InlineData("""{"v":1,"app":{"covered":[],"threads":[""],"unread":[],"unreadThreads":[]}}""")]
    [InlineData("""{"v":1,"app":{"covered":[],"threads":[],"unread":[null],"unreadThreads":[]}}""")]
    [InlineData("""{"v":1,"app":{"covered":[],"threads":["../x"],"unread":["../x","om_nobody"],"unreadThreads":[]}}""")]
    public async Task State_that_is_damaged_costs_only_the_reading_of_the_history(string state)
    {
        using var shell = await ExportedAsync();
        File.WriteAllText(State, state);

        var again = shell.Export(Chat, Folder.Path);

        Assert.Equal(0, again.Count("ResourceCalls"));
        Assert.Null(again.TerminatedBy);
        await MustHoldAsync();
    }

    [Theory]
    [InlineData("{\"v\": 1, broken")]
    [InlineData("{}")]
    [InlineData("""{"v":1,"app":{"covered":[{"until":"9999-01-01T00:00:00Z","kinds":[]}],"threads":[],"unread":[],"unreadThreads":[]}}""")]
    public async Task State_that_is_damaged_is_told_once(string state)
    {
        using var shell = await ExportedAsync();
        File.WriteAllText(State, state);
        Assert.Contains(State, Assert.Single(shell.ExportWell(Chat, Folder.Path).Warnings).ToString(), StringComparison.Ordinal);
        Assert.Empty(shell.ExportWell(Chat, Folder.Path).Warnings);
    }

    [Fact]
    public async Task State_that_is_gone_is_read_again_without_a_word()
    {
        using var shell = await ExportedAsync();
        File.Delete(State);
        var again = shell.ExportWell(Chat, Folder.Path);
        Assert.Equal((0, 0), (again.Count("ResourceCalls"), again.Warnings.Count));
    }

    [Theory]
    [InlineData("""{"v":2}""", "")]
    [InlineData("""{"v":2,"covered":"all of it","unread":{}}""", "-Full")]
    [InlineData("""{"v":99,"covered":[],"threads":[],"unread":[]}""", "-WhatIf")]
    [InlineData("\ufeff{\"v\":2}", "")]
    public async Task State_of_a_later_version_is_not_touched(string state, string options)
    {
        using var shell = await ExportedAsync();
        File.WriteAllText(State, state);
        var before = ExportedChat.Read(Folder.Path, Chat);

        var again = shell.Export(Chat, Folder.Path, options);

        Assert.Equal("UnreadableManifest", Assert.Single(again.ErrorIds()));
        Assert.Contains(State, again.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetBytes(state), File.ReadAllBytes(State));
        Assert.Equal(before.Lines, ExportedChat.Read(Folder.Path, Chat).Lines);
        Assert.Equal(before.Files, ExportedChat.Read(Folder.Path, Chat).Files);
    }

    [Fact]
    public async Task Time_zone_that_this_machine_does_not_know_is_told_once_and_stays_for_those_that_do()
    {
        using var shell = await ExportedAsync();
        File.WriteAllText(State, """{"v":1,"timeZone":"Nowhere/City","app":{"covered":[],"threads":[],"unread":[],"unreadThreads":[]}}""");

        var again = shell.ExportWell(Chat, Folder.Path);

        var warning = Assert.Single(again.Warnings);
        Assert.Contains("'Nowhere/City'", warning, StringComparison.Ordinal);
        Assert.Contains($"'{TimeZoneInfo.Local.Id}'", warning, StringComparison.Ordinal);
        Assert.Contains("\"Nowhere/City\"", File.ReadAllText(State), StringComparison.Ordinal);
        Assert.Equal(0, again.Count("ResourceCalls"));
        await MustHoldAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-WhatIf")]
    public async Task State_that_cannot_be_read_for_now_is_an_error_and_not_written_over(string options)
    {
        using var shell = await ExportedAsync();
        var before = File.ReadAllBytes(State);
        ShellResult held;
        using (new FileStream(State, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            held = shell.Export(Chat, Folder.Path, options);
        }

        Assert.Equal("UnreadableFile", Assert.Single(held.ErrorIds()));
        Assert.Contains("cannot be read", held.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(State, held.Errors[0].TargetObject);
        Assert.Equal(before, File.ReadAllBytes(State));
        shell.ExportWell(Chat, Folder.Path);
        await MustHoldAsync();
    }

    [Fact]
    public async Task Renamed_folder_whose_state_cannot_be_read_for_now_is_not_fetched_anew()
    {
        using var shell = await ExportedAsync();
        var renamed = Path.Combine(Folder.Path, "Mixed, of the year 2026");
        Directory.Move(ChatFolder, renamed);
        ShellResult held;
        using (new FileStream(Path.Combine(renamed, "export.json"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            held = shell.Export(Chat, Folder.Path);
        }

        Assert.Equal("UnreadableFile", Assert.Single(held.ErrorIds()));
        Assert.Equal(renamed, Assert.Single(Directory.GetDirectories(Folder.Path)));
        Assert.Equal(0, shell.ExportWell(Chat, Folder.Path).Count("ResourceCalls"));
    }

    [Fact]
    public async Task State_that_an_editor_has_saved_with_its_mark_is_understood()
    {
        using var shell = await ExportedAsync();
        var text = File.ReadAllText(State).Replace("\"unread\": []", "\"unread\": [\"om_nobody\"]", StringComparison.Ordinal);
        File.WriteAllText(State, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        var asked = await Tenant.CallsAsync("om_nobody");

        shell.Export(Chat, Folder.Path);

        Assert.Equal(asked + 1, await Tenant.CallsAsync("om_nobody"));
    }

    [Fact]
    public async Task Folder_that_the_user_has_renamed_is_found_by_the_id_in_its_state()
    {
        using var shell = await ExportedAsync();
        var renamed = Path.Combine(Folder.Path, "Mixed, of the year 2026");
        Directory.Move(ChatFolder, renamed);
        Directory.CreateDirectory(Path.Combine(Folder.Path, "A folder of something else"));
        foreach (var (name, state) in new[] { ("B damaged", "{"), ("C no state", "[]"), ("D number", """{"v":1,"chatId":7}""") })
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Folder.Path, name)).FullName, "export.json"), state);
        }

        var folders = Directory.GetDirectories(Folder.Path);
        var again = shell.ExportWell(Chat, Folder.Path);

        Assert.Equal((0L, 0L), (again.Count("ResourceCalls"), again.Count("Saved")));
        Assert.Equal(folders.Order(StringComparer.Ordinal), Directory.GetDirectories(Folder.Path).Order(StringComparer.Ordinal));
    }
}
