using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>The fields of an item of the message endpoints, and of an event, but for the body.</summary>
internal static class ItemFields
{
    public const int MessageId = 0;
    public const int RootId = 1;
    public const int ParentId = 2;
    public const int MsgType = 3;
    public const int CreateTime = 4;
    public const int UpdateTime = 5;
    public const int Deleted = 6;
    public const int Updated = 7;
    public const int ChatId = 8;
    public const int Sender = 9;
    public const int ThreadId = 10;
    public const int MessagePosition = 11;
    public const int MessageAppLink = 12;
    public const int Mentions = 13;
    public const int UpperMessageId = 14;
    public const int SyncToChatInfo = 15;
    public const int MessageType = 16;
    public const int Content = 17;
    public const int Event = 18;
    public const int Message = 19;

    /// <summary>Each at the position of its number above.</summary>
    public static FieldNames Names { get; } = new(
        "message_id",
        "root_id",
        "parent_id",
        "msg_type",
        "create_time",
        "update_time",
        "deleted",
        "updated",
        "chat_id",
        "sender",
        "thread_id",
        "message_position",
        "message_app_link",
        "mentions",
        "upper_message_id",
        "sync_to_chat_info",
        "message_type",
        "content",
        "event",
        "message");
}
