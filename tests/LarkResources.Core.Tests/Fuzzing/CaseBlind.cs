using System.Text;

namespace LarkResources.Tests.Fuzzing;

/// <summary>What a disk that ignores case makes of a name, written down once more and roughly: what is the same here is the same on some disk.</summary>
internal static class CaseBlind
{
    public static string Fold(string name) => name
        .Replace("\uFE0F", string.Empty, StringComparison.Ordinal).Replace("\u1E9E", "ss", StringComparison.Ordinal).Replace("\u00DF", "ss", StringComparison.Ordinal)
        .Replace("\uFB01", "fi", StringComparison.Ordinal).Replace("\u017F", "s", StringComparison.Ordinal)
        .Normalize(NormalizationForm.FormD).ToLowerInvariant();
}
