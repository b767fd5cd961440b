namespace Packager;

/// <summary>Why no package is made. The message is all that the caller sees.</summary>
internal sealed class PackagingException(string message) : Exception(message);
