namespace LarkResources.Errors;

/// <summary>Tells what a failure means for the rest of an export.</summary>
internal static class ExportRefusal
{
    /// <summary>What a recalled message is recorded with when the history shows it, and nobody has asked for its resource.</summary>
    public const int MessageDeleted = 230110;

    /// <summary>What a resource is recorded with that is known not to be served.</summary>
    public const int UnsupportedMessageType = 234043;

    /// <summary>Recalled, deleted, or of a kind that is not served: nobody can do anything about it.</summary>
    private static readonly HashSet<int> Usual = [MessageDeleted, 230011, 231003, 234005, UnsupportedMessageType];

    /// <summary>
    /// Not in the message, outside the organisation, restricted mode, too large, invisible, tenant's key deleted: it stays so until somebody
    /// changes a setting, if it ever ends.
    /// </summary>
    private static readonly HashSet<int> Lasting = [.. Usual, 234003, 234009, 234037, 234038, 234040, 230050, 234041];

    private static readonly HashSet<string> OfAll = new(StringComparer.Ordinal) { ModuleErrors.NotConnected, "ScopeMissing", "AddressNotAllowed" };

    /// <summary>No access to this chat or this file, as the platform has it: not the word about the token that its category is.</summary>
    private const int Unauthorized = 234002;

    /// <summary>True when asking again is of no use.</summary>
    public static bool IsLasting(LarkException e) => e.Code is { } code && Lasting.Contains(code);

    /// <summary>True when every further call would fail in the same way.</summary>
    public static bool IsOfAll(LarkException e) => OfAll.Contains(e.ErrorId) || (e.Category is LarkErrorCategory.AuthenticationError && e.Code != Unauthorized);

    /// <summary>True when it is in the nature of chats, and no reason to warn.</summary>
    public static bool IsUsual(int code) => Usual.Contains(code);
}
