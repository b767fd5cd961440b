using System.Management.Automation;

namespace LarkResources.State;

/// <summary>The connection of the process: every runspace sees it, also those of <c>ForEach-Object -Parallel</c>.</summary>
internal static class DefaultConnection
{
    private static LarkConnection? _current;

    public static LarkConnection? Current => Volatile.Read(ref _current);

    /// <summary>Sets the connection. The one before is not closed: a script may hold it in a variable, or be using it right now.</summary>
    public static void Set(LarkConnection connection) => Interlocked.Exchange(ref _current, connection);

    /// <summary>Sets the connection unless there is one by now; gives the one in force.</summary>
    public static LarkConnection SetIfNone(LarkConnection connection) => Interlocked.CompareExchange(ref _current, connection, null) ?? connection;

    /// <summary>Forgets the connection if it is this one, or whichever it is when none is named.</summary>
    public static LarkConnection? Clear(LarkConnection? only = null) => only is null
        ? Interlocked.Exchange(ref _current, null)
        : Interlocked.CompareExchange(ref _current, null, only);
}

/// <summary>Clears the connection when the module is removed, so that its secrets do not outlive it.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => DefaultConnection.Clear()?.Close();
}
