using System.Xml.Linq;

namespace Packager;

/// <summary>The description that the Gallery reads. It takes its fields from the manifest, as publishing a folder would.</summary>
internal static class Nuspec
{
    private const string Licence = "MIT";

    private static readonly XNamespace Schema = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";

    internal static XElement Write(ModuleManifest manifest, string releaseNotes, string iconName, string? projectUrl)
    {
        // The address in the manifest wins: an installed module shows it, too.
        var project = manifest.Gallery("ProjectUri") ?? projectUrl;
        var icon = manifest.Gallery("IconUri");
        XElement?[] fields =
        [
            Field("id", manifest.Name),
            Field("version", manifest.Version),
            Field("authors", manifest.Text("Author")),
            Field("owners", manifest.Text("CompanyName")),
            Field("requireLicenseAcceptance", "false"),
            new XElement(Schema + "license", new XAttribute("type", "expression"), Licence),
            Field("icon", iconName),
            icon is null ? null : Field("iconUrl", icon),
            project is null ? null : Field("projectUrl", project),
            Field("description", manifest.Text("Description")),
            Field("releaseNotes", releaseNotes),
            Field("copyright", manifest.Text("Copyright")),
            Field("tags", string.Join(' ', Tags(manifest))),
        ];
        return new XElement(Schema + "package", new XElement(Schema + "metadata", fields));
    }

    // By these the Gallery finds modules by edition and by command.
    private static IEnumerable<string> Tags(ModuleManifest manifest) =>
    [
        "PSModule",
        .. manifest.Tags,
        "PSIncludes_Cmdlet",
        .. manifest.Cmdlets.SelectMany(name => new[] { "PSCmdlet_" + name, "PSCommand_" + name }),
    ];

    private static XElement Field(string name, string value) => new(Schema + name, value);
}
