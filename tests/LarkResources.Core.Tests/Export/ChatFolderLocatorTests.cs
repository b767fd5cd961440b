using System.Text;
using LarkResources.Tests.Authentication;
using LarkResources.Tests.Hostile;

namespace LarkResources.Tests.Export;

public sealed class ChatFolderLocatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_with_the_id_in_its_name_goes_before_one_that_only_says_so()
    {
        Chat("A copy", "oc_1");
        var named = Chat("Finance (oc_1)", "oc_1");
        Assert.Equal(named, new ChatFolderLocator(_folder.Path).Find("oc_1"));
    }

    [Fact]
    public void Of_several_that_say_so_the_first_by_name_counts()
    {
        Chat("alpha", "oc_1");
        var first = Chat("Beta", "oc_1");
        Assert.Equal(first, new ChatFolderLocator(_folder.Path).Find("oc_1"));
    }

    [Fact]
    public void State_of_a_later_version_says_whose_it_is()
    {
        var folder = Chat("Finance", "oc_1", version: 2);
        Assert.Equal(folder, new ChatFolderLocator(_folder.Path).Find("oc_1"));
    }

    [Fact]
    public void Folders_are_looked_into_once_and_only_for_a_chat_that_none_names()
    {
        var destination = new ChatFolderLocator(_folder.Path);
        Chat("Finance (oc_1)", "oc_1");
        Assert.NotNull(destination.Find("oc_1"));
        Chat("Sales", "oc_2");
        Assert.NotNull(destination.Find("oc_2"));
        Chat("Law", "oc_3");
        Assert.Null(destination.Find("oc_3"));
    }

    [Fact]
    public void Destination_that_is_not_there_has_no_folders() => Assert.Null(new ChatFolderLocator(_folder.File("none")).Find("oc_1"));

    [Fact]
    public void Chat_that_is_found_needs_no_state_of_another_and_one_that_is_not_waits_for_it()
    {
        Directory.CreateDirectory(Path.Combine(_folder.File("A broken one"), ExportCheckpoint.FileName));
        var renamed = Chat("Finance", "oc_1");
        var destination = new ChatFolderLocator(_folder.Path);
        string held = Chat("Sales", "oc_2");
        using (new FileStream(Path.Combine(held, ExportCheckpoint.FileName), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(renamed, destination.Find("oc_1"));
            var e = Assert.Throws<LarkException>(() => destination.Find("oc_2"));
            Assert.Equal("UnreadableFile", e.ErrorId);
            Assert.Contains("cannot be read", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal(held, destination.Find("oc_2"));
        Assert.Throws<LarkException>(() => destination.Find("oc_3"));
        Directory.Delete(_folder.File("A broken one"), recursive: true);
        Assert.Null(destination.Find("oc_3"));
    }

    [Fact]
    public void State_that_an_editor_has_saved_with_its_mark_says_whose_it_is()
    {
        var folder = Chat("Finance", "oc_1");
        var state = Path.Combine(folder, ExportCheckpoint.FileName);
        File.WriteAllText(state, File.ReadAllText(state), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(folder, new ChatFolderLocator(_folder.Path).Find("oc_1"));
    }

    [NoRootFact]
    public void Destination_that_cannot_be_listed_is_told_and_looked_at_again_and_a_closed_folder_in_it_is_passed_over()
    {
        Chat("Finance", "oc_1");
        Chat("Law", "oc_2");
        var destination = new ChatFolderLocator(_folder.Path);
        Close(_folder.Path, () => Assert.Equal("UnreadableFile", Assert.Throws<LarkException>(() => destination.Find("oc_1")).ErrorId));
        Close(_folder.File("Law"), () => Assert.Null(destination.Find("oc_3")));
        Assert.NotNull(destination.Find("oc_1"));
    }

    private static void Close(string folder, Action look)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }

        var mode = File.GetUnixFileMode(folder);
        File.SetUnixFileMode(folder, UnixFileMode.None);
        try
        {
            look();
        }
        finally
        {
            File.SetUnixFileMode(folder, mode);
        }
    }

    private string Chat(string name, string chatId, int version = 1)
    {
        var folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        File.WriteAllText(Path.Combine(folder, ExportCheckpoint.FileName), $$"""{"v":{{version}},"chatId":"{{chatId}}"}""");
        return folder;
    }
}
