using LarkResources.Export.Gallery;

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

    [Fact]
    public async Task A_link_in_the_place_of_the_page_is_replaced_and_what_it_names_is_not()
    {
        using var elsewhere = new GalleryRig();
        await elsewhere.WriteAsync();
        var before = elsewhere.Text;
        File.CreateSymbolicLink(_rig.Page, elsewhere.Page);
        await _rig.WriteAsync();
        Assert.Null(new FileInfo(_rig.Page).LinkTarget);
        Assert.Contains("first.txt", _rig.Block, StringComparison.Ordinal);
        Assert.Equal(before, elsewhere.Text);
    }

    [Theory]
    [InlineData("2026-11-22/a.txt", "2026-11-22", "a.txt")]
    [InlineData("a.txt", "", "a.txt")]
    [InlineData("2026-11-22/sub/报告 100% #1?.pdf", "2026-11-22/sub", "报告 100% #1?.pdf")]
    [InlineData("..a/b..txt", "..a", "b..txt")]
    [InlineData("%2e%2e/a", "%2e%2e", "a")]
    public void A_path_inside_the_folder_of_the_chat_is_linked(string path, string directory, string file) =>
        Assert.Equal(new GalleryPath(directory, file), GalleryPath.Of(path));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../a.txt")]
    [InlineData("x/../../a.txt")]
    [InlineData("x/.. /a.txt")]
    [InlineData("x/./a.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("//host/share/a.txt")]
    [InlineData("x//a.txt")]
    [InlineData("x/")]
    [InlineData("C:/a.txt")]
    [InlineData("C:a.txt")]
    [InlineData("a.txt:stream")]
    [InlineData("javascript:alert(1)")]
    [InlineData("x\\..\\..\\a.txt")]
    [InlineData("a\0.txt")]
    [InlineData("a\n.txt")]
    public void A_path_that_may_lead_elsewhere_is_not(string? path) => Assert.Null(GalleryPath.Of(path));
}
