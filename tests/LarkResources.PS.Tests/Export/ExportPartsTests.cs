using System.Text.Json;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Export;

/// <summary>A part of a message that needs a call of its own fails alone: the rest is saved, and the part is neither forgotten nor given up too soon.</summary>
[Collection(Tenant.Collection)]
public sealed class ExportPartsTests(Tenant tenant) : IDisposable
{
    private const string Chat = "oc_sandbox_parts";
    private const string Forward = "om_sandbox_parts_forward";
    private const string InnerForward = "om_sandbox_parts_forward_inner";
    private const string InnerKey = "file_v3_sandbox_parts_inner";
    private const string Post = "om_sandbox_parts_post";
    private const string FirstFolderKey = "file_v3_sandbox_parts_first";
    private const string FirstFolder = FirstFolderKey + "/folder";

    private static readonly string[] AllFiles = ["beside.txt", "in_first.txt", "in_second.txt", "inner.txt", "outer.txt"];

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("apiError", 2200, "PlatformError")]
    [InlineData("apiError", 230020, "LarkApi230020")]
    [InlineData("apiError", 299999, "LarkApi299999")]
    [InlineData("rateLimited400", 0, "RateLimited")]
    [InlineData("status", 0, "PlatformError")]
    public async Task Forward_inside_a_forward_that_fails_for_now_is_read_by_the_next_run(string action, int code, string id)
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        await RefuseAsync((InnerForward, action, code));

        var first = shell.Export(Chat, _folder.Path);

        Assert.Equal(id, Assert.Single(first.ErrorIds()));
        Assert.Contains(Forward + "'", first.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, first.Count("Failed"));
        Assert.Equal([Forward], Unread());
        Assert.Equal(AllFiles.Where(name => name != "inner.txt"), SavedFiles());
        await tenant.NoFaultsAsync();
        shell.ExportWell(Chat, _folder.Path);
        Assert.Empty(Unread());
        Assert.Equal(AllFiles, SavedFiles());
        ExportedChat.Read(_folder.Path, Chat).MustMatchItself();
    }

    [Theory]
    [InlineData(230002)]
    [InlineData(230110)]
    [InlineData(99992354)]
    public async Task Forward_inside_a_forward_that_is_not_for_this_identity_is_no_failure(int code)
    {
        using var shell = await tenant.ConnectForExportAsync();
        await RefuseAsync((InnerForward, "apiError", code));

        shell.ExportWell(Chat, _folder.Path);

        Assert.Empty(Unread());
        Assert.Equal(AllFiles.Where(name => name != "inner.txt"), SavedFiles());
    }

    [Theory]
    [InlineData(234003)]
    [InlineData(234043)]
    public async Task Resource_of_a_forward_that_was_not_listed_this_time_is_not_given_up_for_the_refusal_of_one_of_its_ids(int code)
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        await RefuseAsync((InnerKey, "status", 0));
        Assert.Single(shell.Export(Chat, _folder.Path).Errors);
        await RefuseAsync((InnerForward, "apiError", 230002), ($"{Forward}/resources/{InnerKey}", "apiError", code));

        var second = shell.Export(Chat, _folder.Path);

        Assert.Single(second.Errors);
        Assert.Equal((1, 0), (second.Count("Failed"), second.Count("Skipped")));
        Assert.Equal(("failed", code), Inner());
        await tenant.NoFaultsAsync();
        shell.ExportWell(Chat, _folder.Path);
        Assert.Equal(("saved", null), Inner());
    }

    [Fact]
    public async Task Resource_of_a_forward_is_not_given_up_while_its_second_id_fails_for_now()
    {
        const string key = "file_v3_sandbox_parts_outer";
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        await RefuseAsync(($"{Forward}/resources/{key}", "apiError", 234003), ($"om_sandbox_parts_outer/resources/{key}", "apiError", 2200));

        var first = shell.Export(Chat, _folder.Path);

        Assert.Single(first.Errors);
        Assert.Equal(("failed", 2200), Inner(key));
        await tenant.NoFaultsAsync();
        shell.ExportWell(Chat, _folder.Path);
        Assert.Equal(("saved", null), Inner(key));
    }

    [Fact]
    public async Task Resource_that_a_forward_does_not_hold_any_more_is_given_up_once_all_of_it_was_listed()
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        await RefuseAsync((InnerKey, "status", 0));
        Assert.Single(shell.Export(Chat, _folder.Path).Errors);
        var manifest = ExportedChat.ManifestOf(ExportedChat.FolderOf(_folder.Path, Chat));
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(InnerKey, "file_v3_sandbox_parts_gone", StringComparison.Ordinal));
        await tenant.NoFaultsAsync();

        shell.ExportWell(Chat, _folder.Path);

        Assert.Equal(("saved", null), Inner());
        Assert.Equal(("skipped", 234003), Inner("file_v3_sandbox_parts_gone"));
    }

    [Theory]
    [InlineData("apiError", 2200, "PlatformError")]
    [InlineData("apiError", 234004, "AppNotInChat")]
    [InlineData("status", 0, "PlatformError")]
    public async Task Folder_that_fails_for_now_costs_no_other_resource_and_is_read_by_the_next_run(string action, int code, string id)
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        await RefuseAsync((FirstFolder, action, code));

        var first = shell.Export(Chat, _folder.Path);

        Assert.Equal(id, Assert.Single(first.ErrorIds()));
        Assert.Equal([Post], Unread());
        Assert.Equal(AllFiles.Where(name => name != "in_first.txt"), SavedFiles());
        await tenant.NoFaultsAsync();
        shell.ExportWell(Chat, _folder.Path);
        Assert.Empty(Unread());
        Assert.Equal(AllFiles, SavedFiles());
        ExportedChat.Read(_folder.Path, Chat).MustMatchItself();
    }

    [Fact]
    public async Task Folder_that_is_refused_for_good_is_skipped_with_its_code_and_costs_no_other_resource()
    {
        using var shell = await tenant.ConnectForExportAsync();
        await RefuseAsync((FirstFolder, "apiError", 234038));

        var first = shell.ExportWell(Chat, _folder.Path);
        var calls = await tenant.CallsAsync(FirstFolder);
        var second = shell.ExportWell(Chat, _folder.Path, "-Full");

        Assert.Equal((1, 0), (first.Count("Skipped"), second.Count("Skipped")));
        Assert.Equal(calls, await tenant.CallsAsync(FirstFolder));
        var chat = ExportedChat.Read(_folder.Path, Chat);
        Assert.Equal((Post, FirstFolderKey, "folder", 234038), chat.Lines.Where(line => line.Status == "skipped").Select(line => (line.MessageId, line.FileKey, line.Kind, line.Code)).Single());
        Assert.Empty(Unread());
        Assert.Equal(AllFiles.Where(name => name != "in_first.txt"), SavedFiles());
        await tenant.NoFaultsAsync();
        Assert.Equal(1, shell.ExportWell(Chat, _folder.Path, "-RetrySkipped").Count("Saved"));
        Assert.Equal(AllFiles, SavedFiles());
    }

    [Fact]
    public async Task Message_that_lacks_a_forward_for_now_is_read_beside_an_error_that_names_both()
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        await RefuseAsync((InnerForward, "apiError", 2200));

        var read = shell.Run("Get-LarkMessage $id", ("id", new[] { Forward, Post }));

        Assert.Equal([Forward, Post], read.Output.Select(message => message.Text("MessageId")));
        MustNameBoth(read);
    }

    [Fact]
    public async Task Message_that_lacks_a_forward_for_now_gives_its_other_resources_beside_an_error_that_names_both()
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        await RefuseAsync((InnerForward, "apiError", 2200));

        var got = shell.Run("Get-LarkMessageResource $id", ("id", Forward));

        Assert.Equal("outer.txt", Assert.Single(got.Output).Text("Name"));
        MustNameBoth(got);
    }

    [Fact]
    public async Task Check_of_a_message_that_lacks_a_forward_for_now_says_that_it_can_be_read()
    {
        using var shell = await tenant.ConnectForExportAsync("-MaximumRetryCount 0");
        await RefuseAsync((InnerForward, "apiError", 2200));

        var check = Assert.Single(shell.Run("Test-LarkConnection -MessageId $id | Where-Object Name -EQ MessageVisibility", ("id", Forward)).EnsureNoErrors().Output);

        Assert.Equal("Passed", check.Text("Status"));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private Task RefuseAsync(params (string PathContains, string Action, int Code)[] refusals) => tenant.Server.SetFaultsAsync(JsonSerializer.Serialize(
        refusals.Select(refusal => new { action = refusal.Action, code = refusal.Code, status = refusal.Code == 0 ? 503 : 0, pathContains = refusal.PathContains, times = 0 })));

    private static void MustNameBoth(ShellResult read)
    {
        var error = Assert.Single(read.Errors);
        Assert.StartsWith("PlatformError", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"'{InnerForward}'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains($"'{Forward}'", error.Exception.Message, StringComparison.Ordinal);
    }

    private IEnumerable<string> Unread()
    {
        using var state = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(ExportedChat.FolderOf(_folder.Path, Chat), "export.json")));
        return [.. state.RootElement.GetProperty("app").GetProperty("unread").EnumerateArray().Select(id => id.GetString()!)];
    }

    private (string Status, int? Code) Inner(string key = InnerKey) => ExportedChat.Read(_folder.Path, Chat).Last[(Forward, key)] is var line ? (line.Status, line.Code) : default;

    private IEnumerable<string> SavedFiles() => ExportedChat.Read(_folder.Path, Chat).Saved
        .Where(line => line.Kind == "file")
        .Select(line => Path.GetFileName(line.Path!))
        .Order(StringComparer.Ordinal);
}
