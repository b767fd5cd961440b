using LarkResources.Models;

namespace LarkResources.Transfer;

/// <summary>How a resource is cut into parts.</summary>
internal static class Parts
{
    public static int Count(long total) => (int)((total + TransferLimits.PartLength - 1) / TransferLimits.PartLength);

    public static ByteRange Range(int part, long total)
    {
        var from = (long)part * TransferLimits.PartLength;
        return new(from, Math.Min(total, from + TransferLimits.PartLength) - 1);
    }
}
