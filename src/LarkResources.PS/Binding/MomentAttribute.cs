using System.Globalization;
using System.Management.Automation;
using LarkResources.Errors;

namespace LarkResources.Binding;

/// <summary>Takes a <see cref="TimeSpan"/> as the moment that long ago, and says what a date looks like when text is not one.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MomentAttribute : ArgumentTransformationAttribute
{
    /// <summary>As a time span of days is written out; a time alone is one of today.</summary>
    private static readonly string[] DaysAndTime = [@"d\.hh\:mm", @"d\.hh\:mm\:ss"];

    /// <summary>True for the end of a window, which includes both moments of a local time that comes twice because clocks were set back.</summary>
    public bool IsEnd { get; init; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => PipedItem.Base(inputData) switch
    {
        TimeSpan ago => Before(ago),
        DateTime time when First(time) is { } first => first,
        DateTime or DateTimeOffset or null => inputData,
        string text when TimeSpan.TryParseExact(text, DaysAndTime, CultureInfo.InvariantCulture, out var ago) => Before(ago),
        string text when !text.AsSpan().TrimStart().StartsWith("-") && DateTimeOffset.TryParse(text, CultureOf(text), DateTimeStyles.None, out var moment) =>
            DateTime.TryParse(text, CultureOf(text), DateTimeStyles.RoundtripKind, out var time) && time.Kind is DateTimeKind.Unspecified && First(time) is { } first ? first : moment,
        var value => throw new ArgumentTransformationMetadataException(LarkErrors.Localized(
            $"'{value}' is not a valid date. Give a date such as 2026-11-22 or '2026-11-22 09:30', or a time span before now: (New-TimeSpan -Days 7).",
            $"'{value}' 不是有效的日期。请给出日期，例如 2026-11-22 或 '2026-11-22 09:30'，或距今的时间间隔，例如 (New-TimeSpan -Days 7)。")),
    };

    /// <summary>A date that begins with a year of the platform's calendar means the same in every shell; others are read as people there write them.</summary>
    /// <remarks>The engine would read all by the current culture and its calendar (findings/pwsh-iso-date-other-calendar.sh).</remarks>
    private static CultureInfo CultureOf(string text)
    {
        var start = text.AsSpan().TrimStart();
        return (start.StartsWith("19") || start.StartsWith("20")) && start.IndexOfAnyExceptInRange('0', '9') is 4 ? CultureInfo.InvariantCulture : CultureInfo.CurrentCulture;
    }

    /// <summary>The first of the two moments of a local time that comes twice; null for any other time, and at the end of a window.</summary>
    /// <remarks>Also of a time that says that it is local: one that was computed, as with (Get-Date).AddDays(-7), does not tell which of the two it means.</remarks>
    private DateTimeOffset? First(DateTime time) => !IsEnd && time.Kind is not DateTimeKind.Utc && TimeZoneInfo.Local.IsAmbiguousTime(time)
        ? new(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), TimeZoneInfo.Local.GetAmbiguousTimeOffsets(time).Max())
        : null;

    private static DateTimeOffset Before(TimeSpan ago)
    {
        var now = DateTimeOffset.Now;
        return ago <= now - DateTimeOffset.MinValue.AddDays(1) && ago >= now - DateTimeOffset.MaxValue.AddDays(-1) ? now - ago : throw new ArgumentTransformationMetadataException(LarkErrors.Localized(
            $"'{ago}' before now is not a date. Give a shorter time span, such as (New-TimeSpan -Days 7), or leave the parameter out for no limit.",
            $"从现在起往前 '{ago}' 不是有效的日期。请给出较短的时间间隔，例如 (New-TimeSpan -Days 7)，或省略该参数以不作限制。"));
    }
}
