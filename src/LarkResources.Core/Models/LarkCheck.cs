namespace LarkResources;

/// <summary>How a check came out.</summary>
public enum LarkCheckStatus : long
{
    /// <summary>In order.</summary>
    Passed,

    /// <summary>Not in order; the recommendation says what to do.</summary>
    Failed,

    /// <summary>Not made; the detail says why.</summary>
    Skipped,
}

/// <summary>One line of the checklist of Test-LarkConnection.</summary>
public sealed record LarkCheck
{
    /// <summary>What was checked; the same word in every language, so that scripts can look for it.</summary>
    public required string Name { get; init; }

    /// <summary>How it came out.</summary>
    public required LarkCheckStatus Status { get; init; }

    /// <summary>What was seen, in the language of the UI culture; never a secret.</summary>
    public required string Detail { get; init; }

    /// <summary>One imperative sentence for a check that failed; null otherwise.</summary>
    public string? Recommendation { get; init; }

    /// <summary>The code that the platform answered, if it answered one.</summary>
    public int? Code { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Status}";
}
