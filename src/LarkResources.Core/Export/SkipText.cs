using LarkResources.Errors;

namespace LarkResources.Export;

/// <summary>What an export says of a resource, or a message, that it leaves out.</summary>
internal static class SkipText
{
    public static string NotServed(ManifestEntry entry) => Of(entry, LarkErrors.Localized("the platform does not serve it", "平台不提供该资源"));

    public static string TooLarge(ManifestEntry entry) => Of(entry, LarkErrors.Localized("it is larger than -MaximumSize", "大小超过 -MaximumSize"));

    public static string Recalled(ManifestEntry entry) => Of(entry, LarkErrors.Localized("the message was recalled", "消息已撤回"));

    /// <summary>For what the platform refused, whose message says what it is about.</summary>
    public static Func<ManifestEntry, string> Refused(LarkException failure) => _ => LarkErrors.Localized($"Skipped: {failure.Message}", $"已跳过：{failure.Message}");

    private static string Of(ManifestEntry entry, string reason) => string.IsNullOrEmpty(entry.FileKey)
        ? LarkErrors.Localized($"Message '{entry.MessageId}' was skipped: {reason}.", $"消息 '{entry.MessageId}' 已跳过：{reason}。")
        : LarkErrors.Localized($"'{entry.FileKey}' of message '{entry.MessageId}' was skipped: {reason}.", $"消息 '{entry.MessageId}' 的 '{entry.FileKey}' 已跳过：{reason}。");
}
