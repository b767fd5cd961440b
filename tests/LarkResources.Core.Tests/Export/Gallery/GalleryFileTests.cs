using LarkResources.Export.Gallery;
using LarkResources.Tests.Hostile;

namespace LarkResources.Tests.Export.Gallery;

/// <summary>How the page comes into the folder, and what of the folder it leaves alone.</summary>
public sealed class GalleryFileTests : IDisposable
{
    private readonly GalleryRig _rig = new();

    public GalleryFileTests() => _rig.Chat("A (oc_a)", GalleryRig.Entry("om_1", "first.txt"));

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_new_page_takes_the_place_of_the_old_and_leaves_nothing_beside_it()
    {
        await _rig.WriteAsync();
        _rig.Chat("A (oc_a)", GalleryRig.Entry("om_1", "second.txt"));
        await _rig.WriteAsync();
        Assert.Contains("second.txt", _rig.Block, StringComparison.Ordinal);
        Assert.Equal([_rig.Page], Directory.GetFiles(_rig.Folder));
    }

    [Fact]
    public async Task A_manifest_that_cannot_be_read_is_told_and_the_page_shows_the_others()
    {
        _rig.Chat("B (oc_b)", GalleryRig.Entry("om_2", "unknown.txt") with { V = ManifestEntry.CurrentVersion + 1 });
        _rig.Chat("C (oc_c)", GalleryRig.Entry("om_3", "third.txt"));
        await _rig.WriteAsync();
        var warning = Assert.Single(_rig.Warnings);
        Assert.Contains("'B (oc_b)'", warning, StringComparison.Ordinal);
        Assert.Equal(["first.txt", "third.txt"], _rig.Items.Select(item => item[6].GetString()));
        Assert.Equal([_rig.Page], Directory.GetFiles(_rig.Folder));
    }

    [Fact]
    public async Task What_a_kill_left_of_earlier_pages_is_taken_away_and_nothing_else()
    {
        var left = Left($"index.html.{Guid.NewGuid():N}.new");
        string[] others =
        [
            Left("index.html.new"), Left($"index.html.{Guid.NewGuid()}.new"), Left($"index.html.{Guid.NewGuid():N}.new.bak"), Left($"my.index.html.{Guid.NewGuid():N}.new"),
            Left($"index.html.{new string('z', 32)}.new"), Left($"index.html.{Guid.NewGuid():N}.new", DateTime.UtcNow.AddDays(1)), Left("index.html.2026.new"),
        ];
        var held = Left($"index.html.{Guid.NewGuid():N}.new");
        using (new FileStream(held, FileMode.Open, FileAccess.Write, FileShare.None))
        {
            await _rig.WriteAsync();
        }

        Assert.False(File.Exists(left));
        Assert.Equal([.. others.Append(held).Append(_rig.Page).Order(StringComparer.Ordinal)], Directory.GetFiles(_rig.Folder).Order(StringComparer.Ordinal));

        string Left(string name, DateTime? time = null)
        {
            var path = Path.Combine(_rig.Folder, name);
            File.WriteAllText(path, "<!doctype html>");
            File.SetLastWriteTimeUtc(path, time ?? DateTime.UtcNow.AddMinutes(-1));
            return path;
        }
    }

    [Fact]
    public async Task A_good_page_survives_when_no_manifest_can_be_read()
    {
        await _rig.WriteAsync();
        var before = _rig.Text;
        _rig.Chat("A (oc_a)", GalleryRig.Entry("om_2") with { V = ManifestEntry.CurrentVersion + 1 });
        var error = await Assert.ThrowsAsync<LarkException>(_rig.WriteAsync);
        Assert.Equal(ModuleErrors.UnreadableManifest, error.ErrorId);
        Assert.Equal(before, _rig.Text);
        Assert.Equal([_rig.Page], Directory.GetFiles(_rig.Folder));
    }

    [Fact]
    public async Task A_good_page_survives_being_stopped()
    {
        await _rig.WriteAsync();
        var before = _rig.Text;
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GalleryPage.WriteAsync(_rig.Folder, _rig.Warnings.Add, stop.Token));
        Assert.Equal(before, _rig.Text);
        Assert.Equal([_rig.Page], Directory.GetFiles(_rig.Folder));
    }

    [Fact]
    public async Task A_page_that_cannot_get_its_name_is_an_error_and_leaves_nothing()
    {
        Directory.CreateDirectory(_rig.Page);
        var error = await Assert.ThrowsAsync<LarkException>(_rig.WriteAsync);
        Assert.Equal(ModuleErrors.WriteFailed, error.ErrorId);
        Assert.Empty(Directory.GetFiles(_rig.Folder));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error()
    {
        var error = await Assert.ThrowsAsync<LarkException>(() => GalleryPage.WriteAsync(Path.Combine(_rig.Folder, "none"), _rig.Warnings.Add, CancellationToken.None));
        Assert.Equal(ModuleErrors.WriteFailed, error.ErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<!doctype html><title>The page of somebody else</title>")]
    public async Task A_page_of_somebody_else_is_left_as_it_is(string text)
    {
        await File.WriteAllTextAsync(_rig.Page, text);
        var error = await Assert.ThrowsAsync<LarkException>(_rig.WriteAsync);
        Assert.Equal(ModuleErrors.FileExists, error.ErrorId);
        Assert.Equal(text, _rig.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_in_the_place_of_the_page_is_refused_and_stays(bool leadsNowhere)
    {
        using var elsewhere = new GalleryRig();
        await elsewhere.WriteAsync();
        var before = elsewhere.Text;
        var target = leadsNowhere ? Path.Combine(elsewhere.Folder, "nowhere.html") : elsewhere.Page;
        File.CreateSymbolicLink(_rig.Page, target);
        var error = await Assert.ThrowsAsync<LarkException>(_rig.WriteAsync);
        Assert.Equal(ModuleErrors.WriteFailed, error.ErrorId);
        Assert.Contains(_rig.Page, error.Message, StringComparison.Ordinal);
        Assert.Equal(target, new FileInfo(_rig.Page).LinkTarget);
        Assert.Equal(before, elsewhere.Text);
        Assert.Equal([elsewhere.Page], Directory.GetFiles(elsewhere.Folder));
    }

    [Fact]
    public async Task A_chat_whose_folder_is_a_link_is_told_and_not_shown()
    {
        using var elsewhere = new GalleryRig();
        elsewhere.Chat("B (oc_b)", GalleryRig.Entry("om_2", "elsewhere.txt"));
        Directory.CreateSymbolicLink(Path.Combine(_rig.Folder, "B (oc_b)"), Path.Combine(elsewhere.Folder, "B (oc_b)"));
        Directory.CreateSymbolicLink(Path.Combine(_rig.Folder, "no chat"), Directory.CreateDirectory(Path.Combine(elsewhere.Folder, "no chat")).FullName);
        await _rig.WriteAsync();
        Assert.Contains("'B (oc_b)'", Assert.Single(_rig.Warnings), StringComparison.Ordinal);
        Assert.Equal("first.txt", Assert.Single(_rig.Items)[6].GetString());
    }

    [Fact]
    public async Task A_good_page_survives_when_the_folder_of_each_chat_is_a_link()
    {
        await _rig.WriteAsync();
        var before = _rig.Text;
        var chat = Path.Combine(_rig.Folder, "A (oc_a)");
        using var elsewhere = new GalleryRig();
        elsewhere.Chat("A (oc_a)", GalleryRig.Entry("om_1", "first.txt"));
        Directory.Delete(chat, recursive: true);
        Directory.CreateSymbolicLink(chat, Path.Combine(elsewhere.Folder, "A (oc_a)"));
        var error = await Assert.ThrowsAsync<LarkException>(_rig.WriteAsync);
        Assert.Equal(ModuleErrors.UnreadableFile, error.ErrorId);
        Assert.Equal(before, _rig.Text);
    }

    [NoRootFact]
    public async Task A_chat_whose_folder_is_closed_is_told_and_when_all_are_the_old_page_stays()
    {
        _rig.Chat("B (oc_b)", GalleryRig.Entry("om_2", "second.txt"));
        await _rig.WriteAsync();
        var before = _rig.Text;
        try
        {
            Allow("A (oc_a)", UnixFileMode.None);
            await _rig.WriteAsync();
            Assert.Contains("'A (oc_a)'", Assert.Single(_rig.Warnings), StringComparison.Ordinal);
            Assert.Equal("second.txt", Assert.Single(_rig.Items)[6].GetString());
            before = _rig.Text;
            Allow("B (oc_b)", UnixFileMode.None);
            Assert.Equal(ModuleErrors.UnreadableFile, (await Assert.ThrowsAsync<LarkException>(_rig.WriteAsync)).ErrorId);
            Assert.Equal(before, _rig.Text);
        }
        finally
        {
            Allow("A (oc_a)", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Allow("B (oc_b)", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        void Allow(string chat, UnixFileMode mode)
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path.Combine(_rig.Folder, chat), mode);
            }
        }
    }

    [Fact]
    public async Task A_file_behind_the_link_of_a_day_is_not_linked()
    {
        using var elsewhere = new GalleryRig();
        Directory.CreateDirectory(Path.Combine(_rig.Folder, "A (oc_a)", "2026-11-23"));
        Directory.CreateSymbolicLink(Path.Combine(_rig.Folder, "A (oc_a)", "2026-11-22"), elsewhere.Folder);
        Directory.CreateSymbolicLink(Path.Combine(_rig.Folder, "A (oc_a)", "2026-11-23", "sent"), elsewhere.Folder);
        _rig.Chat(
            "A (oc_a)", GalleryRig.Entry("om_1", null, "2026-11-22/a.txt"), GalleryRig.Entry("om_2", null, "2026-11-23/sent/b/c.txt"),
            GalleryRig.Entry("om_3", null, "2026-11-23/d.txt"));
        await _rig.WriteAsync();
        Assert.Equal([null, null, "d.txt"], _rig.Items.Select(item => item[5].GetString()));
    }

    [Fact]
    public async Task A_page_waits_while_another_run_writes_its_own()
    {
        Task<string> writing;
        using (FolderLock.Take(_rig.Folder, GalleryPage.LockName))
        {
            writing = _rig.WriteAsync();
            Assert.False(writing.IsCompleted);
            Assert.False(File.Exists(_rig.Page));
        }

        Assert.Equal(_rig.Page, await writing);
        Assert.Equal([_rig.Page], Directory.GetFiles(_rig.Folder));
    }

    [Fact]
    public async Task A_file_of_a_person_that_has_the_name_of_the_lock_stays()
    {
        var own = Path.Combine(_rig.Folder, GalleryPage.LockName);
        await File.WriteAllTextAsync(own, "mine");
        Assert.Equal(ModuleErrors.FileExists, (await Assert.ThrowsAsync<LarkException>(_rig.WriteAsync)).ErrorId);
        Assert.Equal("mine", await File.ReadAllTextAsync(own));
        await File.WriteAllTextAsync(own, "");
        await _rig.WriteAsync();
        Assert.Equal([_rig.Page], Directory.GetFiles(_rig.Folder));
    }

    [Theory]
    [InlineData("2026-11-22/a.txt", "2026-11-22", "a.txt")]
    [InlineData("undated/a.txt", "undated", "a.txt")]
    [InlineData("2026-11-22/sub/报告 100% #1?.pdf", "2026-11-22/sub", "报告 100% #1?.pdf")]
    [InlineData("2026-11-22/..a/b..txt", "2026-11-22/..a", "b..txt")]
    [InlineData("2026-11-22/%2e%2e/a", "2026-11-22/%2e%2e", "a")]
    public void A_path_of_the_form_that_an_export_writes_is_linked(string path, string directory, string file) =>
        Assert.Equal(new GalleryPath(directory, file), GalleryPath.Of(path));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../a.txt")]
    [InlineData("2026-11-22/../../a.txt")]
    [InlineData("2026-11-22/.. /a.txt")]
    [InlineData("2026-11-22/./a.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("//host/share/a.txt")]
    [InlineData("2026-11-22//a.txt")]
    [InlineData("2026-11-22/")]
    [InlineData("C:/a.txt")]
    [InlineData("C:a.txt")]
    [InlineData("2026-11-22/a.txt:stream")]
    [InlineData("javascript:alert(1)")]
    [InlineData("2026-11-22/x\\..\\..\\a.txt")]
    [InlineData("2026-11-22/a\0.txt")]
    [InlineData("2026-11-22/a\n.txt")]
    [InlineData("private.pdf")]
    [InlineData("manifest.jsonl")]
    [InlineData("mine/a.txt")]
    [InlineData("2026-11-22/a.txt.part")]
    public void A_path_that_no_export_writes_is_not(string? path) => Assert.Null(GalleryPath.Of(path));
}
