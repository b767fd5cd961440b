using System.Globalization;

namespace LarkResources;

/// <summary>Moments as people read them. Public for the format views.</summary>
public static class LocalTime
{
    /// <summary>Date and minute on the clock of this machine; empty for a moment that is not known.</summary>
    public static string Text(DateTimeOffset? moment) =>
        // Year, month and day stand in the order of ISO 8601, so they must be those of its calendar whatever the culture's is.
        moment?.LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? string.Empty;
}
