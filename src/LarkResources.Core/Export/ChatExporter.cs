using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Messages;
using LarkResources.Text;
using LarkResources.Transfer;

namespace LarkResources.Export;

/// <summary>The export of one chat: everything that was sent in it, into a folder, again and again.</summary>
/// <param name="client">Calls the platform.</param>
/// <param name="maximumRetryCount">How often a download may begin again.</param>
/// <param name="chat">The chat; a name that is empty is asked for.</param>
/// <param name="destination">Where the chat has its folder.</param>
/// <param name="selection">What is wanted.</param>
/// <param name="tally">Counts.</param>
/// <param name="board">Shows what is on its way.</param>
internal sealed class ChatExporter(
    LarkClient client, int maximumRetryCount, LarkChat chat, ChatFolderLocator destination, ExportOptions selection, ExportStatistics tally, ActiveTransfers board)
{
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;
    private readonly Channel<ExportEvent> _events = Channel.CreateUnbounded<ExportEvent>();
    private readonly SortedDictionary<int, int> _refused = [];
    private string _name = chat.ToString();
    private string? _mode = chat.ChatMode;
    private long _firstTicks;
    private long _lastTicks;

    /// <summary>The name, or the id while it is not known.</summary>
    public string Name => Volatile.Read(ref _name);

    /// <summary>The same for a text, on one line.</summary>
    public string ShownName => PrintableText.OneLine(Name) ?? chat.ChatId;

    /// <summary>How far the history is, by the time of its messages, from 0 to 1.</summary>
    public double Fraction
    {
        get
        {
            var (first, last) = (Interlocked.Read(ref _firstTicks), Interlocked.Read(ref _lastTicks));
            return first == 0 ? 0 : Math.Clamp((double)(last - first) / Math.Max(1, _startedAt.UtcTicks - first), 0, 1);
        }
    }

    /// <summary>Does it. Leaving the loop early stops what is in flight, and waits for it to be tidied.</summary>
    public async IAsyncEnumerable<ExportEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Task.Run(() => WorkAsync(work), CancellationToken.None);
        try
        {
            await foreach (var happened in _events.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                if (happened is ExportEvent.Skipped { Entry.Code: { } code })
                {
                    _refused[code] = _refused.GetValueOrDefault(code) + 1;
                }

                yield return happened;
            }

            await running.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            await work.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // 230001 is not among them: it is skipped only where its text says that a message does not exist.
        foreach (var (code, count) in _refused.Where(refused => (ErrorCatalogue.DispositionOf(refused.Key, null) & (Disposition.FinalForResource | Disposition.NoWarning)) is Disposition.FinalForResource))
        {
            yield return new ExportEvent.Warning(Refused(code, count));
        }
    }

    private async Task WorkAsync(CancellationTokenSource work)
    {
        Exception? fault = null;
        var isWhole = false;
        try
        {
            var path = await FolderAsync(work.Token).ConfigureAwait(false);
            using var site = ExportWorkspace.Open(path, chat.ChatId, Name, selection.IncludeMessage, selection.IsDryRun, work.Token);
            Volatile.Write(ref _name, Name == chat.ChatId ? site.State.ChatName ?? Name : Name);
            if (site.Manifest.Unreadable is > 0 and var unreadable)
            {
                Warn(LarkErrors.Localized(
                    $"{(unreadable == 1 ? "A line" : $"{unreadable} lines")} of '{site.Folder.Manifest}' cannot be read and {(unreadable == 1 ? "is" : "are")} left unchanged; delete such lines to stop this warning.",
                    $"'{site.Folder.Manifest}' 中有 {unreadable} 行无法解析，已保持原样；删除这些行后不再出现此警告。"));
            }

            if (site.Messages?.Unreadable is > 0 and var unreadableMessages)
            {
                var file = Path.Combine(site.Folder.Path, MessageArchive.FileName);
                Warn(LarkErrors.Localized(
                    $"{(unreadableMessages == 1 ? "A line" : $"{unreadableMessages} lines")} of '{file}' cannot be read and {(unreadableMessages == 1 ? "is" : "are")} left unchanged; delete such lines to stop this warning.",
                    $"'{file}' 中有 {unreadableMessages} 行无法解析，已保持原样；删除这些行后不再出现此警告。"));
            }

            if (site.State.IsDamaged)
            {
                Warn(LarkErrors.Localized(
                    $"'{Path.Combine(site.Folder.Path, ExportCheckpoint.FileName)}' cannot be read, is about another chat, or has dates in the future: the whole history is read again. New files are filed by days of the time zone '{site.Zone.Zone.Id}'.",
                    $"'{Path.Combine(site.Folder.Path, ExportCheckpoint.FileName)}' 无法解析、属于其他会话或包含未来的日期：将重新读取全部历史。新文件按时区 '{site.Zone.Zone.Id}' 的日期归档。"));
            }

            if (site.HasLostLines)
            {
                Warn(LarkErrors.Localized($"'{site.Folder.Manifest}' lists fewer resources than before; the whole history is read again.", $"'{site.Folder.Manifest}' 中的资源比以前少；将重新读取全部历史。"));
            }

            if (site.Zone is { IsLost: true } zone)
            {
                Warn(LarkErrors.Localized(
                    $"The files in '{site.Folder.Path}' are filed by the days of the time zone '{zone.Id}', which this machine does not know; new ones are filed by those of its own, '{zone.Zone.Id}'.",
                    $"'{site.Folder.Path}' 中的文件按时区 '{zone.Id}' 的日期归档，但本机没有该时区；新文件按本机时区 '{zone.Zone.Id}' 的日期归档。"));
            }

            isWhole = await ReadAsync(site, work).ConfigureAwait(false);
        }
        catch (LarkException e)
        {
            Fail(e);
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            // The caller stopped it and knows; what is in the manifest counts.
        }
        catch (Exception e)
        {
            fault = e;
        }

        if (!isWhole)
        {
            tally.ChatIncomplete();
        }

        _events.Writer.TryComplete(fault);
    }

    private async Task<string> FolderAsync(CancellationToken cancellationToken)
    {
        if (destination.Find(chat.ChatId, WarnOfSeveral) is { } existing)
        {
            return existing;
        }

        if (chat.Name.Length == 0)
        {
            await AskForChatAsync(isModeKnown: false, cancellationToken).ConfigureAwait(false);
        }

        return destination.New(Name == chat.ChatId ? null : Name, chat.ChatId);
    }

    private void WarnOfSeveral(string[] folders) => Warn(LarkErrors.Localized(
        $"{folders.Length} folders have the name of chat '{chat.ChatId}': '{string.Join("', '", folders.Select(Path.GetFileName))}'. The first one is continued; move the others elsewhere.",
        $"有 {folders.Length} 个文件夹的名称对应会话 '{chat.ChatId}'：'{string.Join("'、'", folders.Select(Path.GetFileName))}'。将继续使用第一个；请把其他文件夹移到别处。"));

    /// <summary>Finds out what the chat is called and of which mode it is.</summary>
    private async Task AskForChatAsync(bool isModeKnown, CancellationToken cancellationToken)
    {
        try
        {
            var told = await ChatDirectory.GetAsync(client, chat.ChatId, cancellationToken).ConfigureAwait(false);
            (_name, _mode) = (chat.Name.Length == 0 ? told.ToString() : _name, told.ChatMode);
        }
        catch (LarkException e) when (isModeKnown || (e.Code is not null && (e.ErrorId == Situations.ScopeMissing || !e.Disposition.HasFlag(Disposition.FinalForRun))))
        {
            // The history may be readable all the same: it needs other scopes, and that of an external chat is open to bots that may not see the chat.
            if (isModeKnown)
            {
                Warn(LarkErrors.Localized(
                    $"It could not be determined whether '{ShownName}' is still a topic chat: {e.Message} If it has become a group, its new replies are missing until that is known.",
                    $"无法确认 '{ShownName}' 是否仍为话题群：{e.Message}如果它已变为普通群，在确认之前会缺少其中的新回复。"));
            }
        }
    }

    /// <returns>False where something was left out.</returns>
    private async Task<bool> ReadAsync(ExportWorkspace site, CancellationTokenSource work)
    {
        var was = chat with { ChatMode = site.State.ChatMode };
        if (_mode is null && selection.IncludeThread && (was.ChatMode is null || was.IsTopicChat))
        {
            // What was a topic chat may be an ordinary group by now, whose threads have to be asked for.
            await AskForChatAsync(isModeKnown: was.ChatMode is not null, work.Token).ConfigureAwait(false);
        }

        var now = chat with { ChatMode = _mode ??= was.ChatMode };
        var state = was.IsTopicChat && !now.IsTopicChat ? site.State.WithoutThreads() : site.State;
        var before = state.Of(client.IsOfUser);
        if (before.Covered.Count == 0 && state.Of(!client.IsOfUser).Covered.Count > 0)
        {
            _events.Writer.TryWrite(new ExportEvent.Note(client.IsOfUser
                ? LarkErrors.Localized($"No run as a user has finished for chat '{ShownName}' yet, so its whole history is new. What is there stays, and what only the app was refused is requested.", $"会话 '{ShownName}' 尚未以用户身份完整导出过，因此将读取其全部历史。已有的文件保留，仅对应用拒绝过的内容会再次请求。")
                : LarkErrors.Localized($"No run as the app has finished for chat '{ShownName}' yet, so its whole history is new. What is there stays, and what only a user was refused is requested.", $"会话 '{ShownName}' 尚未以应用身份完整导出过，因此将读取其全部历史。已有的文件保留，仅对用户拒绝过的内容会再次请求。")));
        }

        var export = new ResourceExporter(client, maximumRetryCount, site.Folder, site.Manifest, selection.MaximumSize, selection.ReplaceEdited, board);
        var check = await ExportVerifier.RunAsync(site.Manifest, site.Folder, selection, export.Identity, tally, Warn, Fail, work.Token).ConfigureAwait(false);
        var breaker = new ExportCircuitBreaker(work, needsDownloads: site.Messages is null);
        using var run = new ResourcePipeline(export, check, site.Manifest, site.Folder, selection, site.Messages, before.Unread, tally, _events.Writer, breaker, work);
        var history = new ExportHistoryReader(client, new(client, selection, check, breaker), now, selection, before, site.Messages, breaker, _startedAt);
        var outside = new List<string>();
        try
        {
            await foreach (var item in history.ReadAsync(work.Token).ConfigureAwait(false))
            {
                At(item.Message?.CreateTime);
                await run.AddAsync(item).ConfigureAwait(false);
            }

            await foreach (var item in history.AgainAsync(before.Unread.Concat(check.MessagesAgain.TakeWhile(_ => breaker.Downloads.Refusal is null)), work.Token).ConfigureAwait(false))
            {
                if (item.Message is { } message && !selection.Covers(message.CreateTime))
                {
                    outside.Add(message.MessageId);
                }
                else
                {
                    await run.AddAsync(item).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // Nothing may write to the manifest after it is closed.
            await run.DrainAsync().ConfigureAwait(false);
            TellLeftOut(breaker);
            if (breaker.Reason is { } reason)
            {
                var why = reason.Code is { } code ? $"{reason.ErrorId}, {code}" : reason.ErrorId;
                if (reason.Disposition.HasFlag(Disposition.FinalForRun))
                {
                    Warn(LarkErrors.Localized(
                        $"The rest of chat '{ShownName}' was not tried, since it would fail in the same way ({why}); the next run tries it.",
                        $"会话 '{ShownName}' 的其余部分未再请求，因为结果会相同（{why}）；下次运行时会重试。"));
                }
                else
                {
                    Warn(LarkErrors.Localized(
                        $"The rest of chat '{ShownName}' was not tried after too many failures in a row (the last one: {why}); the next run tries it.",
                        $"会话 '{ShownName}' 连续失败次数过多（最后一次：{why}），其余部分未再尝试；下次运行会再次尝试。"));
                    Remember(site, run.Unread, history);
                }
            }
        }

        work.Token.ThrowIfCancellationRequested();
        if (history.WithoutId is > 0 and var nameless)
        {
            Warn(LarkErrors.Localized(
                $"{(nameless == 1 ? "A message" : $"{nameless} messages")} of chat '{ShownName}' came without a usable ID and {(nameless == 1 ? "was" : "were")} passed over.",
                $"会话 '{ShownName}' 中有 {nameless} 条消息没有可用的 ID，已跳过。"));
        }

        if (history.ThreadsLookedForFrom is { } lookedFrom)
        {
            _events.Writer.TryWrite(new ExportEvent.Note(LarkErrors.Localized(
                $"New threads of chat '{ShownName}' were looked for below messages sent since {lookedFrom.LocalDateTime:yyyy-MM-dd}. A larger -ThreadLookbackDays, or -Full, also finds those below older messages.",
                $"会话 '{ShownName}' 中的新话题只在 {lookedFrom.LocalDateTime:yyyy-MM-dd} 之后发送的消息下查找。加大 -ThreadLookbackDays 或使用 -Full，也能找到更早消息下的话题。")));
        }

        if (!selection.IsDryRun)
        {
            site.RefuseMoved();
            StaleParts.Remove(site.Folder, site.Manifest);
        }

        // A run for less than others have asked for does not settle for them what they could not read.
        var left = before.IsIncludedIn(selection) ? outside : before.Unread;
        site.Complete(state.With(client.IsOfUser, history.Complete() with { Unread = [.. run.Unread.Union(left, StringComparer.Ordinal)] }) with { ChatMode = _mode });
        return !breaker.HasLeftOut;
    }

    /// <summary>Tells what was left out because an endpoint refuses the caller. All of it is noted, and the next run tries it.</summary>
    private void TellLeftOut(ExportCircuitBreaker breaker)
    {
        (ExportCircuitBreaker.Series, string, string)[] all = [(breaker.Messages, "messages", "消息"), (breaker.Folders, "folders", "文件夹"), (breaker.Threads, "threads", "话题"), (breaker.Downloads, "resources", "资源")];
        foreach (var (series, what, chinese) in all)
        {
            if (series is { HasLeftOut: true, EndsRun: false, Refusal: { } refusal })
            {
                Warn(LarkErrors.Localized(
                    $"Further {what} of chat '{ShownName}' were left out, since they would fail in the same way ({refusal.ErrorId}, {refusal.Code}); the next run tries them.",
                    $"会话 '{ShownName}' 中的其余{chinese}未再请求，因为结果会相同（{refusal.ErrorId}，{refusal.Code}）；下次运行时会重试。"));
            }
        }
    }

    /// <summary>Notes what could not be read in a run that ends early. The next run does not end at the same place, since known failures do not count.</summary>
    private void Remember(ExportWorkspace site, IEnumerable<string> unread, ExportHistoryReader read)
    {
        try
        {
            var history = site.State.Of(client.IsOfUser);
            site.Complete(site.State.With(client.IsOfUser, history.WithFound(read.FoundThreads) with { Unread = [.. history.Unread.Union(unread, StringComparer.Ordinal)], UnreadThreads = [.. read.UnreadThreads] }));
        }
        catch (LarkException)
        {
            // The run has already reported why it ended; without the note the next run meets the same failures.
        }
    }

    private void Fail(LarkException e)
    {
        tally.Failed(e);
        _events.Writer.TryWrite(new ExportEvent.Failed(e));
    }

    private void Warn(string text) => _events.Writer.TryWrite(new ExportEvent.Warning(text));

    private void At(DateTimeOffset? time)
    {
        if (time is { } sent)
        {
            Interlocked.CompareExchange(ref _firstTicks, sent.UtcTicks, 0);
            Interlocked.Exchange(ref _lastTicks, sent.UtcTicks);
        }
    }

    private string Refused(int code, int count)
    {
        var row = ErrorCatalogue.ForCode(code, null);
        var (resources, advice) = (count == 1 ? "1 resource" : $"{count} resources", row.Recommendation.Contains("-RetrySkipped", StringComparison.Ordinal) ? (string.Empty, string.Empty) : (" Then run again with -RetrySkipped.", "之后加上 -RetrySkipped 重新运行。"));
        return LarkErrors.Localized(
            $"{resources} of chat '{ShownName}' {(count == 1 ? "was" : "were")} refused with code {code} and will be skipped: {row.Meaning} {row.Recommendation}{advice.Item1}",
            $"会话 '{ShownName}' 中有 {count} 个资源被拒绝（错误码 {code}），以后将跳过：{row.MeaningChinese}{row.RecommendationChinese}{advice.Item2}");
    }
}
