using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;

namespace LarkResources.Text;

/// <summary>The secrets that a connection has sent lately, to be struck out of what a server sends back. They are known by value: no form of a text tells a token.</summary>
/// <remarks>Belongs to one connection and is emptied when that is closed.</remarks>
internal sealed class SentSecrets
{
    public const string Hidden = "***";

    /// <summary>In the name of a file, where stars may not stand.</summary>
    public const string HiddenInName = "___";

    /// <summary>In characters. The platform's have thirty and more; what is much shorter may be a word.</summary>
    private const int Shortest = 8;

    /// <summary>The secrets of one sign-in, and some tokens that were replaced but may still be good.</summary>
    private const int Most = 8;

    private readonly object _gate = new();

    /// <summary>The longest first: one may be a part of another.</summary>
    private readonly List<Kept> _kept = [];
    private string? _last;
    private int _shortest = int.MaxValue;
    private long _clock;
    private bool _forgotten;

    /// <summary>Remembers what is about to be sent.</summary>
    public void Note(string? secret)
    {
        // Almost every call carries the token of the call before, in the same object.
        if (secret is not { Length: >= Shortest } || ReferenceEquals(Volatile.Read(ref _last), secret))
        {
            return;
        }

        lock (_gate)
        {
            if (_forgotten)
            {
                return;
            }

            Volatile.Write(ref _last, secret);
            if (_kept.Find(kept => kept.Length == secret.Length && kept.Reveal() == secret) is { } known)
            {
                known.LastSent = ++_clock;
                return;
            }

            if (_kept.Count == Most)
            {
                var oldest = _kept.MinBy(kept => kept.LastSent)!;
                _kept.Remove(oldest);
                oldest.Forget();
            }

            var at = _kept.FindIndex(kept => kept.Length < secret.Length);
            _kept.Insert(at < 0 ? _kept.Count : at, new(secret) { LastSent = ++_clock });
            Volatile.Write(ref _shortest, _kept[^1].Length);
        }
    }

    /// <summary>A text without the secrets; the same object where there is none in it.</summary>
    /// <param name="text">What a server has sent, also percent-encoded or as it stands in JSON.</param>
    /// <param name="hidden">What takes their place.</param>
    public string Strike(string text, string hidden = Hidden)
    {
        if (text.Length < Volatile.Read(ref _shortest))
        {
            return text;
        }

        lock (_gate)
        {
            foreach (var kept in _kept)
            {
                if (kept.Length > text.Length)
                {
                    continue;
                }

                // A host name and a header may come back in other letters.
                foreach (var spelling in Spellings(kept.Reveal()))
                {
                    text = text.Replace(spelling, hidden, StringComparison.OrdinalIgnoreCase);
                }
            }
        }

        return text;
    }

    /// <summary>The same for a body.</summary>
    public ReadOnlyMemory<byte> Strike(ReadOnlyMemory<byte> body)
    {
        if (body.Length < Volatile.Read(ref _shortest))
        {
            return body;
        }

        // A character for each byte, whatever its encoding.
        var text = Encoding.Latin1.GetString(body.Span);
        var struck = Strike(text);
        return ReferenceEquals(text, struck) ? body : Encoding.Latin1.GetBytes(struck);
    }

    /// <summary>True for a text with a secret in it.</summary>
    public bool AreIn(string text) => !ReferenceEquals(Strike(text), text);

    /// <summary>Forgets them for good.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _forgotten = true;
            _last = null;
            _kept.ForEach(kept => kept.Forget());
            _kept.Clear();
            _shortest = int.MaxValue;
        }
    }

    private static IEnumerable<string> Spellings(string secret)
    {
        yield return secret;
        if (Uri.EscapeDataString(secret) is var escaped && escaped != secret)
        {
            yield return escaped;
        }

        if (JavaScriptEncoder.Default.Encode(secret) is var encoded && encoded != secret)
        {
            yield return encoded;
        }

        if (secret.Contains('/', StringComparison.Ordinal))
        {
            yield return secret.Replace("/", "\\/", StringComparison.Ordinal);
        }
    }

    private sealed class Kept(string secret)
    {
        private readonly SecureString _text = new NetworkCredential(string.Empty, secret).SecurePassword;

        public int Length { get; } = secret.Length;

        public long LastSent { get; set; }

        public string Reveal() => new NetworkCredential(string.Empty, _text).Password;

        public void Forget() => _text.Dispose();
    }
}
