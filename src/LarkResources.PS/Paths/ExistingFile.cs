namespace LarkResources.Paths;

/// <summary>What happens to a file that is there under the name of a download.</summary>
internal enum ExistingFile
{
    /// <summary>It stays, and the download is an error.</summary>
    Refuse,

    /// <summary>It is replaced.</summary>
    Replace,

    /// <summary>It stays, and stands for the download.</summary>
    Skip,
}
