using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Cmdlets;

/// <summary>Where a file goes, what it is called there, and what is left alone.</summary>
[Collection(Tenant.Collection)]
public sealed class FileTargetTests(Tenant tenant) : IDisposable
{
    private const string Chart = "img_v3_sandbox_chart";
    private const string GetChart = $"Get-LarkMessageResource om_sandbox_image {Chart}";

    private readonly TemporaryFolder _folder = new();

    private IEnumerable<string> Files => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.Path, path)).Order(StringComparer.Ordinal);

    [Theory]
    [InlineData("$folder")]
    [InlineData("\"$folder/\"")]
    [InlineData("data:")]
    [InlineData("data:/")]
    [InlineData("\"$PWD\"")]
    [InlineData(".")]
    public async Task Folder_lets_the_resource_name_itself(string target)
    {
        using var shell = await ShellInFolderAsync();

        var file = Assert.Single(shell.Run($"{GetChart} -OutFile {target}").EnsureNoErrors().Output);

        Assert.Equal(["img_v3_sandbox_chart.png"], Files);
        Assert.Equal(Path.Combine(_folder.Path, "img_v3_sandbox_chart.png"), file.Text("Path"));
    }

    [Theory]
    [InlineData("new/deeper/", "new/deeper/img_v3_sandbox_chart.png")]
    [InlineData("data:/new/", "new/img_v3_sandbox_chart.png")]
    [InlineData("a.png", "a.png")]
    [InlineData("data:a.png", "a.png")]
    [InlineData("data:/new/a.png", "new/a.png")]
    [InlineData("[1].png", "[1].png")]
    [InlineData("./x/../a.png", "a.png")]
    public async Task Path_is_taken_as_the_shell_means_it(string target, string expected)
    {
        using var shell = await ShellInFolderAsync();

        shell.Run($"{GetChart} -OutFile '{target}'").EnsureNoErrors();

        Assert.Equal([expected.Replace('/', Path.DirectorySeparatorChar)], Files);
    }

    [Theory]
    [InlineData("Env:chart.png", "Environment")]
    [InlineData("nodrive:/chart.png", "nodrive")]
    public async Task Path_outside_the_file_system_is_refused(string target, string named)
    {
        using var shell = await ShellInFolderAsync();

        var result = shell.Run($"{GetChart} -OutFile '{target}'");

        ErrorIs(result, "NotAFileSystemPath", "InvalidArgument", target);
        Assert.Contains(named, result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(await tenant.ResourceCallsAsync());
        Assert.Empty(Files);
    }

    [Fact]
    public async Task Path_with_a_nul_is_refused()
    {
        using var shell = await ShellInFolderAsync();

        var result = shell.Run($"{GetChart} -OutFile \"a`0b.png\"");

        ErrorIs(result, "NotAFileSystemPath", "InvalidArgument", "a\0b.png");
        Assert.Empty(await tenant.ResourceCallsAsync());
        Assert.Empty(Files);
    }

    [Fact]
    public async Task Folder_in_shared_memory_is_no_device()
    {
        if (!Directory.Exists("/dev/shm"))
        {
            return;
        }

        using var shell = await ShellInFolderAsync();

        var text = shell.Show($"{GetChart} -OutFile /dev/shm -WhatIf");

        Assert.Contains("/dev/shm/img_v3_sandbox_chart", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Existing_file_is_left_alone_and_nothing_is_asked_for()
    {
        var path = _folder.Write("a.png", "mine");
        using var shell = await ShellInFolderAsync();

        var result = shell.Run($"{GetChart} -OutFile a.png");

        ErrorIs(result, "FileExists", "ResourceExists", path);
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
        Assert.Equal(["a.png"], Files);
        Assert.Empty(await tenant.ResourceCallsAsync());
    }

    [Fact]
    public async Task Existing_file_in_a_folder_is_left_alone()
    {
        var path = _folder.Write("img_v3_sandbox_chart.png", "mine");
        using var shell = await ShellInFolderAsync();

        var result = shell.Run($"{GetChart} -OutFile .");

        ErrorIs(result, "FileExists", "ResourceExists", path);
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
        Assert.Equal(["img_v3_sandbox_chart.png"], Files);
    }

    [Theory]
    [InlineData("a.png", "a.png")]
    [InlineData(".", "img_v3_sandbox_chart.png")]
    public async Task Force_replaces_the_file(string target, string name)
    {
        var path = _folder.Write(name, "mine");
        using var shell = await ShellInFolderAsync();
        var (length, _) = await tenant.Server.GetResourceAsync(Chart);

        shell.Run($"{GetChart} -OutFile {target} -Force").EnsureNoErrors();

        Assert.Equal(length, new FileInfo(path).Length);
        Assert.Equal([name], Files);
    }

    [Theory]
    [InlineData("a.png", "a.png")]
    [InlineData("new/", "new")]
    public async Task What_if_touches_nothing_and_says_what_would_happen(string target, string shown)
    {
        using var shell = await ShellInFolderAsync();

        var text = shell.Show($"{GetChart} -OutFile {target} -WhatIf");

        Assert.Contains($"What if: Performing the operation \"Download image {Chart}\" on target \"{Path.Combine(_folder.Path, shown)}", text, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        Assert.Empty(await tenant.ResourceCallsAsync());
    }

    [Fact]
    public async Task Confirm_asks_for_each_file()
    {
        using var shell = await ShellInFolderAsync();
        shell.Answers.Enqueue(2);
        shell.Answers.Enqueue(0);

        var files = shell.Run("Get-LarkMessageResource om_sandbox_video -OutFile . -Confirm").EnsureNoErrors().Output;

        Assert.Equal(["img_v3_sandbox_cover.png"], files.Select(file => file.Text("Name")));
        Assert.Equal(["img_v3_sandbox_cover.png"], Files);
    }

    [Fact]
    public async Task All_resources_of_a_message_come_under_the_names_their_sender_gave()
    {
        using var shell = await ShellInFolderAsync();

        shell.Run("Get-LarkMessageResource om_sandbox_video -OutFile .; Get-LarkMessageResource om_sandbox_post -OutFile post/").EnsureNoErrors();

        var s = Path.DirectorySeparatorChar;
        Assert.Equal(
            [
                "img_v3_sandbox_cover.png", $"post{s}img_v3_sandbox_post_chart.png", $"post{s}img_v3_sandbox_post_cover.png",
                $"post{s}ledger.csv", $"post{s}month-end.mp4", "站会 stand-up.mp4",
            ],
            Files);
    }

    [Fact]
    public async Task Equal_names_get_their_key_the_same_in_every_run()
    {
        using var shell = await ShellInFolderAsync();
        const string Script = "1..3 | ForEach-Object { [pscustomobject]@{ MessageId = \"om_sandbox_same_name_$_\" } } | Get-LarkMessageResource -OutFile . -Force";

        shell.Run(Script).EnsureNoErrors();
        var first = Files.ToList();
        shell.Run(Script).EnsureNoErrors();

        Assert.Equal(3, first.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("scan.txt", first);
        Assert.Equal(2, first.Count(name => name.Contains("file_v3_sandbox_same_name_", StringComparison.Ordinal)));
        Assert.Equal(first, Files);
    }

    [Theory]
    [InlineData("om_sandbox_same_name_1", "om_sandbox_same_name_2")]
    [InlineData("om_sandbox_image", "om_sandbox_same_name_1", "om_sandbox_same_name_2")]
    public async Task Name_of_a_download_that_failed_is_not_given_to_the_next(params string[] messages)
    {
        // A picture is named by its answer: while that is awaited, the names behind it are not given out yet.
        using var shell = await ShellInFolderAsync();
        const string Script = "$messages | ForEach-Object { [pscustomobject]@{ MessageId = $_ } } | Get-LarkMessageResource -OutFile . ";
        await tenant.Server.SetFaultsAsync("""
            [{ "action": "status", "status": 404, "pathContains": "same_name_1/resources" },
             { "action": "stallHeaders", "pathContains": "image/resources", "delayMs": 600 }]
            """);

        var failed = shell.Run(Script, ("messages", messages));
        Assert.Single(failed.Errors);
        Assert.Equal("scan (file_v3_sandbox_same_name_2).txt", Assert.Single(failed.Output, file => file.Text("FileKey") == "file_v3_sandbox_same_name_2").Text("Name"));
        Assert.DoesNotContain("scan.txt", Files);

        var second = shell.Run(Script, ("messages", messages));
        Assert.Equal("scan.txt", Assert.Single(second.Output).Text("Name"));
        Assert.Contains("first", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "scan.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_names_stay_in_the_folder()
    {
        string[] names = ["path", "backslash", "absolute", "drive", "device", "dots", "trailing", "long", "surrogate", "bidi", "zerowidth", "quotes", "stream", "wildcard", "html", "percent", "leading", "blank"];
        using var shell = await ShellInFolderAsync();
        var target = Directory.CreateDirectory(Path.Combine(_folder.Path, "in", "here")).FullName;

        var files = shell.Run("$names | ForEach-Object { [pscustomobject]@{ MessageId = \"om_sandbox_hostile_$_\" } } | Get-LarkMessageResource -OutFile in/here", ("names", names)).EnsureNoErrors().Output;

        Assert.Equal(names.Length, files.Count);
        Assert.All(files, file => Assert.Equal(target, Path.GetDirectoryName(file.Text("Path"))));
        Assert.Equal(names.Length, Files.Count());
        Assert.DoesNotContain(Files, name => Path.GetFileName(name).Any(c => char.IsControl(c) || "\\/:*?\"<>|\u202E\u200B\uFEFF".Contains(c, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Time_of_the_file_is_the_time_of_the_message()
    {
        using var shell = await ShellInFolderAsync();

        var path = Assert.Single(shell.Run("Get-LarkMessageResource om_sandbox_report -OutFile .").EnsureNoErrors().Output).Text("Path")!;

        Assert.Equal(new DateTime(2026, 11, 17, 1, 3, 0, DateTimeKind.Utc), File.GetLastWriteTimeUtc(path));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static void ErrorIs(ShellResult result, string id, string category, string target)
    {
        var error = Assert.Single(result.Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal((category, target), (error.CategoryInfo.Category.ToString(), error.TargetObject));
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Output);
    }

    // The location of the session is not the folder of the process: a path that went through the process would end up elsewhere.
    private async Task<HostedShell> ShellInFolderAsync()
    {
        var shell = await tenant.ConnectAsync(Way.Socket);
        shell.AddDrive("data", _folder.Path);
        shell.Run("$ExecutionContext.SessionState.Path.SetLocation($folder)", ("folder", _folder.Path)).EnsureNoErrors();
        return shell;
    }
}
