using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Naming;
using LarkResources.Paths;
using LarkResources.Transfer;

namespace LarkResources.Pipeline;

/// <summary>With -SkipExisting: whether the file that has the name of a resource can be that resource.</summary>
/// <remarks>
/// A download gives a file the time of its message, where that is known. So a file that is older than the message belongs to another one, as where a
/// report of the same name is sent each week. A newer one was edited, copied or saved without that time, or belongs to a later message: it stays, and a
/// warning at the end names it.
/// </remarks>
internal sealed class ExistingFiles
{
    /// <summary>Of a hundred a person needs to see what kind of files they are.</summary>
    private const int MostNamed = 3;

    private readonly List<string> _doubtful = [];

    /// <summary>True when the name must have the key of the resource in it: an earlier run has given it that, or the plain name belongs to another.</summary>
    /// <param name="folder">Where it is to be saved.</param>
    /// <param name="name">The name without the key.</param>
    /// <param name="request">The resource. Where its hash is given, that decides and not the time.</param>
    public static bool NeedKey(string folder, string name, TransferRequest request)
    {
        var (plain, keyed) = (Path.Combine(folder, name), Path.Combine(folder, PortableFileName.WithKey(name, request.Id.FileKey)));
        return request.ExpectedSha256 is null && (request.SentAt is not { } sentAt
            ? OutputTarget.IsExistingFile(keyed)
            : Fits(keyed, sentAt) || (!Fits(plain, sentAt) && (OutputTarget.IsExistingFile(keyed) || TimeOf(plain) < sentAt)));
    }

    /// <summary>Notes a file that was taken for a resource, if it may be another.</summary>
    /// <param name="path">The file.</param>
    /// <param name="request">The resource.</param>
    /// <param name="length">Its length, where an answer has told it.</param>
    public void Note(string path, TransferRequest request, long? length)
    {
        if (request.ExpectedSha256 is null && TimeOf(path) is not null
            && (request.SentAt is { } sentAt ? !Fits(path, sentAt) : length is not null && new FileInfo(path).Length != length))
        {
            _doubtful.Add(Path.GetFileName(path));
        }
    }

    /// <summary>What to tell about the files that were noted; null where none were.</summary>
    public string? Warning()
    {
        if (_doubtful.Count == 0)
        {
            return null;
        }

        var names = $"'{string.Join("', '", _doubtful.Take(MostNamed))}'{(_doubtful.Count > MostNamed ? ", …" : string.Empty)}";
        return LarkErrors.Localized(
            _doubtful.Count == 1
                ? $"{names} exists and was skipped, but its time or length is not that of the resource: it was edited or copied, or belongs to another message. To get the original, save to another folder."
                : $"{_doubtful.Count} files exist and were skipped, but their times or lengths are not those of the resources: they were edited or copied, or belong to other messages: {names}. To get the originals, save to another folder.",
            $"{_doubtful.Count} 个文件因已存在而跳过，但其修改时间或长度与资源不符，可能已被修改或复制，或属于其他消息：{names}。要获取原文件，请保存到其他文件夹。");
    }

    /// <summary>Two messages of one name may be a second apart: only where the disk keeps whole seconds, which the time of a folder shows too, does a second not count.</summary>
    private static bool Fits(string path, DateTimeOffset sentAt) => TimeOf(path) is { } time
        && ((time - sentAt).Duration() < TimeSpan.FromMilliseconds(1)
            || (IsCutOff(time, sentAt) && IsWholeSecond(Directory.GetLastWriteTimeUtc(Path.GetDirectoryName(path)!))));

    /// <summary>True for a time that a disk or an archive with clocks of one second, or of two, has made of another.</summary>
    private static bool IsCutOff(DateTimeOffset time, DateTimeOffset sentAt) =>
        IsWholeSecond(time) && sentAt - time is var lost && lost >= TimeSpan.Zero && lost < (time.Second % 2 == 0 ? FileClock.Step : FileClock.Step / 2);

    private static bool IsWholeSecond(DateTimeOffset time) => time.Ticks % TimeSpan.TicksPerSecond == 0;

    /// <summary>When a file was last written; null for anything else, links included.</summary>
    private static DateTimeOffset? TimeOf(string path) => DiskEntry.Of(path).Kind is EntryKind.File ? File.GetLastWriteTimeUtc(path) : null;
}
