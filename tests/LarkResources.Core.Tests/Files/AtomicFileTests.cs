using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(OwnerOnly, OwnerOnly)]
    [InlineData(UnixFileMode.UserRead, UnixFileMode.UserRead)]
    [InlineData(OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.SetUser, OwnerOnly)]
    public async Task A_file_that_is_replaced_keeps_who_may_read_it_and_is_no_program(UnixFileMode before, UnixFileMode after)
    {
        var path = _folder.File("page.html");
        await File.WriteAllTextAsync(path, "old");
        if (OperatingSystem.IsWindows())
        {
            // There the folder decides who may read a file.
            AtomicFile.Write(path, "new"u8);
            Assert.Equal("new", await File.ReadAllTextAsync(path));
            return;
        }

        File.SetUnixFileMode(path, before);
        AtomicFile.Write(path, "new"u8);
        Assert.Equal(("new", after), (await File.ReadAllTextAsync(path), File.GetUnixFileMode(path)));
        File.SetUnixFileMode(path, before);
        await AtomicFile.WriteAsync(path, _folder.File("page.new"), static stream => stream.WriteAsync("newer"u8.ToArray()).AsTask());
        Assert.Equal(("newer", after), (await File.ReadAllTextAsync(path), File.GetUnixFileMode(path)));
    }

    [Fact]
    public void A_place_that_is_not_used_leaves_the_old_file_and_nothing_beside_it()
    {
        var path = _folder.File("page.html");
        File.WriteAllText(path, "old");
        AtomicFile.Reserve(path, 1000).Dispose();
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_target_that_cannot_be_replaced_is_told_by_its_own_fault_though_the_folder_is_gone()
    {
        var folder = Directory.CreateDirectory(_folder.File("deep")).FullName;
        if (OperatingSystem.IsWindows())
        {
            // A folder with an open file in it stays.
            AtomicFile.Write(Path.Combine(folder, "page.html"), "new"u8);
            return;
        }

        var e = Assert.ThrowsAny<IOException>(() =>
        {
            using var file = AtomicFile.Reserve(Path.Combine(folder, "page.html"), 0);
            Directory.Delete(folder, recursive: true);
            file.Commit("new"u8);
        });
        Assert.Contains("page.html", e.Message, StringComparison.Ordinal);
    }
}
