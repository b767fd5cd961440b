namespace Packager;

/// <summary>The archive for people who install by hand: unpacked into a folder of PSModulePath it is an installed module.</summary>
internal static class ModuleArchive
{
    // Installing puts a preview into the folder of its version without the label, too.
    internal static byte[] Write(ModuleManifest manifest, IEnumerable<(string Path, byte[] Bytes)> files) =>
        ZipWriter.Write(files.Select(file => ($"{manifest.Name}/{manifest.BaseVersion}/{file.Path}", file.Bytes)));
}
