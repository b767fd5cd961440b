namespace LarkResources.PS.Tests.Engine;

public sealed class SandboxServerProcessTests
{
    [Fact]
    public async Task Server_listens_records_and_forgets()
    {
        await using var server = await SandboxServerProcess.StartAsync();
        using var client = new HttpClient { BaseAddress = server.BaseUri };

        using var answer = await client.GetAsync(new Uri("open-apis/im/v1/chats", UriKind.Relative));
        var requests = await server.GetRequestsAsync();
        await server.SetFaultsAsync("[]");
        await server.ResetAsync();

        Assert.Equal(1, requests.GetArrayLength());
        Assert.Equal(0, (await server.GetRequestsAsync()).GetArrayLength());
    }
}
