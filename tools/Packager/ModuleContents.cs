using System.Text.RegularExpressions;

namespace Packager;

/// <summary>What may be in a package. A file that nobody has given a reason is not shipped: it stops the packaging.</summary>
internal static partial class ModuleContents
{
    // docs/architecture.md gives each assembly its own reason; a test compares the two.
    private static readonly (Regex Path, string Reason)[] Rules =
    [
        (Manifest(), "what a shell imports"),
        (Views(), "how the results look"),
        (OwnAssembly(), "the module"),
        (PlugInAssembly(), "the HTTP chain and the packages it stands on, once for each runtime"),
        (Licence(), "the licences, of the module and of the packages"),
        (Help(), "what Get-Help shows, in each language"),
    ];

    /// <summary>Reads a staged module.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Path in the module, with slashes, and bytes; in the order of the paths, the same on every system.</returns>
    internal static IReadOnlyList<(string Path, byte[] Bytes)> Read(string folder)
    {
        var paths = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal).ToList();
        var strangers = paths.Where(path => !Rules.Any(rule => rule.Path.IsMatch(path))).ToList();
        if (strangers.Count > 0)
        {
            throw new PackagingException(
                $"Nobody has said why these are shipped: {string.Join(", ", strangers)}. Stage into an empty folder, or add a rule to {nameof(ModuleContents)}.");
        }

        return [.. paths.Select(path => (path, File.ReadAllBytes(Path.Combine(folder, path))))];
    }

    [GeneratedRegex(@"^LarkResources\.psd1$")]
    private static partial Regex Manifest();

    [GeneratedRegex(@"^LarkResources\.Format\.ps1xml$")]
    private static partial Regex Views();

    [GeneratedRegex(@"^LarkResources\.(PS|Core|Sandbox)\.dll$")]
    private static partial Regex OwnAssembly();

    [GeneratedRegex(@"^lib/net(8|10)\.0/(LarkResources\.Http|Polly\.Core|Microsoft\.Extensions\.[A-Za-z.]+)\.dll$")]
    private static partial Regex PlugInAssembly();

    [GeneratedRegex(@"^(LICENSE|THIRD-PARTY-NOTICES\.txt|lib/net(8|10)\.0/DOTNET-NOTICES\.txt)$")]
    private static partial Regex Licence();

    [GeneratedRegex(@"^[a-z]{2}(-[A-Z]{2})?/(LarkResources\.PS\.dll-Help\.xml|about_\w+\.help\.txt)$")]
    private static partial Regex Help();
}
