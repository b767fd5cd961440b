namespace ScriptHost;

/// <summary>A piece of a script that is shown and run by itself: normally one top-level statement.</summary>
internal sealed record ScriptStep
{
    /// <summary>The lines of comment directly above it.</summary>
    internal IReadOnlyList<string> Comments { get; init; } = [];

    /// <summary>What a person would have typed; empty for what runs without being shown.</summary>
    internal string Text { get; init; } = string.Empty;

    /// <summary>What the engine parses.</summary>
    internal required string Source { get; init; }

    /// <summary>Whether a <c>return</c> in it may end the script before its last statement.</summary>
    internal bool CanReturn { get; init; }
}
