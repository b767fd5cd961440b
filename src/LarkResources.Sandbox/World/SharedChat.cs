using System.Globalization;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>Sixty receipts, which make more than one page of history, and files of unusual sizes and equal names.</summary>
internal static class SharedChat
{
    public static IEnumerable<WorldMessage> Messages()
    {
        for (var number = 1; number <= 60; number++)
        {
            var suffix = number.ToString("D2", CultureInfo.InvariantCulture);
            var key = "img_v3_sandbox_receipt_" + suffix;
            yield return new(
                "om_sandbox_receipt_" + suffix,
                W.SharedChatId,
                WorldTime.Of((number - 1) / 12, 120 + (number * 7 % 84) + number),
                "image",
                new JsonObject { ["image_key"] = key })
            {
                Resources = [WorldResource.Image(key, Artwork.Receipt(number))],
            };
        }

        yield return File(W.EmptyMessageId, 300, W.EmptyKey, "empty.txt", []);
        yield return File(W.OneByteMessageId, 301, W.OneByteKey, "one-byte.bin", [0x2A]);
        yield return File("om_sandbox_same_name_1", 302, "file_v3_sandbox_same_name_1", "scan.txt", "first scan\n"u8.ToArray());
        yield return File("om_sandbox_same_name_2", 303, "file_v3_sandbox_same_name_2", "scan.txt", "second scan\n"u8.ToArray());
        yield return File("om_sandbox_same_name_3", 304, "file_v3_sandbox_same_name_3", "SCAN.TXT", "third scan, other case\n"u8.ToArray());
    }

    private static WorldMessage File(string id, int minute, string key, string name, byte[] bytes) =>
        FinanceChat.File(id, WorldTime.Of(2, minute), key, name, bytes, "text/plain", W.SharedChatId);
}
