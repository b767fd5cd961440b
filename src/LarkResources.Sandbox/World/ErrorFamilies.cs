using System.Globalization;
using LarkResources.Sandbox.Names;
using W = LarkResources.Sandbox.SandboxWorld;

namespace LarkResources.Sandbox.World;

/// <summary>The messages that provoke an error; their ids end in the code they answer.</summary>
internal static class ErrorFamilies
{
    public const string Always = "om_error_";
    public const string Transient = "om_transient_";
    public const string OnRead = "om_get_error_";
    public const string Chat = "oc_error_";
    public const string NoToken = "cli_error_";
    public const string Denied = "cli_denied_";
    public const string DeniedToken = "t-error-";

    private static readonly string[] Ids =
    [
        .. new[]
        {
            230110, 234001, 234002, 234003, 234004, 234009, 234019, 234037, 234038, 234040, 234041, 234042, 234043,
            99991400, 99991401, 99991663, 99991672,
        }.Select(code => Always + code.ToString(CultureInfo.InvariantCulture)),
        Transient + "234019",
        Transient + "99991400",
    ];

    /// <summary>The history of <see cref="SandboxWorld.ErrorsChatId"/>.</summary>
    public static IEnumerable<WorldMessage> Catalogue() =>
        Ids.Select((id, index) => Message(id, WorldTime.Of(4, 400 + index)));

    /// <summary>A message of a family that is not in the catalogue, made up on the spot.</summary>
    public static WorldMessage? Find(string messageId) =>
        CodeIn(messageId, Always) is not null || TransientIn(messageId) is not null ? Message(messageId, WorldTime.Of(4, 500)) : null;

    /// <summary>The code at the end of an id of the family, or null when the id is not of it.</summary>
    public static int? CodeIn(string id, string family) =>
        id.StartsWith(family, StringComparison.Ordinal) && int.TryParse(id.AsSpan(family.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? code
            : null;

    /// <summary>The code of a transient failure and how often it comes before a success.</summary>
    public static (int Code, int Failures)? TransientIn(string id)
    {
        if (!id.StartsWith(Transient, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = id[Transient.Length..].Split('_');
        var failures = 1;
        return parts.Length is 1 or 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out failures))
            ? (code, failures)
            : null;
    }

    private static WorldMessage Message(string id, DateTimeOffset sentAt) =>
        FinanceChat.File(id, sentAt, W.ErrorKey, id + ".txt", "At last.\n"u8.ToArray(), "text/plain", W.ErrorsChatId);
}
