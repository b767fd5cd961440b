using System.Collections;
using System.Management.Automation;
using LarkResources.State;

namespace LarkResources.Completion;

/// <summary>Completes from what the platform says.</summary>
internal abstract class PlatformCompleter : PatientCompleter
{
    protected sealed override Func<CancellationToken, Task<IReadOnlyList<(string Value, string Label)>>>? Source(IDictionary bound)
    {
        var connection = (bound["Connection"] as PSObject)?.BaseObject as LarkConnection ?? bound["Connection"] as LarkConnection ?? DefaultConnection.Current;
        return connection is null ? null : stop => ValuesAsync(connection, bound, stop);
    }

    /// <summary>What can be completed to, with what a person recognises it by.</summary>
    protected abstract Task<IReadOnlyList<(string Value, string Label)>> ValuesAsync(LarkConnection connection, IDictionary bound, CancellationToken cancellationToken);
}
