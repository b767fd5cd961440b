using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Naming;
using LarkResources.Paths;
using LarkResources.Transfer;

namespace LarkResources.Pipeline;

/// <summary>With -SkipExisting: whether the file that has the name of a resource can be that resource.</summary>
/// <remarks>
/// A download gives each file the time of its message. So a file that is older than the message came with another one, as where a report of the same
/// name is sent each week. One that is younger was changed since, copied without its time, or came with a later message: it stays, and is told at the end.
/// </remarks>
internal sealed class ExistingFiles
{
    /// <summary>Of a hundred a person needs to see what kind of files they are.</summary>
    private const int MostNamed = 3;

    private readonly List<string> _doubtful = [];

    /// <summary>True when the name must have the key of the resource in it: an earlier run has given it that, or the plain name belongs to another.</summary>
    /// <param name="folder">Where it is to be saved.</param>
    /// <param name="name">The name without the key.</param>
    /// <param name="request">The resource.</param>
    public static bool NeedKey(string folder, string name, TransferRequest request) =>
        OutputTarget.IsExistingFile(Path.Combine(folder, PortableFileName.WithKey(name, request.Id.FileKey)))
        || (TimeOf(Path.Combine(folder, name)) is { } time && request.SentAt is { } sentAt && !FileClock.IsSame(time, sentAt) && time < sentAt);

    /// <summary>Notes a file that was taken for a resource, if it may be another.</summary>
    public void Note(string path, TransferRequest request)
    {
        if (TimeOf(path) is { } time && request.SentAt is { } sentAt && !FileClock.IsSame(time, sentAt))
        {
            _doubtful.Add(Path.GetFileName(path));
        }
    }

    /// <summary>The word about what was noted; null where nothing was.</summary>
    public string? Warning()
    {
        if (_doubtful.Count == 0)
        {
            return null;
        }

        var names = $"'{string.Join("', '", _doubtful.Take(MostNamed))}'{(_doubtful.Count > MostNamed ? ", …" : string.Empty)}";
        return LarkErrors.Localized(
            _doubtful.Count == 1
                ? $"{names} was skipped because it exists, but it does not have the time of its message: it was changed, or came with another message. To get the original, save to another folder."
                : $"{_doubtful.Count} files were skipped because they exist, but they do not have the time of their message: they were changed, or came with other messages: {names}. To get the originals, save to another folder.",
            $"{_doubtful.Count} 个文件因已存在而跳过，但其时间与消息不符，可能已被修改，或来自其他消息：{names}。要获取原文件，请保存到其他文件夹。");
    }

    /// <summary>When a file was last written; null for anything else, links included.</summary>
    private static DateTime? TimeOf(string path) => DiskEntry.Of(path).Kind is EntryKind.File ? File.GetLastWriteTimeUtc(path) : null;
}
