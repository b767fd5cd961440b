namespace LarkResources.Http;

/// <summary>How many calls an endpoint takes.</summary>
/// <param name="PerSecond">In any second.</param>
/// <param name="PerMinute">In any minute.</param>
internal readonly record struct QuotaLimits(int PerSecond, int PerMinute)
{
    /// <summary>How many grants must be remembered to judge the next.</summary>
    public int Largest => Math.Max(PerSecond, PerMinute);
}
