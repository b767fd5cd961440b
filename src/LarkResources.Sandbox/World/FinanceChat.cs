using System.Text;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Bytes;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>The chat that shows one message of every kind.</summary>
internal static class FinanceChat
{
    private const string Chat = W.FinanceChatId;
    private const string Li = "ou_sandbox_li";

    public static IEnumerable<WorldMessage> Messages() =>
        [.. Pictures(), .. Files(), .. Thread(), .. RichContent.Messages(), .. Unavailable()];

    private static IEnumerable<WorldMessage> Pictures()
    {
        yield return new(W.TextMessageId, Chat, WorldTime.Of(0, 0), "text", new JsonObject { ["text"] = "Good morning 👋 早上好" });
        yield return new(W.ImageMessageId, Chat, WorldTime.Of(0, 5), "image", new JsonObject { ["image_key"] = W.ChartKey })
        {
            Resources = [WorldResource.Image(W.ChartKey, Artwork.Chart())],
        };
        yield return new(W.PhotoMessageId, Chat, WorldTime.Of(0, 9), "image", new JsonObject { ["image_key"] = W.PhotoKey })
        {
            SenderId = Li,
            Resources = [WorldResource.Image(W.PhotoKey, Artwork.Photo(), "image/jpeg")],
        };
        yield return new(
            "om_sandbox_unlabelled",
            Chat,
            WorldTime.Of(0, 12),
            "image",
            new JsonObject { ["image_key"] = "img_v3_sandbox_unlabelled" })
        {
            Resources = [WorldResource.Image("img_v3_sandbox_unlabelled", Artwork.Photo(), "application/octet-stream")],
        };
    }

    private static IEnumerable<WorldMessage> Files()
    {
        yield return File(W.ReportMessageId, WorldTime.Of(1, 3), W.ReportKey, W.ReportName, Artwork.Report(), "application/pdf") with { SenderId = Li };
        yield return new(W.VoiceMessageId, Chat, WorldTime.Of(1, 14), "audio", new JsonObject { ["file_key"] = W.VoiceKey, ["duration"] = 1500 })
        {
            Resources = [WorldResource.File(W.VoiceKey, null, OggOpusVoice.Silence(TimeSpan.FromSeconds(1.5)), "audio/ogg")],
        };
        yield return new(
            W.VideoMessageId,
            Chat,
            WorldTime.Of(1, 20),
            "media",
            new JsonObject { ["file_key"] = W.VideoKey, ["image_key"] = W.CoverKey, ["file_name"] = "站会 stand-up.mp4", ["duration"] = 3000 })
        {
            SenderId = Li,
            Resources =
            [
                WorldResource.File(W.VideoKey, "站会 stand-up.mp4", Artwork.Clip(), "video/mp4"),
                WorldResource.Image(W.CoverKey, Artwork.Cover()),
            ],
        };
        yield return File(
            W.JsonMessageId,
            WorldTime.Of(1, 31),
            W.JsonKey,
            "error-sample.json",
            Encoding.UTF8.GetBytes("""{"code":234003,"msg":"a file that looks like an error","data":{"说明":"这是文件"}}"""),
            "application/json");
        yield return File(W.LegacyMessageId, WorldTime.Of(1, 40), W.LegacyKey, "budget.csv", "month,amount\n2026-09,1200\n"u8.ToArray(), "text/csv");
    }

    private static IEnumerable<WorldMessage> Thread()
    {
        yield return new(W.ThreadRootMessageId, Chat, WorldTime.Of(2, 2), "text", new JsonObject { ["text"] = "Invoices here, please" }) { ThreadId = W.ThreadId };
        yield return File("om_sandbox_thread_reply_1", WorldTime.Of(2, 6), W.ThreadFileKey, "invoice 0001.pdf", PdfDocument.OnePage("Invoice 0001", "Total: 1 200.00"), "application/pdf") with
        {
            ThreadId = W.ThreadId,
            RootId = W.ThreadRootMessageId,
            SenderId = Li,
        };
        yield return new("om_sandbox_thread_reply_2", Chat, WorldTime.Of(2, 8), "text", new JsonObject { ["text"] = "Thanks" })
        {
            ThreadId = W.ThreadId,
            RootId = W.ThreadRootMessageId,
        };
    }

    private static IEnumerable<WorldMessage> Unavailable()
    {
        yield return new(W.StickerMessageId, Chat, WorldTime.Of(4, 10), "sticker", new JsonObject { ["file_key"] = "file_v3_sandbox_sticker" })
        {
            ResourceCode = 234043,
        };
        yield return new WorldMessage(W.RecalledMessageId, Chat, WorldTime.Of(4, 12), "file", "").Recalled();
    }

    internal static WorldMessage File(
        string id, DateTimeOffset sentAt, string key, string name, byte[] bytes, string contentType = "application/octet-stream", string chat = Chat) =>
        WorldMessage.OfFile(id, chat, sentAt, WorldResource.File(key, name, bytes, contentType));
}
