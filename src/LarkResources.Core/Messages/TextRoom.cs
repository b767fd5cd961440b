namespace LarkResources.Messages;

/// <summary>How long a text may become. What a sender wrote once can stand for much, as often as they like: a name, a key, the cells of a table.</summary>
/// <remarks>Once something had no room, nothing later has any: a text is cut in one place.</remarks>
/// <param name="most">In characters.</param>
internal sealed class TextRoom(long most)
{
    private long _left = most;

    public bool IsFull => _left < 0;

    /// <summary>False where there is no room for as many characters.</summary>
    public bool Take(int length) => (_left -= length) >= 0;
}
