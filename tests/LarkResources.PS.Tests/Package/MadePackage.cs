using System.IO.Compression;
using System.Xml.Linq;
using LarkResources.PS.Tests.Engine;
using LarkResources.PS.Tests.Module;

namespace LarkResources.PS.Tests.Package;

/// <summary>The package of the staged module, made once for the tests of a class.</summary>
public sealed class MadePackage : IDisposable
{
    private const string Packager = "tools/Packager";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Initializes a new instance of the <see cref="MadePackage"/> class, and makes the package.</summary>
    public MadePackage()
    {
        var result = Make(StagedModule.Folder, _folder.Path);
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        Said = result.Output;
    }

    /// <summary>Gets what the packager said.</summary>
    public string Said { get; }

    /// <summary>Gets what the Gallery takes.</summary>
    public string Nupkg => FileNamed(".nupkg");

    /// <summary>Gets what is unpacked by hand.</summary>
    public string Zip => FileNamed(".zip");

    /// <summary>Gets the checksums.</summary>
    public string Sums => FileNamed(".sha256");

    /// <summary>Gets the version of the staged module.</summary>
    public static string Version { get; } = (string)ManifestFile.Read()["ModuleVersion"]!;

    /// <summary>Runs the packager.</summary>
    /// <param name="moduleFolder">The staged module.</param>
    /// <param name="outputFolder">Where to.</param>
    /// <param name="more">Options on top of those that are needed; the last of a name wins.</param>
    /// <returns>What came out.</returns>
    public static ProcessResult Make(string moduleFolder, string outputFolder, params string[] more) => FreshProcess.RunProgram(
        Packager,
        [
            moduleFolder,
            outputFolder,
            "--changelog",
            Path.Combine(StagedModule.RepositoryRoot, "CHANGELOG.md"),
            "--icon",
            Path.Combine(StagedModule.RepositoryRoot, "assets", "icon.png"),
            .. more,
        ]);

    /// <summary>Reads the description of a package.</summary>
    /// <param name="nupkg">The package.</param>
    /// <returns>The metadata by name, each with its element.</returns>
    public static IReadOnlyDictionary<string, XElement> ReadNuspec(string nupkg)
    {
        using var archive = ZipFile.OpenRead(nupkg);
        using var stream = archive.GetEntry("LarkResources.nuspec")!.Open();
        var metadata = Assert.Single(XElement.Load(stream).Elements());
        return metadata.Elements().ToDictionary(element => element.Name.LocalName);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string FileNamed(string extension) => Path.Combine(_folder.Path, $"LarkResources.{Version}{extension}");
}
