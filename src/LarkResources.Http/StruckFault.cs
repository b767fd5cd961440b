using LarkResources.Text;

namespace LarkResources.Http;

/// <summary>What the framework throws of an answer that it does not understand, without the secrets that it quotes from it: of a status line, a header, the framing of a body.</summary>
internal static class StruckFault
{
    /// <summary>The same failure without what is inside it; null for one that quotes no secret.</summary>
    public static Exception? Of(Exception fault, SentSecrets secrets) => fault is not (HttpRequestException or IOException) || !secrets.AreIn(fault.ToString()) ? null : fault switch
    {
        HttpRequestException e => new HttpRequestException(e.HttpRequestError, secrets.Strike(e.Message), null, e.StatusCode),
        HttpIOException e => new HttpIOException(e.HttpRequestError, secrets.Strike(e.Message)),
        _ => new IOException(secrets.Strike(fault.Message)),
    };
}
