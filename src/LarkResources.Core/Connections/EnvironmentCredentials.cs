using LarkResources.Authentication;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Connections;

/// <summary>What the environment of the process offers to connect with. The names are the common ground of the existing tools.</summary>
/// <param name="AppId">With a secret, the app to connect as.</param>
/// <param name="Secret">The app's secret, or the token when there is no app id.</param>
/// <param name="Region">Set when the environment says it.</param>
/// <param name="BaseUri">Set when the environment says it.</param>
internal sealed record EnvironmentCredentials(string? AppId, string Secret, LarkRegion? Region, Uri? BaseUri)
{
    /// <summary>LARK_APP_ID and LARK_APP_SECRET, else the FEISHU_ pair (and its region), else LARK_ACCESS_TOKEN, else null; with LARK_REGION and LARK_BASE_URL.</summary>
    /// <param name="read">Reads a variable; null when it is not set.</param>
    /// <exception cref="LarkException">UnsafeBaseUri or InvalidRequestParameter: a variable holds something other than an address, a region, or a token of a possible length.</exception>
    public static EnvironmentCredentials? Find(Func<string, string?> read)
    {
        var found = App("LARK", null) ?? App("FEISHU", LarkRegion.Feishu)
            ?? (Secret("LARK_ACCESS_TOKEN") is { } token ? new(null, token, null, null) : null);
        return found is null ? null : found with { Region = Region() ?? found.Region, BaseUri = Address() };

        EnvironmentCredentials? App(string prefix, LarkRegion? region) =>
            Value(prefix + "_APP_ID") is { } id && Secret(prefix + "_APP_SECRET") is { } secret ? new(id, secret, region, null) : null;

        LarkRegion? Region() => Value("LARK_REGION") switch
        {
            null => null,
            // By name only: parsing as an enumeration would take numbers and lists too.
            { } name when name.Equals(nameof(LarkRegion.Lark), StringComparison.OrdinalIgnoreCase) => LarkRegion.Lark,
            { } name when name.Equals(nameof(LarkRegion.Feishu), StringComparison.OrdinalIgnoreCase) => LarkRegion.Feishu,
            { } name => throw LarkErrors.Local(
                Situations.InvalidRequestParameter, LarkErrors.Localized($"LARK_REGION is '{SingleLineText.From(name, 60)}', not Lark or Feishu.", $"LARK_REGION 是 '{SingleLineText.From(name, 60)}'，而不是 Lark 或 Feishu。"), null,
                recommendation: LarkErrors.Localized("Set the environment variable LARK_REGION to Lark or Feishu, or remove it.", "将环境变量 LARK_REGION 设为 Lark 或 Feishu，或将其删除。")),
        };

        Uri? Address() => Value("LARK_BASE_URL") is not { } text ? null
            : WebAddress.Parse(text, UriKind.Absolute) is { } address && address.Scheme is "https" or "http" ? address : throw NotAnAddress(text);

        string? Secret(string name) => Value(name) is { Length: > TokenGrant.Longest } text
            ? throw LarkErrors.Local(
                Situations.InvalidRequestParameter,
                LarkErrors.Localized($"{name} has {text.Length} characters; a token or secret has at most {TokenGrant.Longest}.", $"{name} 有 {text.Length} 个字符，而令牌或密钥最多 {TokenGrant.Longest} 个。"),
                null,
                recommendation: LarkErrors.Localized($"Set the environment variable {name} to the token or secret alone, or remove it.", $"将环境变量 {name} 设为令牌或密钥本身，或将其删除。"))
            : Value(name);

        string? Value(string name) => read(name)?.Trim() is { Length: > 0 } value ? value : null;
    }

    /// <summary>The variable that is missing to complete a pair; null when nothing was begun.</summary>
    public static string? Missing(Func<string, string?> read)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["LARK", "FEISHU"])
        {
            var (id, secret) = (prefix + "_APP_ID", prefix + "_APP_SECRET");
            if (string.IsNullOrWhiteSpace(read(id)) != string.IsNullOrWhiteSpace(read(secret)))
            {
                return string.IsNullOrWhiteSpace(read(id)) ? id : secret;
            }
        }

        return null;
    }

    private static LarkException NotAnAddress(string text) => LarkErrors.Local(
        ModuleErrors.UnsafeBaseUri,
        LarkErrors.Localized(
            $"LARK_BASE_URL is '{BaseAddress.Masked(SingleLineText.From(text, 100))}', which is not a valid base address.",
            $"LARK_BASE_URL 是 '{BaseAddress.Masked(SingleLineText.From(text, 100))}'，不是有效的基础地址。"),
        null,
        recommendation: LarkErrors.Localized(
            "Set LARK_BASE_URL to an https: address such as https://open.larksuite.com, or remove it.",
            "将 LARK_BASE_URL 设为 https: 地址，例如 https://open.larksuite.com，或将其删除。"));

    /// <summary>Makes the exception for a call without a connection; it names the variable that keeps the environment from making one.</summary>
    public static LarkException NotConnected(Func<string, string?> read) => Missing(read) is { } missing
        ? LarkErrors.Local(
            ModuleErrors.NotConnected,
            LarkErrors.Localized(
                $"There is no connection to Lark or Feishu, and the environment cannot make one: {missing} is missing.",
                $"尚未连接到 Lark 或飞书，环境变量也不完整：缺少 {missing}。"),
            null,
            recommendation: LarkErrors.Localized($"Set the environment variable {missing}, or run Connect-Lark.", $"设置环境变量 {missing}，或运行 Connect-Lark。"))
        : LarkErrors.NotConnected();

    // A record prints its members by itself; this one holds a secret.
    public override string ToString() => AppId ?? "(token)";
}
