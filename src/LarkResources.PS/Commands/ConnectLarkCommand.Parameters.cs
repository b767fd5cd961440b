using System.Management.Automation;
using System.Security;
using LarkResources.Binding;
using LarkResources.Completion;
using LarkResources.Connections;

namespace LarkResources.Commands;

/// <content>The parameters.</content>
public sealed partial class ConnectLarkCommand
{
    // An object, and not a value: see CoreLoader.
    private ConnectionSettings _settings = new();

    /// <summary>The id of the app, <c>cli_…</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Secret", Position = 0)]
    [Parameter(Mandatory = true, ParameterSetName = "StoreSecret")]
    [Parameter(Mandatory = true, ParameterSetName = "DeviceCode")]
    [Alias("app_id")]
    [ValidateNotNullOrEmpty]
    public string AppId { get; set; } = string.Empty;

    /// <summary>The secret of the app.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Secret", Position = 1)]
    [Parameter(Mandatory = true, ParameterSetName = "StoreSecret")]
    [Parameter(Mandatory = true, ParameterSetName = "DeviceCode")]
    [Alias("app_secret")]
    [Secret]
    public SecureString AppSecret { get; set; } = new();

    /// <summary>App id as user name, app secret as password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Credential")]
    [Parameter(Mandatory = true, ParameterSetName = "StoreCredential")]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>The ticket the platform has sent to a store app.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "StoreSecret")]
    [Parameter(Mandatory = true, ParameterSetName = "StoreCredential")]
    [Alias("app_ticket")]
    [Secret]
    public SecureString AppTicket { get; set; } = new();

    /// <summary>The tenant that has installed a store app.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "StoreSecret")]
    [Parameter(Mandatory = true, ParameterSetName = "StoreCredential")]
    [Alias("tenant_key")]
    [ValidateNotNullOrEmpty]
    public string TenantKey { get; set; } = string.Empty;

    /// <summary>Lets a person sign in with a code, on any device.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "DeviceCode")]
    public SwitchParameter DeviceCode { get; set; }

    /// <summary>What the person is asked to grant.</summary>
    [Parameter(ParameterSetName = "DeviceCode")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    public string[] Scope { get; set; } = ["im:message:readonly", "im:message.group_msg:get_as_user", "im:message.p2p_msg:get_as_user", "im:chat:readonly"];

    /// <summary>A file that keeps the refresh token between sessions.</summary>
    [Parameter(ParameterSetName = "DeviceCode")]
    [ValidateNotNullOrEmpty]
    public string? TokenCachePath { get; set; }

    /// <summary>A tenant_access_token or user_access_token as it is.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AccessToken")]
    [Secret]
    public SecureString AccessToken { get; set; } = new();

    /// <summary>The simulated tenant inside the module.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Sandbox")]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>The platform the app belongs to.</summary>
    [Parameter]
    public LarkRegion? Region { get => _settings.Region; set => _settings = _settings with { Region = value }; }

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
}
