namespace LarkResources.Http;

/// <summary>How many calls an endpoint takes.</summary>
/// <remarks>A class, since it is a key: the runtime comes with compiled code for collections of references, and would compile that for a struct at the first call.</remarks>
/// <param name="PerSecond">In any second.</param>
/// <param name="PerMinute">In any minute.</param>
internal sealed record QuotaLimits(int PerSecond, int PerMinute)
{
    /// <summary>How many grants must be remembered to judge the next.</summary>
    public int Largest => Math.Max(PerSecond, PerMinute);
}
