namespace LarkResources;

/// <summary>What the environment of the process offers to connect with. The names are the common ground of the existing tools.</summary>
/// <param name="AppId">With a secret, the app to connect as.</param>
/// <param name="Secret">The app's secret, or the token when there is no app id.</param>
/// <param name="Region">Set when the names say it.</param>
internal sealed record EnvironmentCredentials(string? AppId, string Secret, LarkRegion? Region)
{
    /// <summary>LARK_APP_ID and LARK_APP_SECRET, else the FEISHU_ pair (and its region), else LARK_ACCESS_TOKEN, else null.</summary>
    /// <param name="read">Reads a variable; null when it is not set.</param>
    public static EnvironmentCredentials? Find(Func<string, string?> read)
    {
        return App("LARK", null) ?? App("FEISHU", LarkRegion.Feishu)
            ?? (Value("LARK_ACCESS_TOKEN") is { } token ? new(null, token, null) : null);

        EnvironmentCredentials? App(string prefix, LarkRegion? region) =>
            Value(prefix + "_APP_ID") is { } id && Value(prefix + "_APP_SECRET") is { } secret ? new(id, secret, region) : null;

        string? Value(string name) => read(name)?.Trim() is { Length: > 0 } value ? value : null;
    }

    // A record prints its members by itself; this one holds a secret.
    public override string ToString() => AppId ?? "(token)";
}
