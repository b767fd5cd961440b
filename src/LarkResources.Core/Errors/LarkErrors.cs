using System.Net;
using LarkResources.Text;

namespace LarkResources.Errors;

/// <summary>The one place where a <see cref="LarkException"/> is made: from a fault, a broken transport, or a failure on this machine.</summary>
internal static class LarkErrors
{
    /// <summary>A file or folder of an export that cannot be read, at least not now. Nothing follows from that for its contents.</summary>
    public static LarkException Unreadable(string path, Exception e) => Local(
        ModuleErrors.UnreadableFile, Because(Localized($"'{path}' cannot be read", $"无法读取 '{path}'"), Reason(e, path)), path, e,
        e is FileNotFoundException or DirectoryNotFoundException ? Localized("Check the path: nothing exists there.", "请检查路径：该路径不存在。") : null);

    /// <summary>A file that cannot be written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="e">Why.</param>
    /// <param name="target">What the user wanted, when that is another file.</param>
    public static LarkException WriteFailed(string path, Exception e, string? target = null) =>
        Local(ModuleErrors.WriteFailed, Because(Localized($"'{path}' cannot be written", $"无法写入 '{path}'"), Reason(e, path)), target ?? path, e);

    /// <summary>A folder that cannot be created.</summary>
    public static LarkException FolderFailed(string path, Exception e) => Local(ModuleErrors.WriteFailed, Because(Localized($"The folder '{path}' cannot be created", $"无法创建文件夹 '{path}'"), Reason(e, path)), path, e);

    /// <summary>Makes the exception for a failure that the server answered with.</summary>
    /// <param name="fault">What the response says.</param>
    /// <param name="what">What failed, with the ids it is about and without a full stop.</param>
    /// <param name="target">The id of the message, chat or resource; never a secret.</param>
    public static LarkException FromFault(ApiFault fault, string what, string? target)
    {
        if (fault is { Code: null, Status: HttpStatusCode.ProxyAuthenticationRequired })
        {
            return Local(Own(ModuleErrors.ConnectionFailed), Because(what, Localized("the proxy requires credentials (HTTP 407).", "代理要求身份验证（HTTP 407）。")), target, TransportFailure.ProxyRecommendation, null);
        }

        var info = ErrorCatalogue.ForFault(fault, target);
        return new LarkException(info.ErrorId, info.Category, FaultMessage.For(fault, info, what))
        {
            Disposition = info.Disposition,
            Code = fault.Code,
            HttpStatusCode = fault.Status,
            LogId = fault.LogId,
            OAuthError = fault.OAuthError,
            Recommendation = FaultRecommendation(fault, info),
            Scopes = fault.Scopes,
            Fields = fault.Fields,
            HelpLinks = [.. AllLinks(fault)],
            Target = target,
            HelpLink = AllLinks(fault).FirstOrDefault() ?? info.HelpLink,
            Trace = FaultMessage.Trace(fault),
        };
    }

    /// <summary>Makes the exception for a failure with an id of the module's own.</summary>
    /// <param name="errorId">One of the constants of <see cref="ModuleErrors"/>, or the id of a code when the module refuses what the platform would refuse.</param>
    /// <param name="recommendation">What to do next, where the row's own advice does not fit.</param>
    /// <param name="also">What it means beside what the row says.</param>
    public static LarkException Local(string errorId, string message, string? target, Exception? inner = null, string? recommendation = null, Disposition also = default)
    {
        var info = Own(errorId);
        return Local(info with { Disposition = info.Disposition | also }, message, target, recommendation ?? Recommendation(info), inner);
    }

    /// <summary>Makes the exception for a request without a response, or without all of it.</summary>
    /// <remarks>
    /// The caller lets a cancellation the user asked for pass, and keeps failures of local files away: both would be
    /// described as trouble of the network here.
    /// </remarks>
    public static LarkException FromTransport(Exception e, Uri baseUri, string what, string? target)
    {
        if (e is LarkException known)
        {
            return known;
        }

        var failure = TransportFailure.Of(e, FailedPeer.Of(e) ?? FailedPeer.At(baseUri));
        var info = Own(failure.ErrorId);
        return Local(info, Because(what, Localized($"{failure.Reason}.", $"{failure.Reason}。")), target, failure.Recommendation ?? Recommendation(info), failure.Inner);
    }

    /// <summary>True where nothing better could be advised than what the catalogue has for the id.</summary>
    public static bool HasUsualAdvice(LarkException e) => e.Recommendation == Recommendation(Own(e.ErrorId));

    /// <summary>The same failure with one more sentence in its message; what the support asks for stays at the end.</summary>
    /// <param name="e">The failure.</param>
    /// <param name="sentence">The sentence.</param>
    /// <param name="also">What else it means for the work that met it.</param>
    public static LarkException Amended(LarkException e, string sentence, Disposition also = default) =>
        Copy(e, $"{UiText.Sentences(e.Message[..^e.Trace.Length], sentence)}{e.Trace}", e.Recommendation, also);

    /// <summary>The same failure with one more sentence of advice.</summary>
    public static LarkException Advised(LarkException e, string sentence) =>
        Copy(e, e.Message, e.Recommendation is { } advice ? UiText.Sentences(advice, sentence) : sentence);

    /// <summary>Makes the exception for a call without a connection, or on one that was closed.</summary>
    public static LarkException NotConnected() => Local(ModuleErrors.NotConnected, Localized("There is no connection to Lark or Feishu.", "尚未连接到 Lark 或飞书。"), null);

    /// <summary>Makes the exception for several resources where there is a place for one.</summary>
    /// <param name="what">How many, as the beginning of a sentence.</param>
    /// <param name="target">The message.</param>
    public static LarkException Several(string what, string target) => Local(
        Situations.InvalidRequestParameter,
        Localized($"{what}, and one stream or file can hold only one.", $"{what}，而一个字节流或一个文件只能容纳一个。"),
        target,
        recommendation: Localized(
            "Select one with -FileKey or -Kind, or save them all with -OutFile and a path that ends in /.",
            "用 -FileKey 或 -Kind 选定其中一个，或将 -OutFile 设为以 / 结尾的路径以全部保存。"));

    /// <summary>Makes the exception for a window that ends before it begins.</summary>
    public static LarkException WindowReversed(DateTimeOffset? since, DateTimeOffset? until) => Local(
        Situations.InvalidRequestParameter, Localized($"-Since ({since:o}) is later than -Until ({until:o}).", $"-Since（{since:o}）晚于 -Until（{until:o}）。"), null,
        recommendation: Localized("Swap the two, or leave -Until out to read up to now.", "请对调两者，或省略 -Until 以读取到当前时间。"));

    /// <summary>Makes the exception for an export without a chat.</summary>
    public static LarkException NothingToExport() => Local(
        Situations.InvalidRequestParameter, Localized("There is no chat to export: neither -ChatId nor the pipeline names one.", "没有要导出的会话：-ChatId 和管道都没有指定。"), null,
        recommendation: Localized(
            "Give the id of a chat, pipe chats from Get-LarkChat, or add -Gallery to write the page of an existing export.",
            "请指定会话 ID，或从 Get-LarkChat 通过管道传入会话，或加上 -Gallery 为已有的导出生成页面。"));

    /// <summary>Makes the exception for a message or resource where a chat is exported.</summary>
    public static LarkException NotAChat() => Local(
        Situations.InvalidRequestParameter, Localized("A message or resource is not exported on its own.", "消息或资源不能单独导出。"), null,
        recommendation: Localized(
            "Pipe it to Get-LarkMessageResource, or export its chat: give its ChatId with -ChatId.",
            "请通过管道将其传给 Get-LarkMessageResource，或用 -ChatId 指定其 ChatId 以导出所在的会话。"));

    /// <summary>Makes the exception for a search without a condition.</summary>
    public static LarkException NothingToFind() => Local(
        Situations.InvalidRequestParameter, Localized("There is nothing to search for.", "没有指定搜索条件。"), null,
        recommendation: Localized(
            "Give -Query, -ChatId, -SenderId, -Since, -Until or -Attachment; Get-LarkMessage -ChatId reads the whole history of a chat.",
            "请指定 -Query、-ChatId、-SenderId、-Since、-Until 或 -Attachment；Get-LarkMessage -ChatId 可读取会话的全部历史。"));

    /// <summary>The recommendation of a row in the language of the UI culture.</summary>
    public static string Recommendation(LarkErrorInfo info) => Localized(info.Recommendation, info.RecommendationChinese);

    /// <summary>A file that is not the module's own already has the name; it stays, and no parameter replaces it.</summary>
    internal static LarkException ForeignFile(string message, string path) => Local(
        ModuleErrors.FileExists, message, path,
        recommendation: Localized("Move or rename that file, and run the command again.", "请移走或重命名该文件，然后重新运行命令。"));

    /// <summary>The Chinese text under a <c>zh</c> UI culture, else the English one.</summary>
    internal static string Localized(string english, string chinese) => UiText.Of(english, chinese);

    /// <summary>What failed, and why.</summary>
    internal static string Because(string what, string why) => UiText.IsChinese ? $"{what}：{why}" : $"{what}: {why}";

    private static LarkException Local(LarkErrorInfo info, string message, string? target, string recommendation, Exception? inner) =>
        new(info.ErrorId, info.Category, message, inner)
        {
            Disposition = info.Disposition,
            Recommendation = recommendation,
            Target = target,
            HelpLink = info.HelpLink,
        };

    private static LarkException Copy(LarkException e, string message, string? recommendation, Disposition also = default) => new(e.ErrorId, e.Category, message, e)
    {
        Trace = e.Trace,
        Disposition = e.Disposition | also,
        Code = e.Code,
        HttpStatusCode = e.HttpStatusCode,
        LogId = e.LogId,
        Recommendation = recommendation,
        Scopes = e.Scopes,
        Fields = e.Fields,
        HelpLinks = e.HelpLinks,
        HelpLink = e.HelpLink,
        Target = e.Target,
    };

    // .NET adds the path to what the system says, and the system leaves out the full stop.
    private static string Reason(Exception e, string path) => UiText.Sentence(e.Message.Replace($" : '{path}'", string.Empty, StringComparison.Ordinal));

    private static LarkErrorInfo Own(string errorId) =>
        ErrorCatalogue.Find(errorId) ?? throw new ArgumentException($"'{errorId}' is not an id of the catalogue.", nameof(errorId));

    private static string FaultRecommendation(ApiFault fault, LarkErrorInfo info)
    {
        if (fault.ChallengeLink is { } challenge)
        {
            return Localized(
                $"Open {challenge} in a browser, pass the check and run the command again.",
                $"在浏览器中打开 {challenge}，完成验证后重新运行命令。");
        }

        if (fault is { Code: ApiCodes.AppLacksScope, Scopes.Count: > 0 })
        {
            return ScopeRecommendation(fault);
        }

        if (info.Source == CatalogueSource.Unknown && fault.TroubleshooterLink is { } page)
        {
            return Localized(
                $"Open {page} for the platform's own advice on code {fault.Code}.",
                $"打开 {page} 查看平台对错误码 {fault.Code} 的排查建议。");
        }

        if (info.ErrorId == ModuleErrors.UnexpectedResponse && info.IsRetryable)
        {
            return Localized("Run the same command again in a few minutes.", "几分钟后重新运行同一命令。");
        }

        return Recommendation(info);
    }

    private static string ScopeRecommendation(ApiFault fault)
    {
        var one = fault.Scopes.Count == 1;
        var scopes = string.Join(", ", fault.Scopes);
        var place = fault.HelpLinks.Count > 0 ? fault.HelpLinks[0] : null;
        return Localized(
            $"{(place is null ? "In the developer console open Permissions & Scopes" : $"Open {place}")}, add {(one ? scopes : $"one of {scopes}")}, then create and publish a version of the app.",
            $"{(place is null ? "在开发者后台打开 权限管理" : $"打开 {place}")}，开通{(one ? $" {scopes} " : $"以下任一权限：{scopes}")}，再到 版本管理与发布 创建版本并发布。");
    }

    private static IEnumerable<string> AllLinks(ApiFault fault) =>
        new[] { fault.ChallengeLink }.Concat(fault.HelpLinks).Append(fault.TroubleshooterLink).OfType<string>().Distinct();
}
