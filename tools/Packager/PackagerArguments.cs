namespace Packager;

/// <summary>The command line.</summary>
/// <param name="ModuleFolder">What a build staged.</param>
/// <param name="OutputFolder">Where the package goes; made when it is not there.</param>
/// <param name="Changelog">Where the release notes come from.</param>
/// <param name="Icon">A PNG.</param>
/// <param name="ProjectUrl">The page of the project, for a manifest that names none.</param>
/// <param name="Tag">The tag that is being released, which must be that of the manifest.</param>
internal sealed record PackagerArguments(string ModuleFolder, string OutputFolder, string Changelog, string Icon, string? ProjectUrl, string? Tag)
{
    internal static PackagerArguments Parse(string[] args)
    {
        var places = new List<string>();
        var options = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                places.Add(args[i]);
            }
            else if (args[i] is not ("--changelog" or "--icon" or "--project-url" or "--tag"))
            {
                throw Program.WrongUsage($"There is no option {args[i]}.");
            }
            else if (i + 1 == args.Length)
            {
                throw Program.WrongUsage($"{args[i]} needs a value.");
            }
            else
            {
                options[args[i]] = args[++i];
            }
        }

        if (places.Count != 2)
        {
            throw Program.WrongUsage("A folder to read and a folder to write are needed.");
        }

        return new PackagerArguments(places[0], places[1], Needed("--changelog"), Needed("--icon"), Given("--project-url"), Given("--tag"));

        // An empty value is what a workflow passes for an input that nobody set.
        string? Given(string option) => options.TryGetValue(option, out var value) && value.Length > 0 ? value : null;
        string Needed(string option) => Given(option) ?? throw Program.WrongUsage($"{option} is needed.");
    }
}
