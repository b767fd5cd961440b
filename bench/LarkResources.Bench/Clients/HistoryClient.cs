using System.Diagnostics;
using System.Text.Json;
using LarkResources.Messages;

namespace LarkResources.Bench.Clients;

/// <summary>Reads a chat with the reader of the module, without the shell around it: names, texts and keys of all messages.</summary>
internal static class HistoryClient
{
    public const string Verb = "history";

    /// <summary>Arguments: server, token, chat. Writes what each of two passes took, as one line of JSON.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var connection = ModuleClient.Connect(new Uri(arguments[0]), arguments[1], new() { CallsPerSecond = 10_000, CallsPerMinute = 600_000 });
        try
        {
            HistoryPass[] passes = [await PassAsync(connection, arguments[2]), await PassAsync(connection, arguments[2])];
            Console.WriteLine(JsonSerializer.Serialize(passes, JsonSerializerOptions.Web));
            return 0;
        }
        finally
        {
            connection.Close();
        }
    }

    private static async Task<HistoryPass> PassAsync(LarkConnection connection, string chatId)
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var read = new List<(string Id, string? Name, string Text, IReadOnlyList<LarkResource> Resources)>();
        await foreach (var message in MessageHistory.ReadAsync(connection.Client(), new(chatId, IsThread: false), CancellationToken.None))
        {
            read.Add((message.MessageId, message.SenderName, message.Text, message.Resources));
        }

        return new(
            watch.Elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            GC.GetTotalAllocatedBytes() - allocated,
            read.Count,
            read.Sum(message => message.Resources.Count),
            read.Sum(message => message.Name?.Length ?? 0));
    }
}

/// <summary>What reading a chat once took, and how much was read: the last two show that all have read the same.</summary>
internal sealed record HistoryPass(double Seconds, double Cpu, double? Allocated, int Messages, int? Keys, int? Names);
