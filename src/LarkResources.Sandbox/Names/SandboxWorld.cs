using System.Globalization;
using LarkResources.Sandbox.Names;

namespace LarkResources.Sandbox;

/// <summary>The names of everything in the simulated tenant, and what its files must come out as.</summary>
/// <remarks>
/// Beside the fixed messages there are families of ids, each ending in a code: <c>om_error_234004</c> (the resource call
/// answers that code, always; a number from 400 to 599 is a bare HTTP status), <c>om_transient_234019</c> and
/// <c>om_transient_99991400_3</c> (fails once, or as often as the last number says, then succeeds once, and so on),
/// <c>om_get_error_230110</c> (reading the message answers the code), <c>oc_error_230002</c> (reading the chat or its
/// history does), <c>om_sized_20480_7</c> (a generated file of so many bytes under the key <c>file_v3_sized_20480_7</c>;
/// the last number tells files of one length apart), <c>oc_sized_20480_1000</c> (a chat with the first thousand of these), <c>oc_mixed_2000_7</c> (a chat with so many messages of every kind, see
/// <see cref="MixedChatId"/>), and the app ids <c>cli_error_10013</c> (no token) and
/// <c>cli_denied_99991401</c> (a token with which every call answers the code). The apps <c>cli_no_bot</c>, <c>cli_no_scope</c>,
/// <c>cli_no_history_scope</c>, <c>cli_no_chat_scope</c> and <c>cli_no_search</c> are not set up to the end.
/// <para>
/// A sign-in by device code is confirmed at the second poll. The scopes that are asked for can change that: <see cref="DeniedScope"/>,
/// <see cref="ExpiredScope"/>, <see cref="NeverScope"/> and <see cref="SlowDownScope"/>; with <see cref="ShortScope"/> the tokens live
/// two seconds, with <see cref="NoRefreshScope"/> no refresh token comes. A refresh token is good for one use (20073 after that).
/// </para>
/// </remarks>
public static partial class SandboxWorld
{
    /// <summary>A listed chat with one message of every kind.</summary>
    public const string FinanceChatId = "oc_sandbox_finance_team";

    /// <summary>The name of <see cref="FinanceChatId"/>.</summary>
    public const string FinanceChatName = "Finance Team";

    /// <summary>A listed chat with sixty receipts, hostile names, odd sizes and files up to 20 MiB.</summary>
    public const string SharedChatId = "oc_sandbox_finance_share";

    /// <summary>The name of <see cref="SharedChatId"/>.</summary>
    public const string SharedChatName = "财务共享 群";

    /// <summary>A chat that is not listed: files of 64 MiB to 1 GiB.</summary>
    public const string ArchiveChatId = "oc_sandbox_archive";

    /// <summary>A chat that is not listed: one message for each code of the error catalogue.</summary>
    public const string ErrorsChatId = "oc_sandbox_errors";

    /// <summary>A chat that is not listed: its name cannot be the name of a folder.</summary>
    public const string OddNameChatId = "oc_sandbox_odd_name";

    /// <summary>The name of <see cref="OddNameChatId"/>.</summary>
    public const string OddNameChatName = "../Q3/Q4: plan? <final>.";

    /// <summary>A chat that is not listed: <see cref="BulkCount"/> messages with one file of <see cref="BulkLength"/> bytes each.</summary>
    public const string BulkChatId = "oc_sandbox_bulk";

    /// <summary>How many messages are in <see cref="BulkChatId"/>.</summary>
    public const int BulkCount = 400;

    /// <summary>The length of each file of <see cref="BulkChatId"/>.</summary>
    public const int BulkLength = 20 * 1024;

    /// <summary>A chat that is not listed: forwards of three levels, one that must be asked for again, one whose resource is served under the child's id.</summary>
    public const string ForwardsChatId = "oc_sandbox_forwards";

    /// <summary>A chat that is not listed: messages whose content is not what the platform promises.</summary>
    public const string BrokenChatId = "oc_sandbox_broken";

    /// <summary>A chat that is not listed: messages of which parts need calls of their own.</summary>
    public const string PartsChatId = "oc_sandbox_parts";

    /// <summary>A message of <see cref="PartsChatId"/>: a rich text with a picture, a file and two folders of one file each.</summary>
    public const string PartsPostMessageId = "om_sandbox_parts_post";

    /// <summary>The first folder of <see cref="PartsPostMessageId"/>.</summary>
    public const string PartsFirstFolderKey = "file_v3_sandbox_parts_first";

    /// <summary>The second folder of <see cref="PartsPostMessageId"/>.</summary>
    public const string PartsSecondFolderKey = "file_v3_sandbox_parts_second";

    /// <summary>A message of <see cref="PartsChatId"/>: a merged forward with a file and <see cref="PartsInnerForwardMessageId"/>.</summary>
    public const string PartsForwardMessageId = "om_sandbox_parts_forward";

    /// <summary>A forward inside whose file comes only when it is asked for.</summary>
    public const string PartsInnerForwardMessageId = "om_sandbox_parts_forward_inner";

    /// <summary>A chat that is not listed and has no message.</summary>
    public const string QuietChatId = "oc_sandbox_quiet";

    /// <summary>A chat that is not listed, with people of another organisation: its history can be read, the chat itself not (232033), nor its files (234009).</summary>
    public const string ExternalChatId = "oc_sandbox_external";

    /// <summary>A chat that the bot is not in.</summary>
    public const string ForeignChatId = "oc_sandbox_foreign";

    /// <summary>The thread whose replies only a call for the thread shows.</summary>
    public const string ThreadId = "omt_sandbox_invoices";

    /// <summary>A message with a PNG picture.</summary>
    public const string ImageMessageId = "om_sandbox_image";

    /// <summary>A bar chart, PNG, 320 by 200.</summary>
    public const string ChartKey = "img_v3_sandbox_chart";

    /// <summary>A message with a JPEG picture.</summary>
    public const string PhotoMessageId = "om_sandbox_photo";

    /// <summary>A mosaic, JPEG, 160 by 120.</summary>
    public const string PhotoKey = "img_v3_sandbox_photo";

    /// <summary>A message with a PDF file whose name is Chinese.</summary>
    public const string ReportMessageId = "om_sandbox_report";

    /// <summary>The PDF of <see cref="ReportMessageId"/>.</summary>
    public const string ReportKey = "file_v3_sandbox_report";

    /// <summary>The name of <see cref="ReportKey"/>.</summary>
    public const string ReportName = "报告 2026年第三季度.pdf";

    /// <summary>A voice message.</summary>
    public const string VoiceMessageId = "om_sandbox_voice";

    /// <summary>Silence in Opus packets in an Ogg file.</summary>
    public const string VoiceKey = "file_v3_sandbox_voice";

    /// <summary>A video message.</summary>
    public const string VideoMessageId = "om_sandbox_video";

    /// <summary>A motion JPEG clip in an MP4 file.</summary>
    public const string VideoKey = "file_v3_sandbox_video";

    /// <summary>The cover of the video, a PNG.</summary>
    public const string CoverKey = "img_v3_sandbox_cover";

    /// <summary>A rich text with a picture, a video and attached files.</summary>
    public const string PostMessageId = "om_sandbox_post";

    /// <summary>A rich text in two languages with the same picture in both.</summary>
    public const string PostLocalesMessageId = "om_sandbox_post_locales";

    /// <summary>A card whose picture is refused with 234043.</summary>
    public const string CardMessageId = "om_sandbox_card";

    /// <summary>A card whose picture is served.</summary>
    public const string CardServedMessageId = "om_sandbox_card_served";

    /// <summary>A merged forward with two children and a nested one.</summary>
    public const string ForwardMessageId = "om_sandbox_forward";

    /// <summary>A child of <see cref="ForwardMessageId"/>: its own id does not work for its resource.</summary>
    public const string ForwardChildMessageId = "om_sandbox_forward_child";

    /// <summary>The picture of <see cref="ForwardChildMessageId"/>, served under the container's id.</summary>
    public const string ForwardChildKey = "img_v3_sandbox_forwarded";

    /// <summary>A merged forward of three levels.</summary>
    public const string DeepForwardMessageId = "om_sandbox_forward_levels";

    /// <summary>A merged forward with one inside whose messages come only when that one is asked for.</summary>
    public const string FoldedForwardMessageId = "om_sandbox_forward_folded";

    /// <summary>A merged forward whose picture is served under the id of the message inside, and refused under its own.</summary>
    public const string ChildServedForwardMessageId = "om_sandbox_forward_by_child";

    /// <summary>The picture of <see cref="ChildServedForwardMessageId"/>.</summary>
    public const string ChildServedKey = "img_v3_sandbox_forward_by_child";

    /// <summary>A folder with two files and a folder.</summary>
    public const string FolderMessageId = "om_sandbox_folder";

    /// <summary>The key of the folder, which is not a resource itself.</summary>
    public const string FolderKey = "file_v3_sandbox_folder";

    /// <summary>A sticker.</summary>
    public const string StickerMessageId = "om_sandbox_sticker";

    /// <summary>A recalled message.</summary>
    public const string RecalledMessageId = "om_sandbox_recalled";

    /// <summary>A message with nothing to download.</summary>
    public const string TextMessageId = "om_sandbox_text";

    /// <summary>A message with a JSON file that looks like an error of the API.</summary>
    public const string JsonMessageId = "om_sandbox_json";

    /// <summary>The file of <see cref="JsonMessageId"/>.</summary>
    public const string JsonKey = "file_v3_sandbox_json";

    /// <summary>A message whose file key has no prefix.</summary>
    public const string LegacyMessageId = "om_sandbox_legacy";

    /// <summary>The key of <see cref="LegacyMessageId"/>.</summary>
    public const string LegacyKey = "456a92d6-c6ea-4de4-ac3f-7afcf44ac78g";

    /// <summary>The first message of <see cref="ThreadId"/>.</summary>
    public const string ThreadRootMessageId = "om_sandbox_thread";

    /// <summary>A file in a reply of <see cref="ThreadId"/>.</summary>
    public const string ThreadFileKey = "file_v3_sandbox_invoice";

    /// <summary>A message with a file of no bytes.</summary>
    public const string EmptyMessageId = "om_sandbox_empty";

    /// <summary>The file of <see cref="EmptyMessageId"/>.</summary>
    public const string EmptyKey = "file_v3_sandbox_empty";

    /// <summary>A message with a file of one byte.</summary>
    public const string OneByteMessageId = "om_sandbox_one_byte";

    /// <summary>The file of <see cref="OneByteMessageId"/>.</summary>
    public const string OneByteKey = "file_v3_sandbox_one_byte";

    /// <summary>The one key of the messages of the error families.</summary>
    public const string ErrorKey = "file_v3_sandbox_error";

    /// <summary>A scope with which the person refuses the sign-in.</summary>
    public const string DeniedScope = "sandbox:denied";

    /// <summary>A scope with which the code of the sign-in is found to have ended.</summary>
    public const string ExpiredScope = "sandbox:expired";

    /// <summary>A scope with which the person never confirms the sign-in.</summary>
    public const string NeverScope = "sandbox:never";

    /// <summary>A scope with which the first poll is told to slow down.</summary>
    public const string SlowDownScope = "sandbox:slow_down";

    /// <summary>A scope with which user tokens live two seconds.</summary>
    public const string ShortScope = "sandbox:short";

    /// <summary>A scope with which no refresh token comes.</summary>
    public const string NoRefreshScope = "sandbox:no_refresh";

    internal const string SizedChatPrefix = "oc_sized_";
    internal const string SizedMessagePrefix = "om_sized_";
    internal const string SizedKeyPrefix = "file_v3_sized_";

    /// <summary>When the first message of the tenant was sent.</summary>
    public static DateTimeOffset FirstMessageAt => WorldTime.Of(0, 0);

    /// <summary>The id of the message with a generated file, e.g. <c>om_sandbox_100mib</c> for <c>100mib</c>.</summary>
    /// <param name="size">One of 1mib, 8mib, 8mib_plus1, 16mib, 20mib, 64mib, 100mib, 120mib, 1gib.</param>
    public static string GeneratedMessageId(string size) => "om_sandbox_" + size;

    /// <summary>The key of a generated file, e.g. <c>file_v3_sandbox_100mib</c> for <c>100mib</c>.</summary>
    /// <param name="size">As for <see cref="GeneratedMessageId"/>.</param>
    public static string GeneratedKey(string size) => "file_v3_sandbox_" + size;

    /// <summary>The id of a message of <see cref="BulkChatId"/>.</summary>
    /// <param name="number">From 1 to <see cref="BulkCount"/>.</param>
    public static string BulkMessageId(int number) => $"om_sandbox_bulk_{number:D3}";

    /// <summary>The key of the file of a message of <see cref="BulkChatId"/>.</summary>
    /// <param name="number">From 1 to <see cref="BulkCount"/>.</param>
    public static string BulkKey(int number) => $"file_v3_sandbox_bulk_{number:D3}";

    /// <summary>The id of a chat with generated files of one length, e.g. <c>oc_sized_20480_1000</c>; each is in a message of <see cref="SizedMessageId"/>.</summary>
    /// <param name="length">The length of each in bytes.</param>
    /// <param name="count">How many, up to 100,000.</param>
    public static string SizedChatId(long length, int count) => string.Create(CultureInfo.InvariantCulture, $"{SizedChatPrefix}{length}_{count}");

    /// <summary>The id of a message with a generated file of any length, e.g. <c>om_sized_20480_7</c>.</summary>
    /// <param name="length">The length in bytes.</param>
    /// <param name="number">Tells files of one length apart.</param>
    public static string SizedMessageId(long length, int number) => string.Create(CultureInfo.InvariantCulture, $"{SizedMessagePrefix}{length}_{number}");

    /// <summary>The key of the file of <see cref="SizedMessageId"/>.</summary>
    /// <param name="length">The length in bytes.</param>
    /// <param name="number">Tells files of one length apart.</param>
    public static string SizedKey(long length, int number) => string.Create(CultureInfo.InvariantCulture, $"{SizedKeyPrefix}{length}_{number}");
}
