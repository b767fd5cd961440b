using System.Globalization;

namespace LarkResources.Errors;

/// <summary>Which machine a request failed at: behind a redirect or a proxy it is not the one that was asked.</summary>
/// <param name="Name">Host and port, as a message names them.</param>
/// <param name="IsProxy">True for the proxy itself.</param>
internal sealed record FailedPeer(string Name, bool IsProxy)
{
    private const string Key = "LarkResources.FailedPeer";

    public static FailedPeer At(Uri address) => new(Place(address), IsProxy: false);

    /// <param name="proxy">The address of the proxy; what stands before an @ is not shown.</param>
    /// <param name="address">The address that was asked for.</param>
    public static FailedPeer AtProxy(Uri proxy, Uri address) => new(
        LarkErrors.Localized($"the proxy {Place(proxy)} for {Place(address)}", $"用于 {Place(address)} 的代理 {Place(proxy)}"), IsProxy: true);

    /// <summary>The note on an exception, or null.</summary>
    public static FailedPeer? Of(Exception e) => e.Data[Key] as FailedPeer;

    private static string Place(Uri address) => $"{address.Host}:{address.Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Notes it on the exception, where the handler that sees the address is not the one that makes the message.</summary>
    public void NoteOn(Exception e) => e.Data[Key] = this;
}
