namespace LarkResources;

/// <summary>What kind of failure an error is. The names are those of PowerShell's <c>ErrorCategory</c>, which the cmdlets map one to one.</summary>
public enum LarkErrorCategory : long
{
    /// <summary>Nothing more is known.</summary>
    NotSpecified,

    /// <summary>The token or the credentials were not accepted.</summary>
    AuthenticationError,

    /// <summary>The service could not be reached.</summary>
    ConnectionError,

    /// <summary>A parameter is wrong.</summary>
    InvalidArgument,

    /// <summary>The answer is not what the interface promises.</summary>
    InvalidResult,

    /// <summary>A quota or a size limit was exceeded.</summary>
    LimitsExceeded,

    /// <summary>The platform does not offer this for this kind of thing.</summary>
    NotImplemented,

    /// <summary>The message, chat or resource does not exist, or no longer.</summary>
    ObjectNotFound,

    /// <summary>Nothing came for longer than the idle timeout.</summary>
    OperationTimeout,

    /// <summary>The identity is known but may not do this.</summary>
    PermissionDenied,

    /// <summary>A body could not be read to its end.</summary>
    ReadError,

    /// <summary>The target already exists.</summary>
    ResourceExists,

    /// <summary>The service or the tenant's storage is unavailable.</summary>
    ResourceUnavailable,

    /// <summary>Going on would expose a secret.</summary>
    SecurityError,

    /// <summary>The target could not be written.</summary>
    WriteError,
}
