namespace LarkResources.Transfer;

/// <summary>A resource is longer than <see cref="TransferRequest.MaximumSize"/>.</summary>
/// <param name="length">Its length in bytes; where the server told none, how many had come.</param>
internal sealed class TooLargeException(long length) : Exception
{
    public long Length => length;
}
