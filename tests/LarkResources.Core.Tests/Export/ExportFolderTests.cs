using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

public sealed class ExportFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_with_the_id_in_its_name_goes_before_one_that_only_says_so()
    {
        Chat("A copy", "oc_1");
        var named = Chat("Finance (oc_1)", "oc_1");
        Assert.Equal(named, new ExportFolder(_folder.Path).Find("oc_1"));
    }

    [Fact]
    public void Of_several_that_say_so_the_first_by_name_counts()
    {
        Chat("alpha", "oc_1");
        var first = Chat("Beta", "oc_1");
        Assert.Equal(first, new ExportFolder(_folder.Path).Find("oc_1"));
    }

    [Fact]
    public void State_of_a_later_version_says_whose_it_is()
    {
        var folder = Chat("Finance", "oc_1", version: 2);
        Assert.Equal(folder, new ExportFolder(_folder.Path).Find("oc_1"));
    }

    [Fact]
    public void Folders_are_looked_into_once_and_only_for_a_chat_that_none_names()
    {
        var destination = new ExportFolder(_folder.Path);
        Chat("Finance (oc_1)", "oc_1");
        Assert.NotNull(destination.Find("oc_1"));
        Chat("Sales", "oc_2");
        Assert.NotNull(destination.Find("oc_2"));
        Chat("Law", "oc_3");
        Assert.Null(destination.Find("oc_3"));
    }

    [Fact]
    public void Destination_that_is_not_there_has_no_folders() => Assert.Null(new ExportFolder(_folder.File("none")).Find("oc_1"));

    private string Chat(string name, string chatId, int version = 1)
    {
        var folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        File.WriteAllText(Path.Combine(folder, ExportState.FileName), $$"""{"v":{{version}},"chatId":"{{chatId}}"}""");
        return folder;
    }
}
