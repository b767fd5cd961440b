using System.Text;
using LarkResources.Errors;
using LarkResources.Files;

namespace LarkResources.Export.Gallery;

/// <summary>The page that shows an export: one file beside the folders of the chats, which needs no other file and no network.</summary>
/// <remarks>It holds no time of its own: of the same manifests the same bytes are made.</remarks>
internal static class GalleryPage
{
    public const string FileName = "index.html";

    /// <summary>What a run holds while it writes the page.</summary>
    public const string LockName = FileName + ".lock";

    private const int Attempts = 300;
    private const int PauseMilliseconds = 100;

    /// <summary>How much of a page is read to see whose it is; the mark stands at its top.</summary>
    private const int HeadLength = 4096;

    /// <summary>Reads all manifests of an export and writes the page; one that is there stays until the new one is whole.</summary>
    /// <param name="exportFolder">The folder of the export.</param>
    /// <param name="warn">Told of chats that the page does not show.</param>
    /// <param name="cancellationToken">Stops between two chats, or two pieces of the page.</param>
    /// <returns>The path of the page.</returns>
    /// <exception cref="LarkException">
    /// FileExists when a file of another origin has the name; UnreadableManifest or UnreadableFile when no chat can be read; ResourceBusy when another run
    /// does not finish its page; WriteFailed.
    /// </exception>
    public static async Task<string> WriteAsync(string exportFolder, Action<string> warn, CancellationToken cancellationToken)
    {
        var path = Path.Combine(exportFolder, FileName);
        if (!Directory.Exists(exportFolder))
        {
            throw LarkErrors.Local(
                ModuleErrors.WriteFailed, LarkErrors.Localized($"There is no export in '{exportFolder}': the folder does not exist.", $"'{exportFolder}' 中没有已导出的内容：该文件夹不存在。"), exportFolder,
                recommendation: LarkErrors.Localized("Give the folder of an export to -Destination.", "为 -Destination 指定已有导出的文件夹。"));
        }

        try
        {
            RefuseForeign(path);

            // The files beside the page are needed from before it is there, and no run knows which of them another is about to name.
            using var held = await LockAsync(exportFolder, cancellationToken).ConfigureAwait(false);
            var startedAt = DateTime.UtcNow;
            var senders = new GallerySenders();
            var data = new GalleryData(GalleryChat.ReadAll(exportFolder, senders, warn, cancellationToken), senders);
            FreshName.RemoveStale(path, startedAt);

            // Before the page that needs its files; what the old page needs goes once that is no longer there.
            var conversation = await Conversation.WriteAsync(exportFolder, data, cancellationToken).ConfigureAwait(false);

            // Under a name of its own: a file of a person that ends in .new stays.
            await AtomicFile.WriteAsync(path, FreshName.For(path), WriteAsync).ConfigureAwait(false);
            conversation.RemoveStale(exportFolder);
            return path;

            async Task WriteAsync(Stream stream)
            {
                await GalleryTemplate.WriteAsync(stream, data, conversation, cancellationToken).ConfigureAwait(false);

                // It took a while, in which a person may have put a page there.
                RefuseForeign(path);
            }
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.WriteFailed(path, e);
        }
    }

    /// <summary>Waits for a run that writes a page there: exports of several chats into one folder may end together.</summary>
    private static async Task<FolderLock> LockAsync(string exportFolder, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return FolderLock.Take(exportFolder, LockName);
            }
            catch (LarkException e) when (e.ErrorId == ModuleErrors.ResourceBusy && attempt < Attempts)
            {
                await Task.Delay(PauseMilliseconds, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static void RefuseForeign(string path)
    {
        if (DiskEntry.Of(path).Kind is EntryKind.Nothing)
        {
            return;
        }

        var head = new byte[HeadLength];
        using var stream = PlainFile.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (!Encoding.UTF8.GetString(head, 0, length).Contains(GalleryTemplate.Mark, StringComparison.Ordinal))
        {
            throw LarkErrors.ForeignFile(LarkErrors.Localized($"'{path}' is not a gallery of this module and is left as it is.", $"'{path}' 不是本模块生成的页面，已保持原样。"), path);
        }
    }
}
