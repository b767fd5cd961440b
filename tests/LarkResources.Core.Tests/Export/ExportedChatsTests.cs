using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

/// <summary>What is found of an export on the disk, without a network.</summary>
public sealed class ExportedChatsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Chats_are_the_folders_with_a_manifest_in_the_order_of_their_names()
    {
        var (second, first) = (Chat("b (oc_2)"), Chat("a (oc_1)"));
        Directory.CreateDirectory(_folder.File("photos"));
        Assert.Equal([first, second], ExportedChats.FoldersIn(_folder.Path));
        Assert.Equal([second], ExportedChats.FoldersIn(second));
    }

    [Fact]
    public void A_folder_without_an_export_and_one_that_is_not_there_are_errors_of_their_own()
    {
        var none = Assert.Throws<LarkException>(() => ExportedChats.FoldersIn(_folder.Path));
        Assert.Equal(("UnreadableManifest", _folder.Path), (none.ErrorId, none.Target));
        Assert.StartsWith($"'{_folder.Path}' does not hold an export: there is no manifest.jsonl in it or in a folder in it.", none.Message, StringComparison.Ordinal);
        Assert.Equal("UnreadableFile", Assert.Throws<LarkException>(() => ExportedChats.FoldersIn(_folder.File("gone"))).ErrorId);
    }

    [Fact]
    public void One_of_several_files_is_enough_for_a_folder_to_be_a_chat()
    {
        var chat = Chat("a (oc_1)");
        File.Delete(Path.Combine(chat, Manifest.FileName));
        File.WriteAllText(Path.Combine(chat, MessageArchive.FileName), "");
        Assert.Empty(ExportedChats.FoldersWith(_folder.Path, Manifest.FileName));
        Assert.Equal([chat], ExportedChats.FoldersWith(_folder.Path, Manifest.FileName, MessageArchive.FileName));
    }

    [Fact]
    public void Resources_have_the_places_of_their_files_where_these_are_saved_and_no_link_leads_there()
    {
        var chat = Chat(
            "a (oc_1)",
            Entry("om_1", "2026-11-22/a.txt"), Entry("om_2", "2026-11-22/a.txt") with { Status = ExportStatus.Failed }, Entry("om_3", null) with { Status = ExportStatus.Skipped },
            Entry("om_4", "../a.txt"), Entry("om_5", "2026-11-22/linked.txt"), Entry("om_6", "2026-11-23/a.txt"), Entry("om_7", "2026-11-22/sub/a.txt"), Entry("om_8", "2026-11-22/in/link/deep/a.txt"));
        Directory.CreateDirectory(Path.Combine(chat, "2026-11-22", "in"));
        File.WriteAllText(Path.Combine(chat, "2026-11-22", "a.txt"), "a");
        File.CreateSymbolicLink(Path.Combine(chat, "2026-11-22", "linked.txt"), Path.Combine(chat, "2026-11-22", "a.txt"));
        Directory.CreateSymbolicLink(Path.Combine(chat, "2026-11-23"), _folder.Path);
        Directory.CreateSymbolicLink(Path.Combine(chat, "2026-11-22", "in", "link"), _folder.Path);
        var found = ExportedChats.ResourcesIn(_folder.Path, chat).ToDictionary(resource => resource.Entry.MessageId, resource => resource.FullName is { } full ? Path.GetRelativePath(chat, full) : null);
        Assert.Equal(8, found.Count);
        Assert.Equal((Path.Combine("2026-11-22", "a.txt"), Path.Combine("2026-11-22", "sub", "a.txt")), (found["om_1"], found["om_7"]));
        Assert.All(["om_2", "om_3", "om_4", "om_5", "om_6", "om_8"], id => Assert.Null(found[id]));
    }

    [Fact]
    public void A_chat_whose_folder_is_a_link_is_refused_unless_the_user_named_it()
    {
        var chat = Chat("a (oc_1)", Entry("om_1", "2026-11-22/a.txt"));
        var link = _folder.File("b (oc_2)");
        Directory.CreateSymbolicLink(link, chat);
        Assert.Equal("UnreadableFile", Assert.Throws<LarkException>(() => ExportedChats.ResourcesIn(_folder.Path, link).ToList()).ErrorId);
        Assert.Single(ExportedChats.ResourcesIn(link, link));
    }

    private static ManifestEntry Entry(string id, string? path) => new() { MessageId = id, FileKey = "file_1", Path = path, Status = ExportStatus.Saved };

    private string Chat(string name, params ManifestEntry[] entries)
    {
        var chat = Directory.CreateDirectory(_folder.File(name)).FullName;
        File.WriteAllBytes(Path.Combine(chat, Manifest.FileName), [.. entries.SelectMany(ManifestLine.Write)]);
        return chat;
    }
}
