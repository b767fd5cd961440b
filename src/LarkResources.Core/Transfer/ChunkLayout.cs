using LarkResources.Models;

namespace LarkResources.Transfer;

/// <summary>How a resource is cut into chunks.</summary>
internal static class ChunkLayout
{
    public static int Count(long total) => (int)((total + TransferLimits.ChunkSize - 1) / TransferLimits.ChunkSize);

    public static ByteRange Range(int chunk, long total)
    {
        var from = (long)chunk * TransferLimits.ChunkSize;
        return new(from, Math.Min(total, from + TransferLimits.ChunkSize) - 1);
    }
}
