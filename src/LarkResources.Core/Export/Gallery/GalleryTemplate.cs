using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace LarkResources.Export.Gallery;

/// <summary>Puts the page together from its sources, which are files of their own in this assembly.</summary>
internal static class GalleryTemplate
{
    /// <summary>By which a page of this module is known.</summary>
    public const string Mark = "<meta name=\"generator\" content=\"LarkResources gallery";

    private const string Folder = "Gallery.";
    private const string DataPlace = "{{data}}";
    private const string HeadEnd = "<meta name=\"referrer\"";


    private static ReadOnlyMemory<byte> MessagesStart { get; } = "</script>\n<script type=\"application/json\" class=\"messages\">"u8.ToArray();

    /// <summary>In the order in which they need each other.</summary>
    private static readonly string[] Scripts = 
    [
        "texts.js", "elements.js", "senders.js", "data.js", "messages.js", "state.js", "rows.js", "items.js", "marks.js", "markdown.js", "bubbles.js", "flow.js", "viewer.js",
        "talk.js", "reading.js", "print.js", "keys.js", "main.js",
    ];

    private static readonly Lazy<(string Head, byte[] Body, byte[] End)> Page = new(Assemble);

    public static async Task WriteAsync(Stream stream, GalleryData data, Conversation conversation, CancellationToken cancellationToken)
    {
        var head = Page.Value.Head
            .Replace("{{script-files}}", conversation.Nonce is { } nonce ? $" 'nonce-{nonce}'" : string.Empty, StringComparison.Ordinal)
            .Replace("{{script-policy}}", conversation.Nonce is null ? "'none'" : Conversation.FolderName, StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head), cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(Page.Value.Body, cancellationToken).ConfigureAwait(false);
        await data.WriteAsync(stream, conversation, cancellationToken).ConfigureAwait(false);
        foreach (var chunk in conversation.InPage)
        {
            await stream.WriteAsync(MessagesStart, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
        }

        await stream.WriteAsync(Page.Value.End, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The page in three parts: until its policy ends, until its data begins, and behind the data.</summary>
    private static (string Head, byte[] Body, byte[] End) Assemble()
    {
        var style = Read("gallery.css");
        var script = string.Join('\n', Scripts.Select(Read));
        var page = Read("gallery.html")
            .Replace("{{style-hash}}", HashOf(style), StringComparison.Ordinal)
            .Replace("{{script-hash}}", HashOf(script), StringComparison.Ordinal)
            .Replace("{{style}}", style, StringComparison.Ordinal)
            .Replace("{{script}}", script, StringComparison.Ordinal);
        var head = page.IndexOf(HeadEnd, StringComparison.Ordinal);
        var place = page.IndexOf(DataPlace, StringComparison.Ordinal);
        return (page[..head], Encoding.UTF8.GetBytes(page[head..place]), Encoding.UTF8.GetBytes(page[(place + DataPlace.Length)..]));
    }

    /// <summary>What the policy of the page has to name for the browser to take a style or script of the page.</summary>
    private static string HashOf(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // A browser computes the hash after it has made every line end one LF, whatever a checkout has made of them.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
