using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

public sealed class FolderLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LockPath => _folder.File("manifest.jsonl.lock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_lock_keeps_another_out_and_is_gone_with_its_file_when_it_is_given_back()
    {
        using (FolderLock.Take(_folder.Path))
        {
            Assert.True(File.Exists(LockPath));
            var busy = Assert.Throws<LarkException>(() => FolderLock.Take(_folder.Path));
            Assert.Equal(("ResourceBusy", $"Another export is writing to '{_folder.Path}'.", _folder.Path), (busy.ErrorId, busy.Message, busy.Target));
            Assert.True(File.Exists(LockPath));

            // Another name protects something else.
            FolderLock.Take(_folder.Path, "page.lock").Dispose();
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
        FolderLock.Take(_folder.Path).Dispose();
    }

    [Fact]
    public void A_lock_that_a_kill_has_left_is_taken_over()
    {
        File.WriteAllText(LockPath, "");
        FolderLock.Take(_folder.Path).Dispose();
        Assert.False(File.Exists(LockPath));
    }

    [Fact]
    public void A_file_of_a_person_under_the_name_of_the_lock_stays_and_can_be_opened_afterwards()
    {
        File.WriteAllText(LockPath, "x");
        Assert.Equal("FileExists", Assert.Throws<LarkException>(() => FolderLock.Take(_folder.Path)).ErrorId);
        using var file = new FileStream(LockPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(1, file.Length);
    }

    [Fact]
    public void A_folder_that_is_gone_and_a_link_in_the_place_of_the_lock_are_errors_of_writing()
    {
        Assert.Equal("WriteFailed", Assert.Throws<LarkException>(() => FolderLock.Take(_folder.File("gone"))).ErrorId);
        File.WriteAllText(_folder.File("elsewhere"), "");
        File.CreateSymbolicLink(LockPath, _folder.File("elsewhere"));
        Assert.Equal("WriteFailed", Assert.Throws<LarkException>(() => FolderLock.Take(_folder.Path)).ErrorId);
        Assert.True(File.Exists(_folder.File("elsewhere")));
    }
}
