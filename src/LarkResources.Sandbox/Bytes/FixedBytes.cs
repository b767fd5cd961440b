namespace LarkResources.Sandbox.Bytes;

/// <summary>A small resource that is held as it is.</summary>
internal sealed class FixedBytes(byte[] bytes) : ByteSource
{
    public override long Length => bytes.Length;

    public override void Read(long offset, Span<byte> destination) =>
        bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
}
