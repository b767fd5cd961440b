namespace LarkResources.PS.Tests.Engine;

/// <summary>A folder for one test, gone after it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Gets the full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("LarkResources-").FullName;

    /// <summary>Writes a text file into it.</summary>
    /// <param name="name">Name of the file.</param>
    /// <param name="text">Its content.</param>
    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
