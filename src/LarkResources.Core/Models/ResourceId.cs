using LarkResources.Text;

namespace LarkResources.Models;

/// <summary>One resource of one message: the key alone is not enough, the platform checks that the two belong together.</summary>
internal readonly record struct ResourceId(string MessageId, string FileKey, LarkResourceType Type)
{
    public override string ToString() => UiText.Of($"Resource '{FileKey}' of message '{MessageId}'", $"消息 '{MessageId}' 的资源 '{FileKey}'");
}

/// <summary>A range of bytes, both ends included, as HTTP counts them.</summary>
internal readonly record struct ByteRange(long From, long To)
{
    public long Length => To - From + 1;

    /// <summary>True for a range without an end.</summary>
    public bool IsOpen => To == long.MaxValue;

    /// <summary>Everything from a byte on.</summary>
    public static ByteRange After(long from) => new(from, long.MaxValue);

    public override string ToString() => IsOpen
        ? UiText.Of($"bytes {From}-", $"第 {From} 字节起的内容")
        : UiText.Of($"bytes {From}-{To}", $"第 {From}–{To} 字节");
}
