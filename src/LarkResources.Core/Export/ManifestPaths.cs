using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LarkResources.Export;

/// <summary>Reads the paths of rows out of a manifest. In the order of their lines, a call of the system brings some hundred of them.</summary>
/// <param name="file">The manifest.</param>
/// <remarks>For one thread.</remarks>
internal sealed class ManifestPaths(JsonLineFile file) : IDisposable
{
    private const int Window = 64 << 10;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Window);
    private long _at;
    private int _length;

    /// <summary>Reads the path of a row.</summary>
    /// <param name="row">A row that has one.</param>
    /// <param name="room">Where it is written: as many characters as the row says bytes are enough.</param>
    /// <exception cref="LarkResources.Errors.LarkException">UnreadableFile.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<char> PathOf(in ManifestIndex.Row row, Span<char> room)
    {
        try
        {
            var json = new Utf8JsonReader(BytesAt(row.PathAt, row.PathLength));
            return json.Read() && json.TokenType is JsonTokenType.String ? room[..json.CopyString(room)] : throw file.WasChanged();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw file.WasChanged();
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private ReadOnlySpan<byte> BytesAt(long at, int length)
    {
        if (at < _at || at + length > _at + _length)
        {
            // A row that does not follow the one before brings no others with it.
            var follows = at >= _at + _length && at < _at + _length + Window;
            Fill(at, follows ? (int)Math.Max(length, Math.Min(Window, file.Length - at)) : length);
        }

        return _bytes.AsSpan((int)(at - _at), length);
    }

    private void Fill(long at, int length)
    {
        if (length > _bytes.Length)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = ArrayPool<byte>.Shared.Rent(length);
        }

        // Nothing is there until the reading has succeeded.
        _length = 0;
        file.Read(_bytes.AsSpan(0, length), at);
        (_at, _length) = (at, length);
    }
}
