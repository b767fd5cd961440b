using System.Collections;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml.Linq;
using LarkResources.PS.Tests.Engine;
using LarkResources.PS.Tests.Module;

namespace LarkResources.PS.Tests.Package;

/// <summary>The package holds the module and nothing else, says what the manifest says, and is the same each time.</summary>
public sealed class PackageTests(MadePackage package) : IClassFixture<MadePackage>
{
    [Fact]
    public void Package_made_twice_has_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var staged = Directory.CreateDirectory(Path.Combine(folder.Path, "elsewhere")).FullName;
        foreach (var path in StagedFiles())
        {
            var copy = Path.Combine(staged, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(StagedModule.Folder, path), copy);
            File.SetLastWriteTimeUtc(copy, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        }

        Assert.Equal(0, MadePackage.Make(staged, folder.Path).ExitCode);

        foreach (var path in new[] { package.Nupkg, package.Zip, package.Sums })
        {
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(folder.Path, Path.GetFileName(path))));
        }
    }

    [Fact]
    public void Nupkg_holds_the_staged_files_the_icon_and_the_parts_of_a_package()
    {
        var files = Unpack(package.Nupkg);

        Assert.Equal(
            StagedFiles().Concat(["icon.png", "LarkResources.nuspec", "_rels/.rels", "[Content_Types].xml"]).Order(StringComparer.Ordinal),
            files.Keys.Where(path => !path.EndsWith(".psmdcp", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Single(files.Keys, path => path.StartsWith("package/services/metadata/core-properties/", StringComparison.Ordinal));
        Assert.All(StagedFiles(), path => Assert.Equal(File.ReadAllBytes(Path.Combine(StagedModule.Folder, path)), files[path]));
    }

    [Fact]
    public void Zip_holds_the_staged_files_in_folders_of_name_and_version() => Assert.Equal(
        StagedFiles().Select(path => $"LarkResources/{MadePackage.Version}/{path}").Order(StringComparer.Ordinal),
        Unpack(package.Zip).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Checksums_are_those_of_the_files() => Assert.Equal(
        new[] { package.Nupkg, package.Zip }.Select(path => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}  {Path.GetFileName(path)}"),
        File.ReadAllLines(package.Sums));

    [Fact]
    public void Packager_says_where_the_files_are() =>
        Assert.Equal([package.Nupkg, package.Zip, package.Sums], package.Said.Split(Environment.NewLine).Where(Path.IsPathRooted));

    [Fact]
    public void Nuspec_says_what_the_manifest_says()
    {
        var manifest = ManifestFile.Read();
        var nuspec = MadePackage.ReadNuspec(package.Nupkg);

        Assert.Equal("LarkResources", nuspec["id"].Value);
        Assert.Equal(manifest["ModuleVersion"], nuspec["version"].Value);
        Assert.Equal(manifest["Author"], nuspec["authors"].Value);
        Assert.Equal(manifest["CompanyName"], nuspec["owners"].Value);
        Assert.Equal(manifest["Description"], nuspec["description"].Value);
        Assert.Equal(manifest["Copyright"], nuspec["copyright"].Value);
        Assert.Equal("false", nuspec["requireLicenseAcceptance"].Value);
        Assert.Equal(("expression", "MIT"), (nuspec["license"].Attribute("type")!.Value, nuspec["license"].Value));
        Assert.Equal("icon.png", nuspec["icon"].Value);
    }

    [Fact]
    public void Gallery_finds_the_module_by_edition_and_by_every_cmdlet()
    {
        var gallery = (Hashtable)((Hashtable)ManifestFile.Read()["PrivateData"]!)["PSData"]!;
        var tags = MadePackage.ReadNuspec(package.Nupkg)["tags"].Value.Split(' ');

        Assert.Equal(tags.Length, tags.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("PSEdition_Core", tags);
        Assert.Equal(
            ((IEnumerable)gallery["Tags"]!).Cast<string>().Concat(["PSModule", "PSIncludes_Cmdlet"])
                .Concat(ManifestFile.Names("CmdletsToExport").SelectMany(name => new[] { "PSCmdlet_" + name, "PSCommand_" + name })).Order(StringComparer.Ordinal),
            tags.Order(StringComparer.Ordinal));

        // Some feeds take no more.
        Assert.True(string.Join(' ', tags).Length <= 4000);
    }

    [Fact]
    public void Release_notes_are_the_section_of_the_changelog()
    {
        var notes = MadePackage.ReadNuspec(package.Nupkg)["releaseNotes"].Value.Split('\n');
        var changelog = File.ReadAllLines(Path.Combine(StagedModule.RepositoryRoot, "CHANGELOG.md"));
        var start = Array.FindIndex(changelog, line => line.StartsWith($"## [{MadePackage.Version}]", StringComparison.Ordinal));

        Assert.StartsWith("### ", notes[0], StringComparison.Ordinal);
        Assert.Equal(changelog.Skip(start + 1).SkipWhile(line => line.Length == 0).Take(notes.Length), notes);
    }

    [Fact]
    public void Every_part_has_a_content_type_and_every_relationship_a_part()
    {
        var files = Unpack(package.Nupkg);
        var types = XElement.Load(new MemoryStream(files["[Content_Types].xml"])).Elements().ToList();
        var extensions = types.Select(type => (string?)type.Attribute("Extension")).OfType<string>().ToList();
        var names = types.Select(type => (string?)type.Attribute("PartName")).OfType<string>().ToList();
        var relations = XElement.Load(new MemoryStream(files["_rels/.rels"])).Elements().ToList();

        Assert.Equal(extensions.Count, extensions.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(
            files.Keys.Where(path => path != "[Content_Types].xml"),
            path => Assert.True(names.Contains("/" + path) || extensions.Contains(Path.GetExtension(path).TrimStart('.')), path));
        Assert.Equal(2, relations.Select(relation => (string?)relation.Attribute("Id")).Distinct().Count());
        Assert.All(relations, relation => Assert.Contains(((string)relation.Attribute("Target")!)[1..], files.Keys));
    }

    private static IEnumerable<string> StagedFiles() => Directory.GetFiles(StagedModule.Folder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(StagedModule.Folder, path).Replace('\\', '/'));

    private static Dictionary<string, byte[]> Unpack(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        return archive.Entries.ToDictionary(entry => entry.FullName, Content);
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
