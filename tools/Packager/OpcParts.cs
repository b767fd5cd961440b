using System.Xml.Linq;

namespace Packager;

/// <summary>The three parts of the Open Packaging Conventions (ECMA-376, part 2) that a NuGet package has.</summary>
internal static class OpcParts
{
    internal const string ManifestRelation = "http://schemas.microsoft.com/packaging/2010/07/manifest";
    internal const string PropertiesRelation = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";

    private const string AnyBytes = "application/octet";

    private static readonly XNamespace Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly XNamespace Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private static readonly XNamespace Properties = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    private static readonly XNamespace Dublin = "http://purl.org/dc/elements/1.1/";

    internal static XElement Relationships(params (string Type, string Target, string Id)[] relations) => new(
        Relations + "Relationships",
        relations.Select(relation => new XElement(
            Relations + "Relationship",
            new XAttribute("Type", relation.Type),
            new XAttribute("Target", relation.Target),
            new XAttribute("Id", relation.Id))));

    /// <summary>One type for each extension; a file without one is named by itself.</summary>
    internal static XElement ContentTypes(IEnumerable<string> paths)
    {
        var groups = paths.ToLookup(path => Path.GetExtension(path).TrimStart('.'));
        var extensions = groups.Select(group => group.Key).Where(key => key.Length > 0).Order(StringComparer.Ordinal);
        return new XElement(
            Types + "Types",
            Default("psmdcp", "application/vnd.openxmlformats-package.core-properties+xml"),
            Default("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            extensions.Select(extension => Default(extension, AnyBytes)),
            groups[string.Empty].Select(path => new XElement(Types + "Override", new XAttribute("PartName", "/" + path), new XAttribute("ContentType", AnyBytes))));
    }

    internal static XElement CoreProperties(ModuleManifest manifest) => new(
        Properties + "coreProperties",
        new XAttribute(XNamespace.Xmlns + "dc", Dublin),
        new XElement(Dublin + "creator", manifest.Text("Author")),
        new XElement(Dublin + "description", manifest.Text("Description")),
        new XElement(Dublin + "identifier", manifest.Name),
        new XElement(Properties + "version", manifest.Version),
        new XElement(Properties + "keywords", string.Join(' ', manifest.Tags)));

    private static XElement Default(string extension, string type) =>
        new(Types + "Default", new XAttribute("Extension", extension), new XAttribute("ContentType", type));
}
