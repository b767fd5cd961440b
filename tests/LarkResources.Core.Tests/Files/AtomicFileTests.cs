using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(OwnerOnly, OwnerOnly)]
    [InlineData(UnixFileMode.UserRead, OwnerOnly)]
    [InlineData(OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.SetUser, OwnerOnly)]
    public async Task A_replaced_file_keeps_its_read_and_write_permissions_and_is_not_executable(UnixFileMode before, UnixFileMode after)
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
    public void A_folder_that_is_gone_does_not_hide_why_a_file_was_not_put_in_place()
    {
        var folder = Directory.CreateDirectory(_folder.File("deep")).FullName;
        var path = Path.Combine(folder, "page.html");
        if (OperatingSystem.IsWindows())
        {
            // A folder with an open file in it stays.
            AtomicFile.Write(path, "new"u8);
            Assert.True(File.Exists(path));
            return;
        }

        Assert.Throws<InvalidOperationException>(Abandon);

        void Abandon()
        {
            using var file = AtomicFile.Reserve(path, 0);
            Directory.Delete(folder, recursive: true);
            throw new InvalidOperationException();
        }
    }
}
