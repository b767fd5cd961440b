using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Packager;

/// <summary>A NuGet package as the PowerShell Gallery takes it: the module at the root, and the parts that make a zip an OPC package.</summary>
/// <remarks>Whoever installs it removes exactly these parts again: the nuspec, the content types, and the folders _rels and package.</remarks>
internal static class GalleryPackage
{
    private const string IconName = "icon.png";

    internal static byte[] Write(
        ModuleManifest manifest, string releaseNotes, IReadOnlyList<(string Path, byte[] Bytes)> moduleFiles, byte[] icon, string? projectUrl)
    {
        (string Path, byte[] Bytes)[] files = [.. moduleFiles, (IconName, icon)];
        Array.Sort(files, (one, other) => string.CompareOrdinal(one.Path, other.Path));

        var nuspecName = manifest.Name + ".nuspec";
        var nuspec = Bytes(Nuspec.Write(manifest, releaseNotes, IconName, projectUrl));
        var properties = Bytes(OpcParts.CoreProperties(manifest));
        var propertiesName = $"package/services/metadata/core-properties/{Digest(properties)}.psmdcp";

        var relationships = Bytes(OpcParts.Relationships(
            (OpcParts.ManifestRelation, "/" + nuspecName, "R" + Digest(nuspec)),
            (OpcParts.PropertiesRelation, "/" + propertiesName, "R" + Digest(properties))));
        return ZipWriter.Write(
        [
            ("_rels/.rels", relationships),
            (nuspecName, nuspec),
            .. files,
            ("[Content_Types].xml", Bytes(OpcParts.ContentTypes(files.Select(file => file.Path).Append(nuspecName)))),
            (propertiesName, properties),
        ]);
    }

    private static byte[] Bytes(XElement root) =>
        Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + root.ToString().ReplaceLineEndings("\n") + "\n");

    // Other writers draw a new id each time; what a part holds names it just as well.
    private static string Digest(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes))[..32];
}
