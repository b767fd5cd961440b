using LarkResources.Text;

namespace LarkResources.Export.Gallery;

/// <summary>A link of a message, once it is known to lead to a client of the platform; in two parts, the first of which many messages share.</summary>
internal static class GalleryLink
{
    private static readonly string[] Domains = [".feishu.cn", ".larksuite.com"];

    /// <summary>Null for an address that leads anywhere else: what a manifest says is not believed.</summary>
    public static (string Start, string End)? Of(string? link)
    {
        if (string.IsNullOrEmpty(link) || link.Length > 2048 || !link.All(char.IsAscii) || link.Contains('\\', StringComparison.Ordinal)
            || WebAddress.Parse(link, UriKind.Absolute) is not { } address || !IsOfClient(address))
        {
            return null;
        }

        var end = link.LastIndexOf('=') + 1;
        return (link[..end], link[end..]);
    }

    private static bool IsOfClient(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && address.UserInfo.Length == 0
        && address.Host.StartsWith("applink.", StringComparison.OrdinalIgnoreCase)
        && Domains.Any(domain => address.Host.EndsWith(domain, StringComparison.OrdinalIgnoreCase));
}
