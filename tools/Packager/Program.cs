using System.Security.Cryptography;
using System.Text;

namespace Packager;

internal static class Program
{
    private const string Usage = "usage: Packager <staged module> <output folder> --changelog <file> --icon <png> [--project-url <url>] [--tag v<version>]";

    private static int Main(string[] args)
    {
        try
        {
            Write(PackagerArguments.Parse(args));
            return 0;
        }
        catch (Exception e) when (e is PackagingException or IOException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static void Write(PackagerArguments arguments)
    {
        var manifest = ModuleManifest.Read(arguments.ModuleFolder);
        manifest.RefuseOtherTag(arguments.Tag);
        var notes = ReleaseNotes.Read(arguments.Changelog, manifest, released: arguments.Tag is not null);
        var files = ModuleContents.Read(arguments.ModuleFolder);
        var icon = File.ReadAllBytes(arguments.Icon);

        Directory.CreateDirectory(arguments.OutputFolder);
        var path = Path.GetFullPath(Path.Combine(arguments.OutputFolder, $"{manifest.Name}.{manifest.Version}"));
        var sums = new StringBuilder();
        foreach (var (extension, bytes) in new[]
        {
            (".nupkg", GalleryPackage.Write(manifest, notes, files, icon, arguments.ProjectUrl)),
            (".zip", ModuleArchive.Write(manifest, files)),
        })
        {
            File.WriteAllBytes(path + extension, bytes);
            Console.Out.WriteLine(path + extension);

            // The form that sha256sum -c reads.
            sums.Append(Convert.ToHexStringLower(SHA256.HashData(bytes))).Append("  ").Append(Path.GetFileName(path + extension)).Append('\n');
        }

        File.WriteAllText(path + ".sha256", sums.ToString());
        Console.Out.WriteLine(path + ".sha256");
        Console.Out.Write(sums);
    }

    internal static PackagingException WrongUsage(string reason) => new(reason + Environment.NewLine + Usage);
}
