using System.Net;

namespace LarkResources.Connections;

/// <summary>The address of a proxy, which may carry a user name and a password as in the variables of the environment: http://user:secret@host.</summary>
internal static class ProxyAddress
{
    /// <param name="address">The address as it was given.</param>
    /// <param name="credential">Counts more than what is in the address.</param>
    /// <returns>A proxy whose address, which errors and logs may show, has no password in it.</returns>
    public static WebProxy Open(Uri address, NetworkCredential? credential)
    {
        var bare = new UriBuilder(address) { UserName = string.Empty, Password = string.Empty }.Uri;
        return new WebProxy(bare) { Credentials = credential ?? InAddress(address.UserInfo) };
    }

    private static NetworkCredential? InAddress(string userInfo)
    {
        if (userInfo.Length == 0)
        {
            return null;
        }

        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? userInfo : userInfo[..colon]);
        var password = colon < 0 ? string.Empty : Uri.UnescapeDataString(userInfo[(colon + 1)..]);
        var domain = user.IndexOf('\\', StringComparison.Ordinal);
        return domain < 0 ? new(user, password) : new(user[(domain + 1)..], password, user[..domain]);
    }
}
