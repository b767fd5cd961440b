namespace LarkResources.Sandbox;

/// <content>What the platform of today sends: names, copies, cards in their real form, folders that come in part, topics, single chats.</content>
public static partial class SandboxWorld
{
    /// <summary>A chat that is not listed: named senders, a thread reply with its copy, cards, a video of a phone, folders.</summary>
    public const string TodayChatId = "oc_sandbox_today";

    /// <summary>A thread of <see cref="TodayChatId"/> with one reply, which was also sent to the chat.</summary>
    public const string TodayThreadId = "omt_sandbox_today";

    /// <summary>The message that <see cref="TodayThreadId"/> begins with.</summary>
    public const string TodayThreadRootMessageId = "om_sandbox_today_thread";

    /// <summary>The reply in <see cref="TodayThreadId"/>: a file.</summary>
    public const string TodayReplyMessageId = "om_sandbox_today_reply";

    /// <summary>The copy of <see cref="TodayReplyMessageId"/> in the chat: the same file under another key.</summary>
    public const string TodayCopyMessageId = "om_sandbox_today_copy";

    /// <summary>A text of a person who has left the organisation: no call tells the name.</summary>
    public const string GoneSenderMessageId = "om_sandbox_today_gone";

    /// <summary>A text that names two people and everybody.</summary>
    public const string MentionsMessageId = "om_sandbox_today_mentions";

    /// <summary>A card that is a stub with a stock picture unless its real form is asked for.</summary>
    public const string RealCardMessageId = "om_sandbox_today_card";

    /// <summary>The picture of <see cref="RealCardMessageId"/>: the origin_key of its attachment. The token beside it is refused.</summary>
    public const string RealCardKey = "img_v3_sandbox_today_card";

    /// <summary>A card that is a stub in every form.</summary>
    public const string StubCardMessageId = "om_sandbox_today_stub";

    /// <summary>A video of a phone, sent as a file: HTTP 502 for the type file, served as media.</summary>
    public const string PhoneVideoMessageId = "om_sandbox_today_phone";

    /// <summary>The video of <see cref="PhoneVideoMessageId"/>.</summary>
    public const string PhoneVideoKey = "file_v3_sandbox_today_phone";

    /// <summary>A reply with a picture that is served under the id of the message it replies to, and refused under its own.</summary>
    public const string QuotedMessageId = "om_sandbox_today_quoted";

    /// <summary>A folder of a hundred files of which the listing shows one, however it is asked for.</summary>
    public const string ShortFolderMessageId = "om_sandbox_today_folder_short";

    /// <summary>A folder with a file and two folders inside, whose files come only when each is asked for by itself.</summary>
    public const string ShallowFolderMessageId = "om_sandbox_today_folder_shallow";

    /// <summary>A folder in which there is nothing.</summary>
    public const string EmptyFolderMessageId = "om_sandbox_today_folder_empty";

    /// <summary>A folder whose listing is refused with 14005.</summary>
    public const string RefusedFolderMessageId = "om_sandbox_today_folder_refused";

    /// <summary>A topic chat that is not listed: its history shows roots and replies, each under its own time.</summary>
    public const string TopicsChatId = "oc_sandbox_topics";

    /// <summary>How many topics <see cref="TopicsChatId"/> has; each is a text and two replies with one file each.</summary>
    public const int TopicCount = 30;

    /// <summary>The single chat of the owner of the user tokens with Alice Wu. The app does not see it.</summary>
    public const string SingleChatId = "oc_sandbox_single_alice";

    /// <summary>A single chat with a person who has left the organisation; it has no name.</summary>
    public const string GoneChatId = "oc_sandbox_single_gone";
}
