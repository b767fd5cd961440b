namespace LarkResources.Sandbox.Server.Recording;

/// <summary>The totals of one endpoint.</summary>
/// <param name="Calls">How many requests arrived.</param>
/// <param name="Bytes">How many bytes of body were sent.</param>
/// <param name="Refused">How many requests the quota refused.</param>
/// <param name="MaxCallsInOneSecond">The most requests in any rolling second.</param>
/// <param name="MaxCallsInOneMinute">The most requests in any rolling minute.</param>
/// <param name="MaxConcurrent">The most answers under way at once.</param>
public sealed record EndpointStats(int Calls, long Bytes, int Refused, int MaxCallsInOneSecond, int MaxCallsInOneMinute, int MaxConcurrent);
