using LarkResources.Models;
using LarkResources.Text;

namespace LarkResources.Naming;

/// <summary>The names given out in one folder: two resources of the same name must not land on one file.</summary>
/// <remarks>The second gets its key into the name, never a number: the same resources then get the same names in every run.</remarks>
internal sealed class FolderNames
{
    /// <summary>Names that are tried beside one that is taken. A file without a time of its own would otherwise get one more after each loss of its line.</summary>
    private const int MostOthers = 8;

    // Of a name and of whose it is only fingerprints are kept: a folder can have a hundred thousand.
    private readonly Dictionary<Fingerprint, Fingerprint> _taken = [];
    private Task _before = Task.CompletedTask;

    public string Reserve(string name, ResourceId id) => FirstFree(WithKey(name, id).Prepend(name), id)!;

    /// <summary>The name with the key in it, whether or not it is needed to tell two resources apart.</summary>
    public string ReserveWithKey(string name, ResourceId id) => FirstFree(WithKey(name, id), id)!;

    /// <summary>A different name, for when a file that is not ours already has this one; the name may be the key itself.</summary>
    /// <param name="name">The name that is taken.</param>
    /// <param name="id">Who is to get the other one.</param>
    /// <param name="isTaken">True for a name that another such file has.</param>
    /// <returns>Null where such files have all that are tried.</returns>
    public string? ReserveOther(string name, ResourceId id, Func<string, bool> isTaken)
    {
        var taken = PortableFileName.IdentityKey(name);
        return FirstFree(WithKey(name, id).Take(MostOthers).Where(other => PortableFileName.IdentityKey(other) != taken && !isTaken(other)), id);
    }

    private string? FirstFree(IEnumerable<string> candidates, ResourceId id)
    {
        lock (_taken)
        {
            var owner = Fingerprint.Of(id.MessageId, id.FileKey, id.Type.ToString());
            return candidates.FirstOrDefault(candidate =>
                Fingerprint.Of(PortableFileName.IdentityKey(candidate)) is var key && (_taken.TryAdd(key, owner) || _taken[key] == owner));
        }
    }

    private static IEnumerable<string> WithKey(string name, ResourceId id)
    {
        yield return PortableFileName.WithKey(name, id.FileKey);

        // The key alone is in the name of another resource, or stands in two messages.
        var whole = $"{id.FileKey} {id.MessageId} {id.Type}";
        for (var again = string.Empty; ; again += '+')
        {
            yield return PortableFileName.WithKey(name, whole + again);
        }
    }

    /// <summary>A place in the order in which names are given out. Called in the order of the input.</summary>
    /// <param name="id">Who is to get the name.</param>
    /// <param name="known">The name, when it does not depend on any answer.</param>
    /// <param name="stop">Ends the wait for those before.</param>
    /// <param name="withKey">True to put the key into the known name in any case.</param>
    public NameTurn Enter(ResourceId id, string? known, CancellationToken stop, bool withKey = false)
    {
        var turn = new NameTurn(this, id, _before, stop);
        _before = turn.Ended;
        if (known is not null)
        {
            // It belongs to this resource whatever becomes of the download: the next one of that name would otherwise get it
            // when this one fails, and keep it from this one in the next run.
            _ = turn.ReserveAsync(known, withKey);
        }

        return turn;
    }
}

/// <summary>One resource's turn to get a name: they are given out in the order of the input, whichever answer comes first, so that a repeated run gives the same ones.</summary>
internal sealed class NameTurn(FolderNames names, ResourceId id, Task before, CancellationToken stop) : IDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<string>? _reserved;

    /// <summary>Ends when the next one may have its turn.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The name, when nothing has to be waited for; else null.</summary>
    public string? Name => _reserved is { IsCompletedSuccessfully: true } ? _reserved.Result : null;

    /// <summary>The name; the first one that was asked for counts.</summary>
    /// <param name="name">What it should be.</param>
    /// <param name="withKey">True to put the key into it in any case.</param>
    public Task<string> ReserveAsync(string name, bool withKey = false) => _reserved ??= InTurnAsync(name, withKey);

    /// <summary>Lets the next one have its turn, if this one never got to a name.</summary>
    public void Dispose()
    {
        if (_reserved is null)
        {
            _ended.TrySetResult();
        }
    }

    private async Task<string> InTurnAsync(string name, bool withKey)
    {
        try
        {
            await before.WaitAsync(stop).ConfigureAwait(false);
            return withKey ? names.ReserveWithKey(name, id) : names.Reserve(name, id);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }
}
