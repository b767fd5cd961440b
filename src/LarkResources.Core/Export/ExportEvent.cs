namespace LarkResources.Export;

/// <summary>Something that a person may want to hear of during an export.</summary>
internal abstract record ExportEvent
{
    /// <summary>A file is in its place and in the manifest.</summary>
    public sealed record Saved(ManifestEntry Entry, string FullName) : ExportEvent;

    /// <summary>A resource was left out, and the manifest says so.</summary>
    /// <param name="Entry">Its line.</param>
    /// <param name="Text">What it is, and why.</param>
    public sealed record Skipped(ManifestEntry Entry, string Text) : ExportEvent;

    /// <summary>A resource, message, thread or chat could not be read.</summary>
    public sealed record Failed(LarkException Error) : ExportEvent;

    /// <summary>How the work was done, for a person who wants to know.</summary>
    public sealed record Note(string Text) : ExportEvent;

    /// <summary>Something was not as it was expected to be.</summary>
    public sealed record Warning(string Text) : ExportEvent;

    /// <summary>What a dry run would fetch.</summary>
    public sealed record WouldSave(ManifestEntry Entry, string FullName) : ExportEvent;
}
