using System.Management.Automation;
using LarkResources.Export;

namespace LarkResources.Pipeline;

/// <summary>Shows on the streams of a cmdlet what an export tells of. Used on the pipeline thread.</summary>
/// <param name="cmdlet">Whose streams.</param>
internal sealed class ExportOutput(Cmdlet cmdlet)
{
    private int _planned;
    private int _unknown;
    private long _bytes;

    public void Tell(ExportEvent happened)
    {
        switch (happened)
        {
            case ExportEvent.Saved saved:
                cmdlet.WriteObject(new LarkExportedResource(saved.Entry, saved.FullName));
                break;
            case ExportEvent.Skipped skipped:
                cmdlet.WriteVerbose($"'{skipped.Entry.FileKey}' of message '{skipped.Entry.MessageId}' was skipped: {skipped.Reason}");
                break;
            case ExportEvent.WouldSave planned:
                _planned++;
                _unknown += planned.Entry.Length is null ? 1 : 0;
                _bytes += planned.Entry.Length ?? 0;
                cmdlet.ShouldProcess(planned.FullName, $"Download {planned.Entry.Kind} {planned.Entry.FileKey}");
                break;
            case ExportEvent.Warning warning:
                cmdlet.WriteWarning(warning.Text);
                break;
            case ExportEvent.Failed failed:
                cmdlet.WriteError(ErrorRecords.Create(failed.Error));
                break;
        }
    }

    /// <summary>The line that a dry run ends with, among the others that begin with "What if".</summary>
    /// <param name="folder">Where everything would go.</param>
    /// <param name="incompleteChats">Chats of which nobody knows what more they hold.</param>
    public void TellPlan(string folder, int incompleteChats)
    {
        if (_planned == 0 && incompleteChats > 0)
        {
            // Why is in their errors; what they hold, nobody knows.
            return;
        }

        var what = _planned == 0 ? "Nothing" : Files(_planned);
        var size = _unknown == 0 ? (_planned == 0 ? string.Empty : ": " + ByteSize.Text(_bytes))
            : _unknown == _planned ? ", of unknown size"
            : $": {ByteSize.Text(_bytes)}, and {Files(_unknown)} of unknown size";
        var rest = incompleteChats == 0 ? string.Empty : $"; {(incompleteChats == 1 ? "1 chat" : $"{incompleteChats} chats")} could not be read to the end";
        cmdlet.ShouldProcess($"{what} would be downloaded to '{folder}'{size}{rest}.", null, null);
    }

    /// <summary>The file of the page, with a view of its own: a table of files must not swallow the resources that come after it.</summary>
    /// <param name="cmdlet">Writes it.</param>
    /// <param name="path">Where the page is.</param>
    public static void WritePage(Cmdlet cmdlet, string path)
    {
        var page = PSObject.AsPSObject(new FileInfo(path));
        page.TypeNames.Insert(0, "LarkResources.LarkGalleryFile");
        cmdlet.WriteObject(page);
    }

    private static string Files(int count) => count == 1 ? "1 file" : $"{count} files";
}
