using System.Text;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>Files whose names must not be used as they are; message <c>om_sandbox_hostile_X</c>, key <c>file_v3_sandbox_hostile_X</c>.</summary>
internal static class HostileNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["path"] = "../../x",
        ["backslash"] = @"..\..\windows\system32\x.txt",
        ["absolute"] = "/etc/passwd",
        ["drive"] = "C:secret.txt",
        ["device"] = "CON.txt",
        ["dots"] = "..",
        ["trailing"] = "trailing dot and space. ",
        ["long"] = new string('长', 300) + ".pdf",
        ["surrogate"] = string.Concat(Enumerable.Repeat("😀", 100)) + ".png",
        ["bidi"] = "invoice\u202Efdp.exe",
        ["zerowidth"] = "zero\u200Bwidth\uFEFF.txt",
        ["quotes"] = "a \"quoted\"; name=x.txt",
        ["stream"] = "report.txt:hidden",
        ["wildcard"] = "what*is?this[1].txt",
        ["html"] = "<img src=x onerror=alert(1)>.txt",
        ["percent"] = "100%25 %2e%2e%2f.txt",
        ["leading"] = "-rf --no-preserve-root.txt",
        ["blank"] = "   ",
    };

    /// <summary>The names alone.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Values];

    public static IEnumerable<WorldMessage> Messages() => Names.Select((pair, index) => FinanceChat.File(
        "om_sandbox_hostile_" + pair.Key,
        WorldTime.Of(3, 300 + index),
        "file_v3_sandbox_hostile_" + pair.Key,
        pair.Value,
        Encoding.UTF8.GetBytes($"hostile name: {pair.Key}\n"),
        chat: W.SharedChatId)).Append(FinanceChat.File(
            "om_sandbox_odd_name",
            WorldTime.Of(4, 200),
            "file_v3_sandbox_odd_name",
            "plan.txt",
            "A plain file in a chat with an odd name.\n"u8.ToArray(),
            "text/plain",
            W.OddNameChatId));
}
