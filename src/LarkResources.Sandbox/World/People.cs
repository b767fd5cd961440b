using System.Text.Json.Nodes;

namespace LarkResources.Sandbox.World;

/// <summary>The names of those who send messages. Some have one in a single language, and some have none, as people who have left.</summary>
internal static class People
{
    /// <summary>A person who has left: no call tells a name.</summary>
    public const string Gone = "ou_sandbox_gone";

    private static readonly Dictionary<string, (string Name, string? Chinese, string? English, string? Japanese)> Names = new(StringComparer.Ordinal)
    {
        ["ou_sandbox_alice"] = ("吴爱丽", "吴爱丽", "Alice Wu", null),
        ["ou_sandbox_li"] = ("李雷", "李雷", "Li Lei", "リー・レイ"),
        ["ou_sandbox_wang"] = ("王芳", "王芳", null, null),
        ["ou_sandbox_zoe"] = ("Zoe Martin", null, null, null),
        ["ou_sandbox_sato"] = ("佐藤", null, null, "佐藤"),
        ["cli_sandbox_approvals"] = ("Approvals", null, null, null),
    };

    /// <summary>The usual name of a person or an app, or null.</summary>
    public static string? NameOf(string id) => Names.TryGetValue(id, out var names) ? names.Name : null;

    /// <summary>Adds what <c>with_sender_name</c> asks for.</summary>
    public static void AddNames(JsonObject sender, string id)
    {
        if (!Names.TryGetValue(id, out var names))
        {
            return;
        }

        sender["sender_name"] = names.Name;
        sender["sender_i18n_names"] = new JsonObject { ["zh_cn"] = names.Chinese ?? "", ["en_us"] = names.English ?? "", ["ja_jp"] = names.Japanese ?? "" };
        if (id.StartsWith("cli_", StringComparison.Ordinal))
        {
            sender["open_bot_id"] = "ou_bot_of_" + id;
        }
    }
}
