using System.Net;
using System.Security.Cryptography;
using LarkResources.Sandbox.Server.Recording;

namespace LarkResources.Tests.Transfer;

/// <summary>A server, a connection to it over real sockets, and a folder to download into.</summary>
internal sealed class TransferRig : IAsyncDisposable
{
    public const string ResourceEndpoint = "GET /open-apis/im/v1/messages/:message_id/resources/:file_key";
    public const string TokenEndpoint = "POST /open-apis/auth/v3/tenant_access_token/internal";

    private TransferRig(SandboxServer server, LarkConnection connection)
    {
        Server = server;
        Connection = connection;
        Folder = Directory.CreateTempSubdirectory("lark-transfer-").FullName;
        Target = Path.Combine(Folder, "target.bin");
    }

    public SandboxServer Server { get; }

    public LarkConnection Connection { get; }

    public NoticeLog Notices { get; } = new();

    public string Folder { get; }

    public string Target { get; set; }

    public string Part => Target + ".part";

    public string Journal => Target + ".part.json";

    public FaultPlan Faults => Server.Faults;

    /// <summary>The requests for resources so far.</summary>
    public IReadOnlyList<SeenRequest> Requests => [.. Server.Requests.Snapshot().Where(request => request.Endpoint == ResourceEndpoint)];

    public static async Task<TransferRig> StartAsync(ConnectionSettings? settings = null, SandboxServerOptions? options = null)
    {
        var server = await SandboxServer.StartAsync(options);
        return new TransferRig(server, Connect(server.BaseUri, settings));
    }

    /// <summary>For a test that leaves a quota exhausted: with a token and no app, the connection has a quota that no other one draws on.</summary>
    /// <remarks>The quota of an app at an address lives as long as the process, and the system gives the port to a later server.</remarks>
    public static async Task<TransferRig> StartWithOwnQuotaAsync()
    {
        var server = await SandboxServer.StartAsync();
        using var token = new NetworkCredential(string.Empty, SandboxCredentials.StaticTenantToken).SecurePassword;
        return new TransferRig(server, ConnectionFactory.ForToken(token, new ConnectionSettings { BaseUri = server.BaseUri }, new HttpStack()));
    }

    public static LarkConnection Connect(Uri baseUri, ConnectionSettings? settings = null)
    {
        settings ??= new ConnectionSettings();
        using var secret = new NetworkCredential(string.Empty, SandboxCredentials.AppSecret).SecurePassword;

        return ConnectionFactory.ForApp(SandboxCredentials.AppId, secret, settings with { BaseUri = baseUri }, new HttpStack());
    }

    public ResourceSource Source(Subject subject) => new(Connection.Client(Notices), subject.Id, Connection.MaximumRetryCount);

    public Task<TransferResult> SaveAsync(
        Subject subject, TransferRequest? request = null, bool overwrite = true, bool targetIsKnown = true, ByteCounter? meter = null, CancellationToken cancellationToken = default) =>
        new FileDownload(Source(subject), request ?? new(subject.Id), meter ?? new()).RunAsync(
            _ => Task.FromResult(new FileTarget(Target, overwrite)), targetIsKnown ? Target : null, cancellationToken);

    public Task<(byte[] Content, TransferResult Result)> LoadAsync(Subject subject, CancellationToken cancellationToken = default) =>
        new MemoryDownload(Source(subject), new(subject.Id), new()).RunAsync(cancellationToken);

    /// <summary>The byte stream, as a pipeline takes it.</summary>
    public async Task<(long Length, string Sha256)> StreamAsync(Subject subject, CancellationToken cancellationToken = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = 0L;
        await using var blocks = new BlockReader(Source(subject), new());
        await blocks.OpenAsync(cancellationToken);
        while (await blocks.NextAsync(cancellationToken) is { } block)
        {
            hash.AppendData(block);
            length += block.Length;
        }

        return (length, FileHash.Text(hash));
    }

    /// <summary>Forgets the faults and the requests so far.</summary>
    public void Calm()
    {
        Faults.Clear();
        Server.Requests.Clear();
    }

    /// <summary>Puts a file in place that a failing download must not harm.</summary>
    public void PlaceGoodFile() => File.WriteAllText(Target, "good");

    public void AssertGoodFile() => Assert.Equal("good", File.ReadAllText(Target));

    public void AssertNoLeftovers() => Assert.Equal([Target], Directory.GetFiles(Folder));

    public void AssertTargetIs(string sha256)
    {
        using var stream = File.OpenRead(Target);
        Assert.Equal(sha256, Convert.ToHexString(SHA256.HashData(stream)).ToLowerInvariant());
    }

    public async ValueTask DisposeAsync()
    {
        Connection.Close();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
