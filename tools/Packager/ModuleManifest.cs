using System.Collections;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace Packager;

/// <summary>What the manifest of the staged module says. It is the one place that holds the version.</summary>
internal sealed partial class ModuleManifest
{
    private readonly Hashtable _data;
    private readonly Hashtable _gallery;

    private ModuleManifest(string name, Hashtable data)
    {
        Name = name;
        _data = data;
        _gallery = data["PrivateData"] is Hashtable { } own && own["PSData"] is Hashtable gallery ? gallery : [];
        BaseVersion = Text("ModuleVersion");
        if (!ThreeParts().IsMatch(BaseVersion))
        {
            throw new PackagingException($"ModuleVersion is '{BaseVersion}'; it must have three parts.");
        }

        var label = Gallery("Prerelease");
        if (label is not null && !LettersAndDigits().IsMatch(label))
        {
            throw new PackagingException($"Prerelease is '{label}'; the Gallery takes letters and digits only, such as 'preview1'.");
        }

        IsPreview = label is not null;
        Version = IsPreview ? $"{BaseVersion}-{label}" : BaseVersion;
    }

    /// <summary>Gets the name of the module, which is that of the manifest file.</summary>
    internal string Name { get; }

    /// <summary>Gets the version without a label: the name of the folder that an installed module stands in.</summary>
    internal string BaseVersion { get; }

    /// <summary>Gets the version with its label.</summary>
    internal string Version { get; }

    internal bool IsPreview { get; }

    internal IEnumerable<string> Cmdlets => Names(_data, "CmdletsToExport");

    internal IEnumerable<string> Tags => Names(_gallery, "Tags");

    internal static ModuleManifest Read(string moduleFolder)
    {
        var paths = Directory.Exists(moduleFolder) ? Directory.GetFiles(moduleFolder, "*.psd1") : [];
        if (paths is not [var path])
        {
            throw new PackagingException($"{moduleFolder} is no staged module: it has {paths.Length} manifests. Build first.");
        }

        var ast = Parser.ParseFile(path, out _, out var errors);
        return errors.Length == 0 && ast.Find(node => node is HashtableAst, searchNestedScriptBlocks: false) is HashtableAst table
            ? new ModuleManifest(Path.GetFileNameWithoutExtension(path), (Hashtable)table.SafeGetValue())
            : throw new PackagingException($"{path} is no manifest: {errors.FirstOrDefault()?.Message}");
    }

    internal string Text(string key) => _data[key] as string ?? throw new PackagingException($"The manifest has no {key}.");

    /// <summary>A field that only the Gallery reads.</summary>
    internal string? Gallery(string key) => _gallery[key] as string is { Length: > 0 } text ? text : null;

    internal void RefuseOtherTag(string? tag)
    {
        if (tag is not null && tag != "v" + Version)
        {
            throw new PackagingException($"The tag is {tag}, the manifest says {Version}: the tag must be v{Version}.");
        }
    }

    private static IEnumerable<string> Names(Hashtable table, string key) => table[key] is IEnumerable names ? names.Cast<string>() : [];

    [GeneratedRegex(@"^\d+\.\d+\.\d+$")]
    private static partial Regex ThreeParts();

    [GeneratedRegex("^[A-Za-z0-9]+$")]
    private static partial Regex LettersAndDigits();
}
