namespace LarkResources.Errors;

/// <summary>Tells whether a message that could not be read is one that asking again would not bring.</summary>
internal static class ReadRefusal
{
    private static readonly HashSet<int> Lasting =
    [
        // Nobody can read it any more: recalled, deleted, its chat dissolved, about to delete itself, its tenant's key gone.
        230110, 230011, 231003, 230045, 232009, 230111, 234041,

        // Nobody can read it in this way: its type, or an id that is good in another tenant or place only. The id is all that differs from call to call.
        230054, 234043, 230001, 99992354, 99991201,

        // This identity may not: not in the chat, not allowed in it, or the message or thread is invisible to it.
        230002, 232011, 234004, 234002, 230013, 230027, 234009, 234038, 230050, 230073, 234040,
    ];

    /// <summary>False for what may pass: a quota, an internal error, whatever nobody has written up.</summary>
    public static bool IsLasting(LarkException e) => e.Code is { } code && Lasting.Contains(code);
}
