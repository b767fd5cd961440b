using System.Runtime.InteropServices;

namespace LarkResources.Text;

/// <summary>What is made of bytes that come again and again, such as the sender of a message: the same bytes give the same object. It remembers a few.</summary>
internal sealed class RepeatedValues<T>
    where T : class
{
    private const int Places = 64;

    private readonly byte[]?[] _bytes = new byte[]?[Places];
    private readonly T?[] _values = new T?[Places];

    /// <summary>What was kept for these bytes; null when they are new, or have been forgotten.</summary>
    public T? Find(ReadOnlySpan<byte> bytes) => PlaceOf(bytes) is var place && bytes.SequenceEqual(_bytes[place]) ? _values[place] : null;

    public T Keep(ReadOnlySpan<byte> bytes, T value)
    {
        var place = PlaceOf(bytes);
        (_bytes[place], _values[place]) = (bytes.ToArray(), value);
        return value;
    }

    private static int PlaceOf(ReadOnlySpan<byte> bytes) => string.GetHashCode(MemoryMarshal.Cast<byte, char>(bytes)) & (Places - 1);
}
