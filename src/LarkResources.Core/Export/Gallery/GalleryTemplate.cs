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

    /// <summary>In the order in which they need each other.</summary>
    private static readonly string[] Scripts = ["texts.js", "elements.js", "data.js", "state.js", "rows.js", "items.js", "viewer.js", "main.js"];

    private static readonly Lazy<(byte[] Before, byte[] After)> Page = new(Assemble);

    public static async Task WriteAsync(Stream stream, GalleryData data, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Page.Value.Before, cancellationToken).ConfigureAwait(false);
        await data.WriteAsync(stream, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(Page.Value.After, cancellationToken).ConfigureAwait(false);
    }

    private static (byte[] Before, byte[] After) Assemble()
    {
        var style = Read("gallery.css");
        var script = string.Join('\n', Scripts.Select(Read));
        var page = Read("gallery.html")
            .Replace("{{style-hash}}", HashOf(style), StringComparison.Ordinal)
            .Replace("{{script-hash}}", HashOf(script), StringComparison.Ordinal)
            .Replace("{{style}}", style, StringComparison.Ordinal)
            .Replace("{{script}}", script, StringComparison.Ordinal);
        var place = page.IndexOf(DataPlace, StringComparison.Ordinal);
        return (Encoding.UTF8.GetBytes(page[..place]), Encoding.UTF8.GetBytes(page[(place + DataPlace.Length)..]));
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
