using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

/// <summary>Whose a file is shows in its time: that of its message, or, where the message has none, that of its last byte.</summary>
public sealed class SavedFileTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 11, 22, 8, 30, 0, TimeSpan.FromHours(8));

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("a.txt");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(-2, false)]
    [InlineData(3, true)]
    [InlineData(-3, true)]
    public void A_file_with_the_time_of_its_message_is_of_the_export(int seconds, bool isForeign)
    {
        Write(seconds);
        Assert.Equal(isForeign, SavedFile.IsSomebodyElses(FilePath, Time, null));

        // When the line was written does not matter then.
        Assert.Equal(isForeign, SavedFile.IsSomebodyElses(FilePath, Time, Time.AddDays(3)));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(-60, false)]
    [InlineData(-61, true)]
    public void A_file_of_a_message_without_a_time_was_written_shortly_before_its_line(int seconds, bool isForeign)
    {
        Write(seconds);
        Assert.Equal(isForeign, SavedFile.IsSomebodyElses(FilePath, null, Time));
        Assert.True(SavedFile.IsSomebodyElses(FilePath, null, null));
    }

    [Fact]
    public void An_empty_place_belongs_to_no_person_and_a_folder_or_a_link_never_to_the_export()
    {
        Assert.False(SavedFile.IsSomebodyElses(FilePath, Time, Time));
        Assert.True(SavedFile.IsSomebodyElses(_folder.Path, Directory.GetLastWriteTimeUtc(_folder.Path), null));
        Write(0);
        File.CreateSymbolicLink(_folder.File("link"), FilePath);
        Assert.True(SavedFile.IsSomebodyElses(_folder.File("link"), Time, Time));
    }

    private void Write(int seconds)
    {
        File.WriteAllText(FilePath, "a");
        File.SetLastWriteTimeUtc(FilePath, Time.UtcDateTime.AddSeconds(seconds));
    }
}
