using System.Text.Json.Nodes;
using LarkResources.Sandbox.Bytes;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>Posts, cards and the folder: messages whose resources lie deeper in their content.</summary>
internal static class RichContent
{
    private const string Chat = W.FinanceChatId;

    public static IEnumerable<WorldMessage> Messages() => [Post(), PostInTwoLanguages(), .. Cards(), Folder()];

    private static WorldMessage Post()
    {
        var content = new JsonObject
        {
            ["title"] = "Month-end 月结",
            ["content"] = new JsonArray(
                new JsonArray(new JsonObject { ["tag"] = "text", ["text"] = "See the chart: " }, Picture("img_v3_sandbox_post_chart")),
                new JsonArray(new JsonObject { ["tag"] = "media", ["file_key"] = "file_v3_sandbox_post_video", ["image_key"] = "img_v3_sandbox_post_cover" })),
            ["files"] = new JsonArray(
                new JsonObject { ["file_key"] = "file_v3_sandbox_post_file", ["file_name"] = "ledger.csv", ["is_folder"] = false }),
        };
        return new(W.PostMessageId, Chat, WorldTime.Of(3, 1), "post", content)
        {
            Resources =
            [
                WorldResource.Image("img_v3_sandbox_post_chart", PngImage.BarChart(240, 160, new Rgb(255, 255, 255), new Rgb(0, 150, 110), 90, 70, 50, 30)),
                WorldResource.File("file_v3_sandbox_post_video", "month-end.mp4", Artwork.Clip(), "video/mp4"),
                WorldResource.Image("img_v3_sandbox_post_cover", Artwork.Cover()),
                WorldResource.File("file_v3_sandbox_post_file", "ledger.csv", "account,balance\n1000,42\n"u8.ToArray(), "text/csv"),
            ],
        };
    }

    private static WorldMessage PostInTwoLanguages()
    {
        JsonObject Text(string title) => new()
        {
            ["title"] = title,
            ["content"] = new JsonArray(new JsonArray(Picture("img_v3_sandbox_post_shared"))),
        };

        return new(W.PostLocalesMessageId, Chat, WorldTime.Of(3, 5), "post", new JsonObject { ["zh_cn"] = Text("通知"), ["en_us"] = Text("Notice") })
        {
            Resources = [WorldResource.Image("img_v3_sandbox_post_shared", PngImage.BarChart(120, 80, new Rgb(255, 248, 230), new Rgb(220, 60, 60), 40, 80))],
        };
    }

    private static IEnumerable<WorldMessage> Cards()
    {
        yield return Card(W.CardMessageId, "img_v3_sandbox_card", WorldTime.Of(3, 20)) with { ResourceCode = 234043 };
        yield return Card(W.CardServedMessageId, "img_v3_sandbox_card_served", WorldTime.Of(3, 22)) with
        {
            Resources = [WorldResource.Image("img_v3_sandbox_card_served", Artwork.Cover())],
        };
    }

    private static WorldMessage Card(string id, string key, DateTimeOffset sentAt)
    {
        var simple = new JsonObject
        {
            ["title"] = "Approval 审批",
            ["elements"] = new JsonArray(new JsonArray(
                new JsonObject { ["tag"] = "img", ["image_key"] = key },
                new JsonObject { ["tag"] = "text", ["text"] = "Approved" })),
        };
        var user = new JsonObject
        {
            ["schema"] = "2.0",
            ["body"] = new JsonObject { ["elements"] = new JsonArray(new JsonObject { ["tag"] = "img", ["img_key"] = key }) },
        };
        var image = new JsonObject { ["tag"] = "img", ["property"] = new JsonObject { ["imageID"] = "image_1" } };
        var raw = new JsonObject
        {
            ["json_card"] = JsonText.Write(new JsonObject { ["body"] = new JsonObject { ["property"] = new JsonObject { ["elements"] = new JsonArray(image) } } }),
            ["json_attachment"] = JsonText.Write(new JsonObject { ["images"] = new JsonObject { ["image_1"] = new JsonObject { ["token"] = key } } }),
            ["card_schema"] = 2,
        };
        return new(id, Chat, sentAt, "interactive", simple)
        {
            SenderId = "cli_sandbox_approvals",
            ContentForms = new Dictionary<string, JsonObject> { ["user_card_content"] = user, ["raw_card_content"] = raw },
        };
    }

    private static WorldMessage Folder() =>
        new(W.FolderMessageId, Chat, WorldTime.Of(4, 1), "folder", new JsonObject { ["file_key"] = W.FolderKey, ["file_name"] = "合同 contracts" })
        {
            Folders = new Dictionary<string, FolderEntry[]>
            {
                [W.FolderKey] =
                [
                    new("file_v3_sandbox_folder_a", "contract A.pdf"),
                    new("file_v3_sandbox_folder_b", "contract B.txt"),
                    new("file_v3_sandbox_subfolder", "old", IsFolder: true),
                ],
                ["file_v3_sandbox_subfolder"] = [new("file_v3_sandbox_folder_c", "contract 2019.txt")],
            },
            Resources =
            [
                WorldResource.File("file_v3_sandbox_folder_a", "contract A.pdf", PdfDocument.OnePage("Contract A", "Signed."), "application/pdf"),
                WorldResource.File("file_v3_sandbox_folder_b", "contract B.txt", "Contract B\n"u8.ToArray(), "text/plain"),
                WorldResource.File("file_v3_sandbox_folder_c", "contract 2019.txt", "Contract of 2019\n"u8.ToArray(), "text/plain"),
            ],
        };

    /// <summary>A picture as an element of a post.</summary>
    internal static JsonObject Picture(string key) => new() { ["tag"] = "img", ["image_key"] = key, ["width"] = 240, ["height"] = 160 };
}
