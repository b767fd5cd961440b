namespace LarkResources.Transfer;

/// <summary>Waits for tasks that belong together.</summary>
internal static class FirstFailure
{
    /// <summary>Waits until all have ended; stops the others at the first failure, and throws that one and not the cancellations it caused.</summary>
    public static async Task WhenAll(IReadOnlyCollection<Task> tasks, CancellationTokenSource stop)
    {
        var running = new HashSet<Task>(tasks);
        Task? failed = null;
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running).ConfigureAwait(false);
            running.Remove(ended);
            if (!ended.IsCompletedSuccessfully && failed is null)
            {
                failed = ended;
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }

        if (failed is not null)
        {
            await failed.ConfigureAwait(false);
        }
    }
}
