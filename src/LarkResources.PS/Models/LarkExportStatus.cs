namespace LarkResources;

/// <summary>What became of a resource in an export.</summary>
public enum LarkExportStatus : long
{
    /// <summary>It is in the folder.</summary>
    Saved,

    /// <summary>It is not there, and a further run does not ask for it; the code says why.</summary>
    Skipped,

    /// <summary>It is not there yet; the next run tries again.</summary>
    Failed,
}
