using System.Runtime.InteropServices;

namespace LarkResources.Sandbox.Server;

/// <summary>Runs the server as a process of its own until it is told to stop.</summary>
internal static class Program
{
    internal const string ExitWithStdin = "--exit-with-stdin";

    private static async Task<int> Main(string[] arguments)
    {
        SandboxServerOptions options;
        try
        {
            options = SandboxServerOptions.Parse(arguments);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }

        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        await using var server = await SandboxServer.StartAsync(options);
        Console.WriteLine($"listening {server.BaseUri.GetLeftPart(UriPartial.Authority)}");
        if (server.OtherBaseUri is { } other)
        {
            Console.WriteLine($"other {other.GetLeftPart(UriPartial.Authority)}");
        }

        Console.Out.Flush();
        if (arguments.Contains(ExitWithStdin))
        {
            // A parent that dies closes the pipe; reading on a thread of its own keeps SIGTERM working meanwhile.
            _ = Task.Run(async () =>
            {
                while (await Console.In.ReadLineAsync() is not null)
                {
                }

                stop.TrySetResult();
            });
        }

        await stop.Task;
        return 0;
    }
}
