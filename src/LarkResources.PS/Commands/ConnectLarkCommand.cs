using System.Management.Automation;
using System.Net;
using System.Security;
using LarkResources.Errors;
using LarkResources.Pipeline;
using LarkResources.State;

namespace LarkResources.Commands;

/// <summary>Gets and checks a token, and keeps the connection for the process.</summary>
[Cmdlet(VerbsCommunications.Connect, "Lark", DefaultParameterSetName = "Environment", HelpUri = "https://open.larksuite.com/document/uAjLw4CM/ugTN1YjL4UTN24CO1UjN/trouble-shooting/how-to-choose-which-type-of-token-to-use")]
[OutputType(typeof(LarkConnection))]
public sealed class ConnectLarkCommand : AsyncCmdlet
{
    /// <summary>The id of the app, <c>cli_…</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Secret", Position = 0)]
    [Alias("app_id")]
    [ValidateNotNullOrEmpty]
    public string AppId { get; set; } = string.Empty;

    /// <summary>The secret of the app.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Secret", Position = 1)]
    public SecureString AppSecret { get; set; } = new();

    /// <summary>App id as user name, app secret as password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Credential")]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>A tenant_access_token or user_access_token as it is.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AccessToken")]
    public SecureString AccessToken { get; set; } = new();

    /// <summary>The simulated tenant inside the module.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Sandbox")]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>The platform the app belongs to.</summary>
    [Parameter]
    public LarkRegion? Region { get; set; }

    /// <summary>An address of one's own instead of the region's.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>Lets the token travel over http to a host that is not this machine.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>The proxy to use instead of the system's.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>Who the proxy is to see.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>How many seconds of silence are borne.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 60;

    /// <summary>How often a failed request is sent again.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 4;

    /// <summary>The quota of an endpoint in any second.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    public int CallsPerSecond { get; set; } = 50;

    /// <summary>The quota of an endpoint in any minute.</summary>
    [Parameter]
    [ValidateRange(1, 600000)]
    public int CallsPerMinute { get; set; } = 1000;

    /// <summary>Makes the connection without asking for a token, so that Test-LarkConnection can look into it.</summary>
    [Parameter]
    public SwitchParameter SkipCheck { get; set; }

    /// <summary>Emits the connection.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessRecordAsync()
    {
        LarkConnection? connection = null;
        try
        {
            connection = Open(Settings());
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
                ThrowTerminatingError(ErrorRecords.Create(failure));
            }

            throw;
        }

        DefaultConnection.Set(connection);
        if (PassThru)
        {
            WriteObject(connection);
        }
    }

    private LarkConnection Open(ConnectionSettings settings)
    {
        switch (ParameterSetName)
        {
            case "Secret": return ConnectionFactory.ForApp(AppId, AppSecret, settings);
            case "Credential": return ConnectionFactory.ForApp(Credential.UserName, Credential.Password, settings);
            case "AccessToken": return ConnectionFactory.ForToken(AccessToken, settings);
            case "Sandbox": return ConnectionFactory.ForSandbox(settings);
            default:
                var found = EnvironmentCredentials.Find(Environment.GetEnvironmentVariable)
                    ?? throw LarkErrors.Local(ModuleErrors.NotConnected, "No credentials were given, and the environment has none.", null);
                return ConnectionFactory.ForEnvironment(found, settings);
        }
    }

    private ConnectionSettings Settings() => new()
    {
        Region = Region,
        BaseUri = BaseUri,
        AllowUnencrypted = AllowUnencryptedAuthentication,
        IdleTimeout = TimeSpan.FromSeconds(TimeoutSec),
        MaximumRetryCount = MaximumRetryCount,
        CallsPerSecond = CallsPerSecond,
        CallsPerMinute = CallsPerMinute,
        Proxy = Proxy is null ? null : new WebProxy(Proxy) { Credentials = ProxyCredential?.GetNetworkCredential() },
        UserAgent = Agent.Name,
    };
}
