using System.Management.Automation;
using LarkResources.Connections;
using LarkResources.Errors;
using LarkResources.Paths;
using LarkResources.Pipeline;
using LarkResources.State;

namespace LarkResources.Commands;

/// <summary>Gets and checks a token, and keeps the connection for the process.</summary>
[Cmdlet(VerbsCommunications.Connect, "Lark", DefaultParameterSetName = "Environment", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ugTN1YjL4UTN24CO1UjN/trouble-shooting/how-to-choose-which-type-of-token-to-use")]
[OutputType(typeof(LarkConnection))]
public sealed partial class ConnectLarkCommand : AsyncCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessRecordAsync()
    {
        LarkConnection? connection = null;
        try
        {
            ThrowIfWithoutEffect();
            connection = await OpenAsync(Settings(), opened => connection = opened);
            if (!SkipCheck)
            {
                await connection.CheckAsync(new CallReporter(this, SynchronizationContext.Current!), Stop);
            }
        }
        catch (Exception e) when (e is LarkException or OperationCanceledException)
        {
            connection?.Close();
            if (e is LarkException failure)
            {
                ThrowTerminatingError(ErrorRecords.Create(DefaultConnection.Current is { } stays
                    ? LarkErrors.Amended(failure, LarkErrors.Localized($"The connection {stays.ShownName} stays in force.", $"当前仍使用连接 {stays.ShownName}。"))
                    : failure));
            }

            throw;
        }

        DefaultConnection.Set(connection);
        if (PassThru)
        {
            WriteObject(connection);
        }
    }

    private async Task<LarkConnection> OpenAsync(ConnectionSettings settings, Action<LarkConnection> opened)
    {
        switch (ParameterSetName)
        {
            case "Secret": return ConnectionFactory.ForApp(AppId, AppSecret, settings);
            case "Credential": return ConnectionFactory.ForApp(Credential.UserName, Credential.Password, settings);
            case "StoreSecret": return ConnectionFactory.ForStoreApp(AppId, AppSecret, AppTicket, TenantKey, settings);
            case "StoreCredential": return ConnectionFactory.ForStoreApp(Credential.UserName, Credential.Password, AppTicket, TenantKey, settings);
            case "AccessToken": return ConnectionFactory.ForToken(AccessToken, settings);
            case "Sandbox": return ConnectionFactory.ForSandbox(settings);
            case "DeviceCode":
                var file = TokenCachePath is null ? null : OutputTarget.Resolve(SessionState, TokenCachePath).Path;
                var (connection, tokens) = ConnectionFactory.ForUser(AppId, AppSecret, file, settings);
                opened(connection);
                await new SignIn(this, SynchronizationContext.Current!).RunAsync(connection, tokens, Scope, Stop);
                return connection;
            default:
                var found = EnvironmentCredentials.Find(Environment.GetEnvironmentVariable)
                    ?? throw LarkErrors.Local(
                        ModuleErrors.NotConnected,
                        EnvironmentCredentials.Missing(Environment.GetEnvironmentVariable) is { } missing
                            ? LarkErrors.Localized($"No credentials were given, and the environment is incomplete: {missing} is missing.", $"没有给出凭证，环境变量也不完整：缺少 {missing}。")
                            : LarkErrors.Localized("No credentials were given, and the environment has none.", "没有给出凭证，环境变量中也没有。"),
                        null);
                return ConnectionFactory.ForEnvironment(found, settings);
        }
    }

    /// <summary>Refuses what would be ignored: who names a region wants to get there.</summary>
    private void ThrowIfWithoutEffect()
    {
        string[] ofTheNetwork = [nameof(Region), nameof(BaseUri), nameof(Proxy), nameof(ProxyCredential), nameof(AllowUnencryptedAuthentication)];
        if (Sandbox && ofTheNetwork.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } idle)
        {
            throw LarkErrors.Local(Situations.InvalidRequestParameter, LarkErrors.Localized($"-{idle} has no effect with -Sandbox, which is inside the module and calls no host.", $"-{idle} 与 -Sandbox 同用时不起作用：沙箱在模块内部，不连接任何主机。"), null,
                recommendation: LarkErrors.Localized($"Leave out -{idle}, or leave out -Sandbox to call a host.", $"去掉 -{idle}，或去掉 -Sandbox 以连接真实主机。"));
        }

        if (ProxyCredential is not null && Proxy is null)
        {
            throw LarkErrors.Local(Situations.InvalidRequestParameter, LarkErrors.Localized("-ProxyCredential has no effect without -Proxy.", "没有 -Proxy 时 -ProxyCredential 不起作用。"), null,
                recommendation: LarkErrors.Localized("Name the proxy with -Proxy, or leave out -ProxyCredential.", "用 -Proxy 指定代理，或去掉 -ProxyCredential。"));
        }
    }

    // What stands before an @ may be a password, and it does not belong in an error.
    private static string WithoutCredentials(Uri address) => address.OriginalString[(address.OriginalString.LastIndexOf('@') + 1)..];

    private ConnectionSettings Settings() => Proxy is { } address && !(address.IsAbsoluteUri && address.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5")
        ? throw LarkErrors.Local(
            Situations.InvalidRequestParameter,
            LarkErrors.Localized($"'{WithoutCredentials(address)}' is not a valid proxy address.", $"'{WithoutCredentials(address)}' 不是有效的代理地址。"),
            null,
            recommendation: LarkErrors.Localized("Give -Proxy with its scheme, such as http://proxy.example.com:8080.", "请为 -Proxy 写明协议，例如 http://proxy.example.com:8080。"))
        : _settings with
        {
            BaseUri = BaseUri,
            AllowUnencrypted = AllowUnencryptedAuthentication,
            IdleTimeout = TimeSpan.FromSeconds(TimeoutSec),
            MaximumRetryCount = MaximumRetryCount,
            CallsPerSecond = CallsPerSecond,
            CallsPerMinute = CallsPerMinute,
            Proxy = Proxy is null ? null : ProxyAddress.Open(Proxy, ProxyCredential?.GetNetworkCredential()),
            UserAgent = UserAgent.Name,
        };
}
