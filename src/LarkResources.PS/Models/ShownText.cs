using LarkResources.Text;

namespace LarkResources;

/// <summary>Text of other people, without what a terminal obeys or what hides from a reader. Public for the format views; properties keep what was sent.</summary>
public static class ShownText
{
    /// <summary>The text on one line; empty where there is nothing to see.</summary>
    public static string Line(string? text) => PrintableText.OneLine(text) ?? string.Empty;

    /// <summary>The text with its lines.</summary>
    public static string Lines(string? text) => PrintableText.From(text ?? string.Empty);
}
