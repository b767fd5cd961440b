namespace LarkResources.Sandbox.Bytes;

/// <summary>The bytes of one resource, readable from any offset.</summary>
internal abstract class ByteSource
{
    public abstract long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on; the caller keeps within the length.</summary>
    public abstract void Read(long offset, Span<byte> destination);
}
