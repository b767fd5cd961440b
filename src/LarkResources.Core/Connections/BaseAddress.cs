using LarkResources.Errors;

namespace LarkResources.Connections;

/// <summary>Which host a connection talks to, and whether a token may travel there.</summary>
internal static class BaseAddress
{
    public static Uri Of(LarkRegion region) => region switch
    {
        LarkRegion.Feishu => new("https://open.feishu.cn/"),
        _ => new("https://open.larksuite.com/"),
    };

    /// <exception cref="LarkException">UnsafeBaseUri: no absolute http(s) address, or one on which a token would travel in the clear.</exception>
    /// <param name="baseUri">The address.</param>
    /// <param name="allowUnencrypted">True where the caller takes http: too.</param>
    public static Uri Check(Uri baseUri, bool allowUnencrypted)
    {
        var shown = baseUri.OriginalString;
        if (!baseUri.IsAbsoluteUri || (baseUri.Scheme != Uri.UriSchemeHttps && baseUri.Scheme != Uri.UriSchemeHttp))
        {
            throw LarkErrors.Local(ModuleErrors.UnsafeBaseUri, LarkErrors.Localized($"'{Masked(shown)}' is not an absolute https: address.", $"'{Masked(shown)}' 不是完整的 https: 地址。"), null);
        }

        if (baseUri.UserInfo.Length > 0 || baseUri.Query.Length > 0 || baseUri.Fragment.Length > 0)
        {
            throw LarkErrors.Local(ModuleErrors.UnsafeBaseUri, LarkErrors.Localized($"A base address has no user name, query or fragment; only scheme, host, port and path: '{baseUri.Scheme}://{baseUri.Authority}/'.", $"基础地址只能有协议、主机、端口和路径，不能有用户名、查询或片段：'{baseUri.Scheme}://{baseUri.Authority}/'。"), null);
        }

        // The name "loopback" passes too: Uri has made "localhost" of it before anybody could look it up.
        if (baseUri.Scheme == Uri.UriSchemeHttp && !baseUri.IsLoopback && !allowUnencrypted)
        {
            throw LarkErrors.Local(ModuleErrors.UnsafeBaseUri, LarkErrors.Localized($"Over '{baseUri.Scheme}://{baseUri.Authority}/' the token would travel unencrypted.", $"通过 '{baseUri.Scheme}://{baseUri.Authority}/' 会以明文发送访问凭证。"), null);
        }

        return baseUri;
    }

    // An address that was refused may have a password in it.
    internal static string Masked(string address)
    {
        var at = address.LastIndexOf('@');
        return at < 0 ? address : "…" + address[at..];
    }
}
