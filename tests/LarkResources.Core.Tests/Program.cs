namespace LarkResources.Tests;

/// <summary>Runs one download as a process of its own, so that a test can kill it.</summary>
internal static class Program
{
    /// <param name="arguments">The address of a sandbox server, the size of the file, and the target.</param>
    public static async Task<int> Main(string[] arguments)
    {
        var connection = Transfer.TransferRig.Connect(new Uri(arguments[0]));
        var id = Transfer.Subject.File(arguments[1]).Id;
        var source = new ResourceSource(connection.Client(), id, connection.MaximumRetryCount);
        var result = await new FileDownload(source, new(id), new()).RunAsync(_ => Task.FromResult(new FileTarget(arguments[2], Overwrite: true)), arguments[2], CancellationToken.None);
        Console.WriteLine(result.Sha256);
        return 0;
    }
}
