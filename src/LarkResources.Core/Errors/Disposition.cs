namespace LarkResources.Errors;

/// <summary>What a failure means for the work that met it. Every row of the catalogue has one; no other file compares a code with a number.</summary>
[Flags]
internal enum Disposition
{
    /// <summary>The call is not repeated, and nothing follows for any other: a later run asks again.</summary>
    FinalForCall = 0,

    /// <summary>The fault may pass: back off and send again.</summary>
    Retry = 1,

    /// <summary>The token was refused: drop it, get another one, and repeat the call once.</summary>
    RenewToken = 2,

    /// <summary>The quota is used up: wait as long as the platform asks, then send again.</summary>
    WaitForQuota = 4,

    /// <summary>Either of the two after which the same call is sent again.</summary>
    MayPass = Retry | WaitForQuota,

    /// <summary>Inside a merged forward the resource may be served under the id of the other message.</summary>
    TryOtherId = 8,

    /// <summary>An export records the resource as skipped, and later runs leave it out.</summary>
    FinalForResource = 16,

    /// <summary>Reading the message again as this identity brings nothing. It says nothing about files that are saved already.</summary>
    FinalForMessage = 32,

    /// <summary>Every further call would fail in the same way.</summary>
    FinalForRun = 64,

    /// <summary>Everyday in chats: what is skipped for it is counted, without a warning.</summary>
    NoWarning = 128,

    /// <summary>Says nothing about other messages: however many occur in a row, the export continues.</summary>
    Isolated = 256,
}

/// <summary>What is asked of a <see cref="Disposition"/> in more than one place.</summary>
internal static class DispositionExtensions
{
    /// <summary>True for a failure after which the same call is sent again, by itself or by a later run.</summary>
    public static bool IsRetryable(this Disposition disposition) => (disposition & Disposition.MayPass) != 0;
}
