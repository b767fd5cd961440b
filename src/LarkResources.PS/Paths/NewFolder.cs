using LarkResources.Files;

namespace LarkResources.Paths;

/// <summary>A folder that a run may make. Where nothing has come into it, it is taken away again, and so are those above it that were made for it.</summary>
internal sealed class NewFolder
{
    private readonly List<string> _missing = [];

    /// <param name="path">The full path.</param>
    public NewFolder(string path)
    {
        for (var folder = path; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
        {
            _missing.Add(folder);
        }
    }

    /// <summary>What was there before, and what anything lies in, stays.</summary>
    public void RemoveIfEmpty()
    {
        try
        {
            foreach (var folder in _missing)
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // It was never made, or is of use.
        }
    }
}
