using System.Runtime.Versioning;

namespace LarkResources.Tests.Authentication;

public sealed class RefreshTokenFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_written_is_read_and_nothing_else_is_left()
    {
        var path = folder.File("deep/er/token");
        var file = new RefreshTokenFile(path, TokenRig.Owner);
        Assert.Null(file.Read());
        file.Write("ur-1");
        file.Write("ur-2");
        Assert.Equal("ur-2", file.Read());
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Only_the_owner_can_read_it_even_when_a_wider_file_was_there()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = folder.File("token");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        new RefreshTokenFile(path, TokenRig.Owner).Write("ur-1");
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_others_can_reach_is_refused_and_its_token_not_told(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = folder.File("token");
        File.WriteAllText(path, "ur-4711");
        File.SetUnixFileMode(path, OwnerOnly | more);
        var e = Assert.Throws<LarkException>(() => new RefreshTokenFile(path, TokenRig.Owner).Read());
        Assert.Equal("UnsafeTokenFile", e.ErrorId);
        Assert.DoesNotContain("4711", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_old_token_stays_until_the_new_one_is_whole()
    {
        // A reader at any time finds one of the two: the name changes hands by one rename.
        var path = folder.File("token");
        var file = new RefreshTokenFile(path, TokenRig.Owner);
        file.Write("ur-old");
        using var reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Write("ur-new");
        using var text = new StreamReader(reader);
        Assert.Contains("ur-old", text.ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal("ur-new", file.Read());
    }

    [Fact]
    public void A_folder_in_its_place_is_found_out_before_anybody_signs_in()
    {
        var e = Assert.Throws<LarkException>(() => new RefreshTokenFile(folder.Path, TokenRig.Owner).Read());
        Assert.Equal("WriteFailed", e.ErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void An_empty_file_holds_no_token(string text)
    {
        var path = folder.File("token");
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        Assert.Null(new RefreshTokenFile(path, TokenRig.Owner).Read());
    }

    [Fact]
    public void A_file_of_a_person_beside_it_stays_and_what_a_kill_left_goes()
    {
        var path = folder.File("token");
        var left = $"{path}.{Guid.NewGuid():N}.new";
        File.WriteAllText(path + ".new", "mine");
        File.WriteAllText(left, "left by a crash");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-1));
        new RefreshTokenFile(path, TokenRig.Owner).Write("ur-1");
        Assert.Equal("mine", File.ReadAllText(path + ".new"));
        Assert.Equal([path, path + ".new"], Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_a_link_the_file_it_leads_to_is_renewed()
    {
        if (OperatingSystem.IsWindows())
        {
            // There a link takes a right of its own.
            return;
        }

        var (path, link) = (folder.File("real/token"), folder.File("link"));
        new RefreshTokenFile(path, TokenRig.Owner).Write("ur-1");
        File.CreateSymbolicLink(link, path);
        new RefreshTokenFile(link, TokenRig.Owner).Write("ur-2");
        Assert.Equal("ur-2", new RefreshTokenFile(path, TokenRig.Owner).Read());
        Assert.Equal("ur-2", new RefreshTokenFile(link, TokenRig.Owner).Read());
        Assert.Equal(path, new FileInfo(link).LinkTarget);
    }

    [Theory]
    [InlineData("word")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl")]
    [InlineData("ur-of-another-program")]
    [InlineData("LarkResources refresh token 1\nur-1")]
    [InlineData("LarkResources refresh token 2")]
    [InlineData("LarkResources refresh token 2\ncli_sandbox https://open.example.com")]
    [InlineData("LarkResources refresh token 22\ncli_sandbox https://open.example.com\nur-1")]
    [InlineData("LarkResources refresh token 2\ncli_sandbox https://open.example.com\nur-1\nur-2")]
    public void A_file_that_this_module_did_not_write_is_neither_read_nor_replaced(string text)
    {
        var path = folder.File("token");
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        var e = Assert.Throws<LarkException>(() => new RefreshTokenFile(path, TokenRig.Owner).Read());
        Assert.Equal("WriteFailed", e.ErrorId);
        Assert.DoesNotContain(text, e.ToString(), StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Theory]
    [InlineData("cli_other", "https://open.example.com/")]
    [InlineData("cli_sandbox", "https://open.elsewhere.com/")]
    [InlineData("cli_sandbox", "https://open.example.com/gateway/")]
    public void A_token_goes_to_no_other_app_and_no_other_address(string appId, string baseUri)
    {
        var path = folder.File("token");
        new RefreshTokenFile(path, TokenRig.Owner).Write("ur-4711");
        var e = Assert.Throws<LarkException>(() => new RefreshTokenFile(path, RefreshTokenFile.OwnerOf(appId, new(baseUri))).Read());
        Assert.Equal("WriteFailed", e.ErrorId);
        Assert.Contains(TokenRig.Owner, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", e.ToString(), StringComparison.Ordinal);
        Assert.Equal("ur-4711", new RefreshTokenFile(path, TokenRig.Owner).Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [UnsupportedOSPlatform("windows")]
    public async Task No_other_account_can_hold_the_lock(bool isThereAlready)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = folder.File("token");
        if (isThereAlready)
        {
            File.WriteAllText(path + ".lock", string.Empty);
            File.SetUnixFileMode(path + ".lock", OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        using var turn = await new RefreshTokenFile(path, TokenRig.Owner).EnterAsync(CancellationToken.None);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path + ".lock"));
    }

    [Fact]
    public void A_line_end_that_an_editor_added_is_no_part_of_the_token()
    {
        var path = folder.File("token");
        new RefreshTokenFile(path, TokenRig.Owner).Write("ur-1\r\n");
        Assert.Equal("ur-1", new RefreshTokenFile(path, TokenRig.Owner).Read());
    }
}
