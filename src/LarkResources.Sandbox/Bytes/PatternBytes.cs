namespace LarkResources.Sandbox.Bytes;

/// <summary>A file of any size that is computed, never stored: every byte follows from its offset.</summary>
/// <remarks>
/// One pseudo-random block of 1 MiB is copied over and over, each time rotated by another distance. The step between
/// the rotations is odd, so no two of the first million blocks are alike: a part that lands at a wrong offset, or a part
/// that is repeated, changes the hash. Copying costs no more than a memory copy.
/// </remarks>
internal sealed class PatternBytes(long length, int seed) : ByteSource
{
    private const int BlockBits = 20;
    private const int BlockSize = 1 << BlockBits;
    private const int BlockMask = BlockSize - 1;
    private const long RotationStep = 0x9E3779B1;
    private const long SeedStep = 0x85EBCA6B;

    private static readonly byte[] Block = CreateBlock();

    public override long Length => length;

    public override void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var index = offset >> BlockBits;
            var within = (int)offset & BlockMask;
            var rotation = (int)((index * RotationStep) + (seed * SeedStep)) & BlockMask;
            var start = (within + rotation) & BlockMask;
            var count = Math.Min(destination.Length, Math.Min(BlockSize - within, BlockSize - start));
            Block.AsSpan(start, count).CopyTo(destination);
            destination = destination[count..];
            offset += count;
        }
    }

    private static byte[] CreateBlock()
    {
        var block = new byte[BlockSize];
        var state = 0x2545F4914F6CDD1DUL;
        for (var i = 0; i < block.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            block[i] = (byte)(state >> 32);
        }

        return block;
    }
}
