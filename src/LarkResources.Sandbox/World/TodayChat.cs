using System.Text.Json.Nodes;
using LarkResources.Sandbox.Bytes;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>Names, mentions, a copy of a thread reply, cards in their real form and in none, and a video of a phone.</summary>
internal static class TodayChat
{
    private const string Chat = W.TodayChatId;
    private const string Alice = "ou_sandbox_alice";
    private const string Li = "ou_sandbox_li";

    public static IEnumerable<WorldMessage> Messages() => [.. Texts(), .. ReplyAndCopy(), .. Cards(), PhoneVideo(), Quoted()];

    private static IEnumerable<WorldMessage> Texts()
    {
        yield return Text("om_sandbox_today_hello", 0, Alice, "Hello");
        yield return Text("om_sandbox_today_wang", 1, "ou_sandbox_wang", "早");
        yield return Text("om_sandbox_today_sato", 2, "ou_sandbox_sato", "おはよう");
        yield return Text(W.GoneSenderMessageId, 3, People.Gone, "Bye");
        yield return Text(W.MentionsMessageId, 4, Li, "@_user_1 and @_user_2 see https://example.com/plan, @_all") with { Mentions = [Alice, "ou_sandbox_wang"] };
    }

    /// <summary>One reply that was also sent to the chat: two messages, each with a key of its own for the same file.</summary>
    private static IEnumerable<WorldMessage> ReplyAndCopy()
    {
        yield return Text(W.TodayThreadRootMessageId, 10, Alice, "Where is the plan?") with { ThreadId = W.TodayThreadId };
        yield return Plan(W.TodayReplyMessageId, "file_v3_sandbox_today_plan_reply") with
        {
            ThreadId = W.TodayThreadId,
            RootId = W.TodayThreadRootMessageId,
            Synced = new(2, W.TodayCopyMessageId, W.TodayThreadId),
        };
        yield return Plan(W.TodayCopyMessageId, "file_v3_sandbox_today_plan_copy") with { Synced = new(1, W.TodayReplyMessageId, W.TodayThreadId) };
    }

    private static WorldMessage Plan(string id, string key) =>
        FinanceChat.File(id, WorldTime.Of(0, 12), key, "plan.pdf", PdfDocument.OnePage("Plan", "Move on Friday."), "application/pdf", Chat) with { SenderId = Li };

    private static IEnumerable<WorldMessage> Cards()
    {
        var image = new JsonObject { ["tag"] = "img", ["property"] = new JsonObject { ["imageID"] = "a1", ["alt"] = new JsonObject { ["content"] = "Chart" } } };
        var card = new JsonObject
        {
            ["schema"] = 2,
            ["header"] = new JsonObject { ["title"] = new JsonObject { ["content"] = "Weekly report" } },
            ["body"] = new JsonObject { ["elements"] = new JsonArray(image) },
        };
        var attachment = new JsonObject { ["images"] = new JsonObject { ["a1"] = new JsonObject { ["token"] = "tok_a1", ["origin_key"] = W.RealCardKey } } };
        yield return Stub(W.RealCardMessageId, 20) with
        {
            Resources = [WorldResource.Image(W.RealCardKey, Artwork.Chart())],
            ContentForms = new Dictionary<string, JsonObject>
            {
                ["raw_card_content"] = new() { ["json_card"] = JsonText.Write(card), ["json_attachment"] = JsonText.Write(attachment), ["card_schema"] = 2 },
            },
        };
        yield return Stub(W.StubCardMessageId, 21);
    }

    /// <summary>What stands for a card of the newer schema where its real form is not asked for, or is missing.</summary>
    private static WorldMessage Stub(string id, int minute) => new(id, Chat, WorldTime.Of(0, minute), "interactive", new JsonObject
    {
        ["title"] = null,
        ["elements"] = new JsonArray(
            new JsonArray(new JsonObject { ["tag"] = "img", ["image_key"] = "img_v2_sandbox_stock" }),
            new JsonArray(new JsonObject { ["tag"] = "text", ["text"] = "请升级至最新版本客户端，以查看内容" })),
    })
    {
        SenderId = "cli_sandbox_approvals",
        Resources = [WorldResource.Image("img_v2_sandbox_stock", Artwork.Cover())],
    };

    private static WorldMessage PhoneVideo() => WorldMessage.OfFile(
        W.PhoneVideoMessageId, Chat, WorldTime.Of(0, 30), WorldResource.File(W.PhoneVideoKey, "IMG_0001.MOV", Artwork.Clip(), "video/quicktime") with { IsOfPhone = true }) with
    {
        SenderId = Alice,
    };

    /// <summary>A key that is refused under the id of the reply and served under that of its root.</summary>
    private static WorldMessage Quoted() => WorldMessage.OfPicture(
        W.QuotedMessageId, Chat, WorldTime.Of(0, 40), WorldResource.Image(W.RealCardKey, Artwork.Chart())) with
    {
        RootId = W.RealCardMessageId,
        ResourceCode = 234003,
        SenderId = Li,
    };

    private static WorldMessage Text(string id, int minute, string sender, string text) =>
        new(id, Chat, WorldTime.Of(0, minute), "text", new JsonObject { ["text"] = text }) { SenderId = sender };
}
