using System.Security;

namespace LarkResources.Files;

/// <summary>Tells what a file system refuses from a mistake of this module.</summary>
internal static class FileFault
{
    /// <summary>True for everything that the base class library throws when a file or folder cannot be opened, read, written, renamed or listed.</summary>
    /// <remarks>
    /// Not only IOException: what cannot be sought in is NotSupportedException, a name that the system does not take ArgumentException, and so is a
    /// file that would grow beyond what its file system or the limit of the process allows.
    /// </remarks>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or SecurityException;
}
