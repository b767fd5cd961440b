namespace LarkResources.Errors;

/// <summary>The ids of what the platform refuses. An id names a situation: several codes may share it, and scripts rely on it.</summary>
internal static class Situations
{
    internal const string MessageDeleted = nameof(MessageDeleted);
    internal const string MessageNotFound = nameof(MessageNotFound);
    internal const string ChatNotFound = nameof(ChatNotFound);
    internal const string AppNotInChat = nameof(AppNotInChat);
    internal const string MessageInvisible = nameof(MessageInvisible);
    internal const string ExternalChatNotSupported = nameof(ExternalChatNotSupported);
    internal const string ScopeMissing = nameof(ScopeMissing);
    internal const string InvalidCredential = nameof(InvalidCredential);
    internal const string SignInExpired = nameof(SignInExpired);
    internal const string InvalidAccessToken = nameof(InvalidAccessToken);
    internal const string InvalidRequestParameter = nameof(InvalidRequestParameter);
    internal const string Unauthorized = nameof(Unauthorized);
    internal const string FileNotInMessage = nameof(FileNotInMessage);
    internal const string TenantCheckFailed = nameof(TenantCheckFailed);
    internal const string ResourceTooLarge = nameof(ResourceTooLarge);
    internal const string RestrictedMode = nameof(RestrictedMode);
    internal const string TenantKeyDeleted = nameof(TenantKeyDeleted);
    internal const string TenantStorageError = nameof(TenantStorageError);
    internal const string UnsupportedMessageType = nameof(UnsupportedMessageType);
    internal const string DownloadForbidden = nameof(DownloadForbidden);
    internal const string RateLimited = nameof(RateLimited);
    internal const string AddressNotAllowed = nameof(AddressNotAllowed);
    internal const string AccessPolicy = nameof(AccessPolicy);
    internal const string PlatformError = nameof(PlatformError);

    /// <summary>The category of a situation, which all of its codes have whatever their status.</summary>
    internal static LarkErrorCategory CategoryOf(string situation) => situation switch
    {
        MessageDeleted or MessageNotFound or ChatNotFound or FileNotInMessage => LarkErrorCategory.ObjectNotFound,
        AppNotInChat or MessageInvisible or ExternalChatNotSupported or ScopeMissing or Unauthorized or RestrictedMode
            or DownloadForbidden or AddressNotAllowed or AccessPolicy => LarkErrorCategory.PermissionDenied,
        InvalidCredential or SignInExpired or InvalidAccessToken => LarkErrorCategory.AuthenticationError,
        InvalidRequestParameter => LarkErrorCategory.InvalidArgument,
        UnsupportedMessageType => LarkErrorCategory.NotImplemented,
        ResourceTooLarge or RateLimited => LarkErrorCategory.LimitsExceeded,
        TenantCheckFailed or TenantKeyDeleted or TenantStorageError or PlatformError => LarkErrorCategory.ResourceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(situation), situation, "The situation has no category."),
    };
}
