using System.Management.Automation;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Export;
using LarkResources.Export.Gallery;
using LarkResources.Messages;
using LarkResources.Paths;
using LarkResources.Pipeline;

namespace LarkResources.Commands;

/// <summary>Saves everything that was sent in chats to a folder, and on later runs only what is new.</summary>
[Cmdlet(VerbsData.Export, "LarkChatResource", SupportsShouldProcess = true, HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message-resource/get")]
[OutputType(typeof(LarkExportSummary), typeof(LarkExportedResource), typeof(FileInfo))]
public sealed partial class ExportLarkChatResourceCommand : LarkCmdlet
{
    private readonly HashSet<string> _chats = new(StringComparer.Ordinal);
    private ExportSession? _session;
    private ResourceFilter? _filter;
    private NewFolder? _newFolder;
    private IReadOnlyList<LarkChat>? _listed;

    /// <summary>Where everything goes; found out once.</summary>
    private string Folder => field ??= ResolveFolder();

    private ExportSession Session => _session ??= new(this, Reporter, Folder, PassThru);

    /// <summary>True when only counts are shown: for each chat in one line, which is why the engine is not asked to write one of its own first.</summary>
    private bool IsDryRun => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? given is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>True when no chat is to be exported, but the page of what was exported before is to be written.</summary>
    private bool IsForPageOnly => Gallery && !MyInvocation.ExpectingInput && ChatId.Length == 0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _filter = ResourceFilters.Of(Include, Exclude, SenderId);
        }
        catch (LarkException e)
        {
            // No chat could do better.
            ThrowTerminatingError(ErrorRecords.Create(e));
        }
    }

    /// <inheritdoc/>
    protected override async Task ProcessRecordAsync()
    {
        if (Since > Until)
        {
            ThrowTerminatingError(ErrorRecords.Create(LarkErrors.WindowReversed(Since, Until)));
        }

        // What was typed counts as well as what came through the pipe; an empty line of a list names no chat.
        IEnumerable<string> ids = InputObject?.BaseObject is string text ? ChatId.Append(text).Where(id => !string.IsNullOrWhiteSpace(id)) : ChatId;
        if (InputObject?.BaseObject is LarkMessage or LarkResource)
        {
            await ReportAsync(() => throw LarkErrors.NotAChat());
            return;
        }

        if (InputObject?.BaseObject is not string && ChatId.Length == 0 && !IsForPageOnly)
        {
            await ReportAsync(() => throw LarkErrors.NothingToExport());
            return;
        }

        foreach (var id in ids)
        {
            await TryAsync(async () =>
            {
                foreach (var chat in await ChatsAsync(id))
                {
                    await ExportAsync(chat);
                }
            });
        }
    }

    /// <inheritdoc/>
    protected override async Task EndProcessingAsync()
    {
        _session?.End();
        string? page = null;
        if (Gallery && ShouldProcess(Path.Combine(Folder, GalleryPage.FileName), LarkErrors.Localized("Write gallery", "生成页面")))
        {
            var left = new List<string>();
            await ReportAsync(async () => page = await GalleryPage.WriteAsync(Folder, left.Add, Stop));
            left.ForEach(WriteWarning);
        }

        if (!PassThru && !IsDryRun && _session is { } session)
        {
            WriteObject(session.Summary(page));
        }
        else if (page is not null && IsForPageOnly)
        {
            ExportOutput.WritePage(this, page);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _newFolder?.RemoveIfEmpty();
    }

    /// <summary>The chat of an id or a link, or the chats of a name.</summary>
    private async Task<IReadOnlyList<LarkChat>> ChatsAsync(string idOrName)
    {
        if (InputObject?.BaseObject is LarkChat piped && piped.ChatId == idOrName)
        {
            return [piped];
        }

        if (ApiPath.HasFormOfId(idOrName))
        {
            return [new() { ChatId = ApiPath.Clean(nameof(ChatId), idOrName) }];
        }

        if (_listed is null)
        {
            LarkException? refused = null;
            _listed = await ChatDirectory.AllAsync(Client, Stop, e => refused = e);
            if (refused is not null)
            {
                WriteWarning(ChatDirectory.OnlyGroups(refused));
            }
        }

        var names = new ChatNames([idOrName]);
        LarkChat[] chats = [.. _listed.Where(names.Match)];
        return chats.Length > 0 ? chats : throw (names.Missing.FirstOrDefault() ?? names.NotFound(idOrName));
    }

    private async Task ExportAsync(LarkChat chat)
    {
        if (!_chats.Add(chat.ChatId))
        {
            return;
        }

        var isDryRun = IsDryRun;
        var name = ShownText.Line(chat.ToString());
        if (isDryRun || ShouldProcess(
            LarkErrors.Localized($"Exporting the resources of chat '{name}' to '{Folder}'.", $"将会话 '{name}' 的资源导出到 '{Folder}'。"),
            LarkErrors.Localized($"Export the resources of chat '{name}' to '{Folder}'?", $"要将会话 '{name}' 的资源导出到 '{Folder}' 吗？"),
            LarkErrors.Localized("Confirm", "确认")))
        {
            _newFolder ??= isDryRun ? null : new(Folder);
            await Session.RunAsync(ActiveConnection, chat, Selection(isDryRun), Stop);
        }
    }

    private string ResolveFolder()
    {
        try
        {
            return OutputTarget.ResolveFolder(SessionState, Destination);
        }
        catch (LarkException e)
        {
            // No chat could do better.
            ThrowTerminatingError(ErrorRecords.Create(e));
            throw;
        }
    }
}
