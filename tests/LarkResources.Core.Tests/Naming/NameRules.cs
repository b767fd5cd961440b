using System.Text;
using System.Text.RegularExpressions;

namespace LarkResources.Tests.Naming;

/// <summary>The rules of the three systems once more, written down independently of the code under test.</summary>
internal static class NameRules
{
    private static readonly Regex Refused = new(
        @"[\u0000-\u001F\u007F-\u009F<>:""/\\|?*\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF\uFDD0-\uFDEF]");

    private static readonly Regex Device = new(
        @"^(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(COM|LPT)[0-9\u00B9\u00B2\u00B3]) *(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>What is wrong with the name on any of the systems, or null.</summary>
    internal static string? Violation(string name)
    {
        if (name is "" or "." or "..")
        {
            return "no name";
        }

        if (Refused.Match(name) is { Success: true } match)
        {
            return $"U+{(int)match.Value[0]:X4}";
        }

        if (Device.IsMatch(name))
        {
            return "device";
        }

        if (Regex.IsMatch(name, @"\.part(\.j[s\u017F]on(\.new)?)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant))
        {
            return "name of a part file";
        }

        if (name[0] is '.' || Regex.IsMatch(name, @"^(desktop\.ini|autorun\.inf|thumbs\.db)$|\.(url|scf|lnk|library-ms)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant))
        {
            return "hidden, or acted on by a file manager";
        }

        if (name[0] is ' ' || name[^1] is ' ' or '.')
        {
            return "space or dot at an end";
        }

        try
        {
            return Strict.GetByteCount(name) > 255 - 24 || name.Length > 255 - 24 ? "too long" : null;
        }
        catch (EncoderFallbackException)
        {
            return "half a character";
        }
    }
}
