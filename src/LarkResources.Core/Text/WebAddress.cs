namespace LarkResources.Text;

/// <summary>Reads addresses from elsewhere.</summary>
internal static class WebAddress
{
    /// <summary>The address, or null for what is none.</summary>
    /// <remarks>For a few texts without sense the parser of the runtime throws IndexOutOfRangeException instead of saying no (found by fuzzing, .NET 10.0).</remarks>
    public static Uri? Parse(string text, UriKind kind)
    {
        try
        {
            return Uri.TryCreate(text, kind, out var address) ? address : null;
        }
        catch (IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Where an answer redirects to; null where it does not say, or names no address.</summary>
    public static Uri? RedirectOf(HttpResponseMessage response, Uri from)
    {
        try
        {
            return response.Headers.Location is { } location && Uri.TryCreate(from, location, out var to) ? to : null;
        }
        catch (IndexOutOfRangeException)
        {
            return null;
        }
    }
}
