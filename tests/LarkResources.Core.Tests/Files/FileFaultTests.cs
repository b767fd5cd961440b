using System.Security;
using LarkResources.Files;

namespace LarkResources.Tests.Files;

/// <summary>Whatever a file system throws becomes an error with an id, and a mistake of this module does not.</summary>
public sealed class FileFaultTests
{
    /// <summary>What the base class library throws for the error numbers of the systems, and for names and streams that cannot be used.</summary>
    public static TheoryData<Exception> Thrown() =>
    [
        new IOException("no space"),
        new FileNotFoundException(),
        new DirectoryNotFoundException(),
        new PathTooLongException(),
        new DriveNotFoundException(),
        new EndOfStreamException(),
        new FileLoadException(),
        new UnauthorizedAccessException(),
        new SecurityException(),
        new NotSupportedException("cannot seek"),
        new PlatformNotSupportedException(),
        new ArgumentException("not a path"),
        new ArgumentOutOfRangeException("value", "the file would be too long"),
        new NotPlainFileException("x", EntryKind.Special),
    ];

    [Theory]
    [MemberData(nameof(Thrown))]
    public void What_a_file_system_throws_is_told_from_a_mistake(Exception e) => Assert.True(FileFault.Is(e));

    [Fact]
    public void A_mistake_or_a_stop_is_no_fault_of_a_file_system()
    {
        Assert.False(FileFault.Is(new InvalidOperationException()));
        Assert.False(FileFault.Is(new ObjectDisposedException("handle")));
        Assert.False(FileFault.Is(new OperationCanceledException()));
    }

    [Fact]
    public void Kinds_are_told_without_opening()
    {
        using var folder = new Authentication.TemporaryFolder();
        var file = folder.File("file");
        File.WriteAllText(file, "x");
        Assert.Equal(EntryKind.File, DiskEntry.Of(file).Kind);
        Assert.Equal(EntryKind.Folder, DiskEntry.Of(folder.Path).Kind);
        Assert.Equal(EntryKind.Nothing, DiskEntry.Of(folder.File("nothing")).Kind);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var link = folder.File("link");
        File.CreateSymbolicLink(link, file);
        Assert.Equal(EntryKind.Link, DiskEntry.Of(link).Kind);
        Assert.Equal(EntryKind.File, DiskEntry.Behind(link).Kind);
        Assert.Equal(EntryKind.Special, DiskEntry.Of("/dev/zero").Kind);
        using var handle = File.OpenHandle(file);
        Assert.Equal(DiskEntry.Of(file), DiskEntry.Of(handle));
        Assert.NotEqual(DiskEntry.Of(folder.Path), DiskEntry.Of(file));
        Assert.True(DiskEntry.Of(file).Number > 0);
    }
}
