using System.Runtime.InteropServices;

namespace LarkResources.Text;

/// <summary>What is made of bytes that come again and again, such as the sender of a message: the same bytes give the same object. It remembers a few.</summary>
internal sealed class RepeatedValues<T>
    where T : class
{
    /// <summary>Groups of places; a value may lie in any place of its group, so that a few that meet there do not push each other out.</summary>
    private const int Groups = 16;
    private const int GroupSize = 4;

    private readonly byte[]?[] _bytes = new byte[]?[Groups * GroupSize];
    private readonly T?[] _values = new T?[Groups * GroupSize];
    private int _kept;

    /// <summary>What was kept for these bytes; null when they are new, or have been forgotten.</summary>
    public T? Find(ReadOnlySpan<byte> bytes)
    {
        var group = GroupOf(bytes);
        for (var place = group; place < group + GroupSize; place++)
        {
            if (bytes.SequenceEqual(_bytes[place]))
            {
                return _values[place];
            }
        }

        return null;
    }

    public T Keep(ReadOnlySpan<byte> bytes, T value)
    {
        var place = GroupOf(bytes) + (_kept++ & (GroupSize - 1));
        (_bytes[place], _values[place]) = (bytes.ToArray(), value);
        return value;
    }

    private static int GroupOf(ReadOnlySpan<byte> bytes) => GroupSize * (string.GetHashCode(MemoryMarshal.Cast<byte, char>(bytes)) & (Groups - 1));
}
