namespace LarkResources.Files;

/// <summary>Marks a file as one from the internet, as a browser does: Windows then asks before it runs it, and Office opens it protected.</summary>
internal static class ZoneMark
{
    /// <summary>The stream of the file that Windows looks into; 3 is the internet. No address: that of a resource is of no use without a token.</summary>
    private const string Stream = ":Zone.Identifier";
    private const string Content = "[ZoneTransfer]\r\nZoneId=3\r\n";

    /// <summary>Does nothing where the system knows no such mark.</summary>
    public static void Put(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            File.WriteAllText(path + Stream, Content);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // FAT and some shares have no streams; a browser saves there without a mark too.
        }
    }
}
