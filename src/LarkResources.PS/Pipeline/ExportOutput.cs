using System.Management.Automation;
using LarkResources.Errors;
using LarkResources.Export;

namespace LarkResources.Pipeline;

/// <summary>Shows on the streams of a cmdlet what happens in an export. Used on the pipeline thread.</summary>
/// <param name="cmdlet">Whose streams.</param>
/// <param name="emitsResources">True to emit each resource as it is saved.</param>
internal sealed class ExportOutput(PSCmdlet cmdlet, bool emitsResources)
{
    private PlannedFiles _chat = new();
    private PlannedFiles _run = new();

    public void Show(ExportEvent happened)
    {
        switch (happened)
        {
            case ExportEvent.Saved saved when emitsResources:
                cmdlet.WriteObject(new LarkExportedResource(saved.Entry, saved.FullName));
                break;
            case ExportEvent.Saved saved:
                ShellStream.WriteVerbose(cmdlet, LarkErrors.Localized($"Saved '{saved.FullName}'.", $"已保存 '{saved.FullName}'。"));
                break;
            case ExportEvent.Skipped skipped:
                ShellStream.WriteVerbose(cmdlet, ShownText.Lines(skipped.Text));
                break;
            case ExportEvent.WouldSave planned:
                _chat = _chat.With(planned.Entry.Length);
                _run = _run.With(planned.Entry.Length);
                ShellStream.WriteVerbose(cmdlet, ShownText.Lines(
                    LarkErrors.Localized($"Would download {planned.Entry.Kind} {planned.Entry.FileKey} to '{planned.FullName}'.", $"将下载 {planned.Entry.Kind} {planned.Entry.FileKey} 到 '{planned.FullName}'。")));
                break;
            case ExportEvent.Note note:
                ShellStream.WriteVerbose(cmdlet, ShownText.Lines(note.Text));
                break;
            case ExportEvent.Warning warning:
                ShellStream.WriteWarning(cmdlet, warning.Text);
                break;
            case ExportEvent.Failed failed:
                cmdlet.WriteError(ErrorRecords.Create(failed.Error));
                break;
        }
    }

    /// <summary>Files that a person has changed, in one warning for the whole run.</summary>
    public void ShowEdited(ExportStatistics tally)
    {
        if (tally.Edited == 0)
        {
            return;
        }

        var names = $"'{string.Join("', '", tally.SomeEdited)}'{(tally.Edited > tally.SomeEdited.Count ? ", …" : string.Empty)}";
        ShellStream.WriteWarning(cmdlet, LarkErrors.Localized(
            $"{(tally.Edited == 1 ? "1 file was" : $"{tally.Edited} files were")} changed after the export saved {(tally.Edited == 1 ? "it and is" : "them and are")} kept: {names}. Run again with -Force to replace {(tally.Edited == 1 ? "it" : "them")}.",
            $"{tally.Edited} 个文件在导出后被修改，已保留：{names}。要替换它们，请加上 -Force 重新运行。"));
    }

    /// <summary>The line of a dry run for one chat.</summary>
    /// <param name="chat">The name.</param>
    /// <param name="isIncomplete">True when the chat could not be read to the end.</param>
    public void ShowPlan(string chat, bool isIncomplete)
    {
        if (isIncomplete && _chat.Count == 0)
        {
            // Its error says why; what it holds is not known.
            return;
        }

        var rest = isIncomplete ? LarkErrors.Localized("; the chat could not be read to the end", "；该会话未能读完") : string.Empty;
        WhatIf(LarkErrors.Localized($"Chat '{chat}': {_chat} would be downloaded{rest}.", $"会话 '{chat}'：将下载 {_chat}{rest}。"));
        _chat = new();
    }

    /// <summary>The line with which a dry run ends.</summary>
    /// <param name="folder">Where everything would go.</param>
    /// <param name="incompleteChats">Chats that could not be read to the end.</param>
    public void ShowTotal(string folder, int incompleteChats)
    {
        if (incompleteChats > 0 && _run.Count == 0)
        {
            return;
        }

        var rest = incompleteChats == 0 ? string.Empty : LarkErrors.Localized(
            $"; {(incompleteChats == 1 ? "1 chat" : $"{incompleteChats} chats")} could not be read to the end",
            $"；有 {incompleteChats} 个会话未能读完");
        WhatIf(LarkErrors.Localized($"In total, {_run} would be downloaded to '{folder}'{rest}.", $"共将下载 {_run}，保存到 '{folder}'{rest}。"));
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

    // With a description alone the engine writes that line and nothing else.
    private void WhatIf(string line) => cmdlet.ShouldProcess(ShownText.Lines(line), null, null);

    /// <summary>Files that a run would download.</summary>
    private sealed record PlannedFiles(int Count = 0, int OfUnknownSize = 0, long Bytes = 0)
    {
        public PlannedFiles With(long? length) => new(Count + 1, OfUnknownSize + (length is null ? 1 : 0), Bytes + (length ?? 0));

        public override string ToString() => this switch
        {
            { Count: 0 } => LarkErrors.Localized("nothing", "0 个文件"),
            { OfUnknownSize: 0 } => LarkErrors.Localized($"{Files(Count)} ({ByteSize.Text(Bytes)})", $"{Files(Count)}（{ByteSize.Text(Bytes)}）"),
            _ when OfUnknownSize == Count => LarkErrors.Localized($"{Files(Count)} of unknown size", $"{Files(Count)}（大小未知）"),
            _ => LarkErrors.Localized($"{Files(Count)} ({ByteSize.Text(Bytes)}, and {Files(OfUnknownSize)} of unknown size)", $"{Files(Count)}（{ByteSize.Text(Bytes)}，另有 {Files(OfUnknownSize)}大小未知）"),
        };

        private static string Files(int count) => LarkErrors.Localized(count == 1 ? "1 file" : $"{count} files", $"{count} 个文件");
    }
}
