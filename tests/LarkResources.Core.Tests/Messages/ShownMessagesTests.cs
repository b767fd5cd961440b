namespace LarkResources.Tests.Messages;

/// <summary>A reply and its copy in the chat: one of them is shown.</summary>
public sealed class ShownMessagesTests
{
    private readonly ShownMessages _shown = new();

    [Fact]
    public void A_message_is_shown_once()
    {
        Assert.True(_shown.Add(Message("om_1")));
        Assert.False(_shown.Add(Message("om_1")));
        Assert.True(_shown.Add("om_2"));
        Assert.False(_shown.Add(Message("om_2")));
    }

    [Fact]
    public void Of_a_reply_and_its_copy_the_first_is_shown()
    {
        Assert.True(_shown.Add(Message("om_1") with { SyncedTo = "om_2" }));
        Assert.False(_shown.Add(Message("om_2") with { SyncedFrom = "om_1" }));
        Assert.True(_shown.Add(Message("om_3") with { SyncedFrom = "om_4" }));
    }

    [Fact]
    public void What_was_recalled_does_not_stand_for_its_copy()
    {
        Assert.True(_shown.Add(Message("om_1") with { SyncedTo = "om_2", IsDeleted = true }));
        Assert.True(_shown.Add(Message("om_2") with { SyncedFrom = "om_1" }));
    }

    private static LarkMessage Message(string id) => new() { MessageId = id };
}
