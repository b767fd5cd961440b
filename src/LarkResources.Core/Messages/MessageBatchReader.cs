using System.Runtime.ExceptionServices;
using LarkResources.Api;
using LarkResources.Errors;

namespace LarkResources.Messages;

/// <summary>Reads messages by their ids, many with one call.</summary>
/// <param name="client">Reads.</param>
/// <param name="alone">Reads one of them.</param>
/// <remarks>
/// What comes while a call is on its way is read by the next one: a slow source of ids waits for nothing, and a fast one costs a call for each
/// <see cref="LarkClient.MostIds"/>. Of a call for many the answer does not say why a message is missing, so such a one is asked for alone.
/// </remarks>
internal sealed class MessageBatchReader(LarkClient client, Func<string, CancellationToken, Task<ReadMessage>> alone)
{
    /// <summary>Full batches may be on their way side by side.</summary>
    private const int MostCalls = 4;

    private readonly Queue<Waiting> _waiting = new();
    private int _calls;

    /// <summary>True where only the call for many is refused to the caller.</summary>
    private volatile bool _isManyRefused;

    public MessageBatchReader(LarkClient client)
        : this(client, (messageId, cancellationToken) => MessageReader.ReadAsync(client, messageId, cancellationToken))
    {
    }

    /// <summary>The messages of some ids, each as soon as it is there; a merged forward comes with its children.</summary>
    /// <param name="messageIds">The ids.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    public IReadOnlyList<Task<ReadMessage>> Read(IReadOnlyList<string> messageIds, CancellationToken cancellationToken)
    {
        Waiting[] added = [.. messageIds.Select(id => new Waiting(id))];
        lock (_waiting)
        {
            foreach (var each in added)
            {
                _waiting.Enqueue(each);
            }

            Dispatch(cancellationToken);
        }

        return [.. added.Select(each => EachAsync(each, cancellationToken))];
    }

    private void Dispatch(CancellationToken cancellationToken)
    {
        while (_waiting.Count > 0 && (_calls == 0 || (_calls < MostCalls && _waiting.Count >= LarkClient.MostIds)))
        {
            var batch = new List<Waiting>();
            while (batch.Count < LarkClient.MostIds && _waiting.TryDequeue(out var next))
            {
                batch.Add(next);
            }

            _calls++;
            _ = RunAsync(batch, cancellationToken);
        }
    }

    private async Task RunAsync(List<Waiting> batch, CancellationToken cancellationToken)
    {
        try
        {
            if (batch is [var single])
            {
                single.Result.TrySetResult(await OneAsync(single.Id, cancellationToken).ConfigureAwait(false));
            }
            else
            {
                var found = _isManyRefused ? null : await ManyAsync(batch, cancellationToken).ConfigureAwait(false);
                batch.ForEach(each =>
                {
                    each.WasAskedWithOthers = found is not null;
                    each.Result.TrySetResult(Listed(each.Id, found));
                });
            }
        }
#pragma warning disable CA1031 // Whatever it is, those who wait for a message must hear of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            batch.ForEach(each => each.Result.TrySetException(e));
        }

        lock (_waiting)
        {
            _calls--;
            Dispatch(cancellationToken);
        }
    }

    /// <summary>Reads one message alone, or through the call for many where only the other one is refused to the caller.</summary>
    private async Task<ReadMessage> OneAsync(string messageId, CancellationToken cancellationToken)
    {
        try
        {
            return await alone(messageId, cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e) when (!_isManyRefused && e.Code is not null && e.Disposition.HasFlag(Disposition.FinalForRun))
        {
            if (await ListedAsync(messageId, cancellationToken).ConfigureAwait(false) is { } listed)
            {
                return listed;
            }

            throw;
        }
    }

    private async Task<ReadMessage?> ListedAsync(string messageId, CancellationToken cancellationToken)
    {
        try
        {
            return Listed(messageId, await MessageReader.GetManyAsync(client, [messageId], cancellationToken).ConfigureAwait(false));
        }
        catch (LarkException e) when (!e.Disposition.IsRetryable())
        {
            // The refusal of the message alone is the one to tell.
            return null;
        }
    }

    /// <summary>What the call for many says of a message; null where it does not know it, or does not say what is inside.</summary>
    private static ReadMessage? Listed(string messageId, IReadOnlyDictionary<string, LarkMessage>? found) =>
        found?.TryGetValue(messageId, out var message) is true && message.MessageType != "merge_forward" ? new(message, []) : null;

    /// <returns>Null where the call failed and each message has to be asked for alone.</returns>
    private async Task<IReadOnlyDictionary<string, LarkMessage>?> ManyAsync(List<Waiting> batch, CancellationToken cancellationToken)
    {
        try
        {
            return await MessageReader.GetManyAsync(client, [.. batch.Select(each => each.Id).Distinct(StringComparer.Ordinal)], cancellationToken).ConfigureAwait(false);
        }
        catch (LarkException e) when (!e.Disposition.HasFlag(Disposition.FinalForRun))
        {
            // One bad id may have the whole call refused; asked for alone, each gets its own answer.
        }
        catch (LarkException e) when (e.Code is not null)
        {
            // Each endpoint needs scopes and a kind of token of its own: the first message alone shows whether the caller is refused only here.
            if (!await IsServedAloneAsync(batch[0], cancellationToken).ConfigureAwait(false))
            {
                ExceptionDispatchInfo.Throw(e);
            }

            _isManyRefused = true;
        }

        return null;
    }

    private async Task<bool> IsServedAloneAsync(Waiting one, CancellationToken cancellationToken)
    {
        try
        {
            return one.Result.TrySetResult(await alone(one.Id, cancellationToken).ConfigureAwait(false));
        }
        catch (LarkException e)
        {
            // Any other failure says nothing of the caller, and is found once more.
            return !e.Disposition.HasFlag(Disposition.FinalForRun);
        }
    }

    private async Task<ReadMessage> EachAsync(Waiting one, CancellationToken cancellationToken) =>
        await one.Result.Task.ConfigureAwait(false) ?? await (one.WasAskedWithOthers ? alone(one.Id, cancellationToken) : OneAsync(one.Id, cancellationToken)).ConfigureAwait(false);

    private sealed record Waiting(string Id)
    {
        public TaskCompletionSource<ReadMessage?> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>True where the call for many has answered: then what it has not brought can only be asked for alone.</summary>
        public bool WasAskedWithOthers { get; set; }
    }
}

/// <summary>A message as far as it could be read.</summary>
/// <param name="Message">The message.</param>
/// <param name="Missing">Why forwards inside could not be read this time.</param>
internal sealed record ReadMessage(LarkMessage Message, IReadOnlyList<LarkException> Missing);
