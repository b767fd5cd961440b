using System.Globalization;
using LarkResources.Sandbox.Names;

namespace LarkResources.Sandbox;

/// <content>
/// The family of chats <c>oc_mixed_2000_7</c>: so many messages over the ten days from <see cref="MixedFrom"/>, the last number tells chats apart.
/// They are not listed, have the name <c>Mixed 7</c> and are made when first asked for. Messages are <c>om_mixed_2000_7_1</c> and so on:
/// a third is text, the others are pictures, files, voice, video with cover, posts with pictures and a file. By the number of the message:
/// <list type="bullet">
/// <item>17 of 100: recalled;</item>
/// <item>33 of 200, 66 of 400, 99 of 300: shown like any other, and the resource call answers 234040, 234043, 230110;</item>
/// <item>50 of 100: a merged forward with a picture and a file (<c>…_50_1</c> and <c>…_50_2</c>);</item>
/// <item>80 of 100: a sticker;</item>
/// <item>5 of 250: a text that begins the thread <c>omt_mixed_2000_7_5</c>, with two replies that hold a file (<c>…_5_1</c> two minutes, <c>…_5_2</c> 26 hours later);</item>
/// <item>160 of 400: a file of 9 to 20 MiB; all others have 64 KiB at most, some none;</item>
/// <item>3 to 6 of 20: sent in the same second.</item>
/// </list>
/// Names of files repeat, differ in case only, have no extension or are hostile; several pictures have the same bytes.
/// </content>
public static partial class SandboxWorld
{
    /// <summary>How many messages a chat of <see cref="MixedChatId"/> may have.</summary>
    public const int LargestMixedCount = 20_000;

    internal const string MixedChatPrefix = "oc_mixed_";
    internal const string MixedMessagePrefix = "om_mixed_";
    internal const string MixedThreadPrefix = "omt_mixed_";
    internal const string MixedImagePrefix = "img_v3_mixed_";
    internal const string MixedFilePrefix = "file_v3_mixed_";

    /// <summary>Before the first message of every chat of <see cref="MixedChatId"/>.</summary>
    public static DateTimeOffset MixedFrom => WorldTime.Of(-7, 0);

    /// <summary>The id of a chat with some of everything, e.g. <c>oc_mixed_2000_7</c>.</summary>
    /// <param name="count">How many messages its history shows, from 1 to <see cref="LargestMixedCount"/>; replies in threads come on top.</param>
    /// <param name="seed">Tells chats apart.</param>
    public static string MixedChatId(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, LargestMixedCount);
        ArgumentOutOfRangeException.ThrowIfNegative(seed);
        return string.Create(CultureInfo.InvariantCulture, $"{MixedChatPrefix}{count}_{seed}");
    }

    /// <summary>The id of a message of <see cref="MixedChatId"/>.</summary>
    /// <param name="count">As for the chat.</param>
    /// <param name="seed">As for the chat.</param>
    /// <param name="number">From 1 to <paramref name="count"/>, in the order of the history.</param>
    public static string MixedMessageId(int count, int seed, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{MixedMessagePrefix}{count}_{seed}_{number}");
}
