using System.Net;

namespace LarkResources.Tests.Messages;

/// <summary>What the tests of reading messages over a real socket have in common: a server of their own and a client without a quota.</summary>
public abstract class HistoryServerTests : IAsyncLifetime
{
    internal const string ListCalls = "GET /open-apis/im/v1/messages";
    internal const string GetCalls = "GET /open-apis/im/v1/messages/:message_id";

    protected SandboxServer Server { get; private set; } = null!;

    internal LarkConnection Connection { get; private set; } = null!;

    internal LarkClient Client => Connection.Client();

    public async Task InitializeAsync()
    {
        Server = await SandboxServer.StartAsync();
        using var token = new NetworkCredential(string.Empty, "t-sandbox").SecurePassword;

        var settings = new ConnectionSettings { BaseUri = Server.BaseUri, CallsPerSecond = 10_000, CallsPerMinute = 100_000, MaximumRetryCount = 0 };
        Connection = ConnectionFactory.ForToken(token, settings, new HttpStack());
    }

    public async Task DisposeAsync()
    {
        Connection.Close();
        await Server.DisposeAsync();
    }

    protected int CallsTo(string endpoint) => Server.Requests.Stats().TryGetValue(endpoint, out var stats) ? stats.Calls : 0;

    internal Task<List<LarkMessage>> ReadAsync(HistoryQuery query) => ListAsync(MessageHistory.ReadAsync(Client, query, CancellationToken.None));

    internal static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> source)
    {
        var all = new List<T>();
        await foreach (var item in source)
        {
            all.Add(item);
        }

        return all;
    }
}
