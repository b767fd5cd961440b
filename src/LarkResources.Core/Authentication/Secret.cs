using System.Net;
using System.Security;
using LarkResources.Errors;

namespace LarkResources.Authentication;

/// <summary>A secret that is kept until the connection is closed, and used by the token call alone.</summary>
internal sealed class Secret : IDisposable
{
    private readonly object _gate = new();
    private SecureString? _text;

    public Secret(SecureString text) => _text = text.Copy();

    public Secret(string text) => _text = new NetworkCredential(string.Empty, text).SecurePassword;

    /// <exception cref="LarkException">NotConnected, once it has been forgotten.</exception>
    public string Reveal()
    {
        lock (_gate)
        {
            return _text is { } text ? new NetworkCredential(string.Empty, text).Password : throw LarkErrors.NotConnected();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _text?.Dispose();
            _text = null;
        }
    }

    public override string ToString() => "(secret)";
}
