namespace LarkResources.Sandbox;

/// <summary>What a test may set about the simulated tenant.</summary>
public sealed record SandboxOptions
{
    /// <summary>The clock by which tokens age.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How long a new token lives.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(2);
}
