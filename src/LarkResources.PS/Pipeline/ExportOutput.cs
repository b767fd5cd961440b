using System.Management.Automation;
using LarkResources.Errors;

namespace LarkResources.Pipeline;

/// <summary>Shows on the streams of a cmdlet what an export tells of.</summary>
internal static class ExportOutput
{
    /// <summary>Called on the pipeline thread.</summary>
    public static void Tell(Cmdlet cmdlet, ExportEvent happened)
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
}
