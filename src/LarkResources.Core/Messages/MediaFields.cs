using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>Fields that file, audio and video contents share.</summary>
internal static class MediaFields
{
    /// <summary>Size in bytes; not documented, sent as a number or a string by some clients.</summary>
    internal static long? Length(this JsonElement content) => content.Whole("file_size");

    /// <summary>Playing time, from milliseconds.</summary>
    internal static TimeSpan? Duration(this JsonElement content) => PlayingTime(content.Whole("duration"));

    /// <summary>The time; null for a number that is none.</summary>
    internal static TimeSpan? PlayingTime(long? milliseconds) => milliseconds is > 0 and <= int.MaxValue and var known ? TimeSpan.FromMilliseconds(known) : null;
}
