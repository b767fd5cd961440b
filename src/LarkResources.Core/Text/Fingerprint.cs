using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LarkResources.Text;

/// <summary>Sixteen bytes that stand for one or several texts, where only equality is asked for: of a hundred thousand ids no string is kept.</summary>
/// <remarks>
/// The first half of a SHA-256. Two different texts with one fingerprint would take 2^64 hashes to find, so that no name that a
/// person gives to a file can be made to stand for another.
/// </remarks>
internal readonly record struct Fingerprint
{
    private const int MostOnStack = 512;

    private readonly ulong _first;
    private readonly ulong _second;

    private Fingerprint(ReadOnlySpan<ulong> hash) => (_first, _second) = (hash[0], hash[1]);

    public static Fingerprint Of(string text) => Of(text, null, null);

    /// <summary>That of several texts in their order; none, null, is another one than an empty one.</summary>
    public static Fingerprint Of(string? first, string? second, string? third = null)
    {
        var length = Room(first) + Room(second) + Room(third);
        Span<byte> bytes = length <= MostOnStack ? stackalloc byte[MostOnStack] : new byte[length];
        var rest = Put(third, Put(second, Put(first, bytes)));
        Span<ulong> hash = stackalloc ulong[SHA256.HashSizeInBytes / sizeof(ulong)];
        SHA256.HashData(bytes[..^rest.Length], MemoryMarshal.AsBytes(hash));
        return new(hash);
    }

    public override int GetHashCode() => (int)_first;

    private static int Room(string? text) => sizeof(int) + (sizeof(char) * (text?.Length ?? 0));

    /// <summary>The length goes first: "ab" and "c" are not "a" and "bc".</summary>
    private static Span<byte> Put(string? text, Span<byte> into)
    {
        MemoryMarshal.Write(into, text?.Length ?? -1);
        var chars = MemoryMarshal.AsBytes(text.AsSpan());
        chars.CopyTo(into[sizeof(int)..]);
        return into[(sizeof(int) + chars.Length)..];
    }
}
