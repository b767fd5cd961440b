using System.Security;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Connections;

public sealed class TwoTenantsTests
{
    [Fact]
    public async Task Fifty_mixed_calls_each_go_out_with_the_token_of_their_own_connection()
    {
        await using var server = await SandboxServer.StartAsync();
        var (app, user) = Connect(server);
        await Task.WhenAll(Calls(app, "om_sandbox_image").Concat(Calls(user, "om_sandbox_photo")));

        var seen = server.Requests.Snapshot().Where(request => request.PathAndQuery.Contains("/im/", StringComparison.Ordinal)).ToArray();
        Assert.Equal(50, seen.Length);
        var marks = seen.GroupBy(request => request.PathAndQuery, request => request.TokenMark).ToArray();
        Assert.Equal(2, marks.Length);
        Assert.All(marks, mark => Assert.Single(mark.Distinct()));
        Assert.NotEqual(marks[0].First(), marks[1].First());
        app.Close();
        user.Close();
    }

    [Fact]
    public async Task The_end_of_one_does_not_hurt_the_other()
    {
        await using var server = await SandboxServer.StartAsync();
        var (app, user) = Connect(server);
        await Task.WhenAll(Calls(app, "om_sandbox_image").Concat(Calls(user, "om_sandbox_photo")));
        user.Close();
        await Task.WhenAll(Calls(app, "om_sandbox_image"));
        Assert.Equal("NotConnected", Assert.Throws<LarkException>(() => { user.Client(); }).ErrorId);
        app.Close();
    }

    [Fact]
    public async Task A_dead_token_of_many_calls_is_renewed_by_one()
    {
        await using var server = await SandboxServer.StartAsync();
        var (app, user) = Connect(server);
        await app.CheckAsync(null, CancellationToken.None);
        server.Handler.ExpireTokens();
        server.Requests.Clear();
        await Task.WhenAll(Calls(app, "om_sandbox_image"));
        Assert.Single(server.Requests.Snapshot(), request => request.PathAndQuery.Contains("/auth/", StringComparison.Ordinal));
        app.Close();
        user.Close();
    }

    private static IEnumerable<Task> Calls(LarkConnection connection, string messageId) =>
        Enumerable.Range(0, 25).Select(_ => Task.Run(() => MessageReader.GetAsync(connection.Client(), messageId, static missing => throw missing, CancellationToken.None)));

    private static (LarkConnection App, LarkConnection User) Connect(SandboxServer server)
    {
        var settings = new ConnectionSettings { BaseUri = server.BaseUri, CallsPerSecond = 1000 };
        using SecureString secret = TokenRig.Secure(SandboxCredentials.AppSecret), token = TokenRig.Secure(SandboxCredentials.StaticTenantToken);
        return (ConnectionFactory.ForApp(SandboxCredentials.AppId, secret, settings, new HttpStack()), ConnectionFactory.ForToken(token, settings, new HttpStack()));
    }
}
