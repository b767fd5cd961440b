namespace LarkResources.Errors;

/// <summary>The codes of which the module means exactly the one. Wherever a code only decides what happens next, its <see cref="Disposition"/> is asked instead.</summary>
internal static class ApiCodes
{
    /// <summary>The app ticket of a store app is no longer valid.</summary>
    internal const int InvalidAppTicket = 10012;

    /// <summary>A refresh token is of a user who does not exist.</summary>
    internal const int UserNotFound = 20008;

    /// <summary>A refresh token is of another app.</summary>
    internal const int WrongApp = 20024;

    /// <summary>A refresh token is of a user who is frozen, has left or has not registered.</summary>
    internal const int UserInactive = 20066;

    /// <summary>A parameter is wrong; which one stands in the platform's text after <c>ext=</c>.</summary>
    internal const int InvalidParameter = 230001;

    /// <summary>The message was deleted: with this a recalled message is recorded whose resources were never asked for.</summary>
    internal const int MessageDeleted = 230110;

    /// <summary>The resource is too large for one answer; ranges of it are served.</summary>
    internal const int ResourceTooLarge = 234037;

    /// <summary>The platform does not serve resources of this message; with this is recorded what is known not to be served.</summary>
    internal const int UnsupportedMessageType = 234043;

    /// <summary>The token of a store app itself was refused, not that of its tenant.</summary>
    internal const int InvalidAppToken = 99991664;

    /// <summary>The app lacks a scope, as opposed to its token or its user.</summary>
    internal const int AppLacksScope = 99991672;
}
