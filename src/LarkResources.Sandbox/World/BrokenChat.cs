using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>Contents that no client should fall over; message <c>om_sandbox_broken_X</c>. A good one follows them.</summary>
internal static class BrokenChat
{
    private static readonly (string Name, string Kind, string Content)[] Contents =
    [
        ("cut", "file", """{"file_key":"file_v3_sandbox_cut","file_na"""),
        ("text", "image", "not JSON at all"),
        ("empty", "file", ""),
        ("array", "image", "[[[]]]"),
        ("number", "audio", "42"),
        ("kinds", "file", """{"file_key":{"a":1},"file_name":7}"""),
        ("surrogate", "post", "{\"title\":\"\\ud83d\",\"\\ud83d\":1}"),
        ("deep", "interactive", new string('[', 5000) + new string(']', 5000)),
        ("unknown", "hologram", """{"file_key":"file_v3_sandbox_hologram"}"""),
    ];

    public static IEnumerable<WorldMessage> Messages() => Contents
        .Select((broken, index) => new WorldMessage("om_sandbox_broken_" + broken.Name, W.BrokenChatId, WorldTime.Of(1, index), broken.Kind, broken.Content))
        .Append(FinanceChat.File("om_sandbox_broken_not", WorldTime.Of(1, 59), "file_v3_sandbox_broken_not", "whole.txt", "Whole.\n"u8.ToArray(), "text/plain", W.BrokenChatId));
}
