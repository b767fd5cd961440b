namespace LarkResources.Sandbox.Server.Faults;

/// <summary>One thing that is to go wrong: which requests it meets, and what happens to them.</summary>
public sealed record Fault
{
    /// <summary>What happens.</summary>
    public required FaultAction Action { get; init; }

    /// <summary>Meets requests whose path and query contain this text.</summary>
    public string? PathContains { get; init; }

    /// <summary>Meets requests with this method.</summary>
    public string? Method { get; init; }

    /// <summary>Meets requests whose range starts here.</summary>
    public long? RangeStart { get; init; }

    /// <summary>Meets requests whose range starts here or later.</summary>
    public long? RangeStartFrom { get; init; }

    /// <summary>Meets only these of the requests that match otherwise, counted from 1; <see cref="Times"/> does not matter then.</summary>
    public IReadOnlyList<int>? CallNumbers { get; init; }

    /// <summary>How many requests it meets; 0 is all of them.</summary>
    public int Times { get; init; } = 1;

    /// <summary>After how many bytes of body.</summary>
    public long At { get; init; }

    /// <summary>How many bytes.</summary>
    public int Count { get; init; }

    /// <summary>An HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>A code of the API.</summary>
    public int Code { get; init; }

    /// <summary>The value of x-ogw-ratelimit-reset, fractions allowed.</summary>
    public double ResetSeconds { get; init; } = 1;

    /// <summary>The value of Retry-After.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The target of a redirect.</summary>
    public string? Location { get; init; }

    /// <summary>Whether the token call hands back the dead token.</summary>
    public bool SameToken { get; init; }

    /// <summary>An entity tag with its quotes.</summary>
    public string? ETag { get; init; }

    /// <summary>A date as HTTP writes it.</summary>
    public string? LastModified { get; init; }

    /// <summary>By how much both ends of the stated range are off.</summary>
    public long Shift { get; init; }

    /// <summary>The stated start.</summary>
    public long? Start { get; init; }

    /// <summary>The stated end.</summary>
    public long? End { get; init; }

    /// <summary>The stated or the new total.</summary>
    public long? Total { get; init; }

    /// <summary>The pattern of the new file.</summary>
    public int Seed { get; init; } = 99;

    /// <summary>A time in milliseconds; 0 is for ever where a stall is meant.</summary>
    public int DelayMs { get; init; }
}
