using LarkResources.Errors;

namespace LarkResources.Transfer;

/// <summary>Begins a transfer again where only that gives right bytes, and knows when to stop doing so.</summary>
internal static class ResourceTransfer
{
    /// <summary>Runs one attempt after the other until one comes through.</summary>
    /// <param name="source">The resource.</param>
    /// <param name="attempt">Gets whether ranges are to be left alone.</param>
    /// <exception cref="LarkException">TransferIncomplete with the numbers that do not fit, and whatever the attempt throws.</exception>
    public static async Task<T> RunAsync<T>(ResourceSource source, Func<bool, Task<T>> attempt)
    {
        var withoutRange = false;
        RestartException? last = null;
        for (var restarts = 0; ; restarts++)
        {
            try
            {
                return await attempt(withoutRange).ConfigureAwait(false);
            }
            catch (RestartException e) when (restarts < Math.Max(1, source.MaximumRetryCount) && !(withoutRange && source.IsRanged))
            {
                source.TellRetry(restarts + 1, TimeSpan.Zero, e.Message);

                // The same trouble a second time is not a coincidence: then it is the ranges.
                withoutRange |= e.WithoutRange || e.Message == last?.Message;
                last = e;
            }
            catch (RestartException e)
            {
                throw Incomplete(source, e);
            }
            catch (LarkException e) when (e.Code == ApiCodes.ResourceTooLarge && last is not null)
            {
                // The whole was only asked for because the parts did not fit: that is what is wrong, not the size.
                throw Incomplete(source, last);
            }
        }
    }

    /// <summary>The error for bytes that do not fit together.</summary>
    public static LarkException Incomplete(ResourceSource source, RestartException e) =>
        LarkErrors.Local(ModuleErrors.TransferIncomplete, LarkErrors.Localized($"{source.Id} could not be downloaded completely: {e.Message}.", $"{source.Id} 未能完整下载：{e.Message}。"), source.Id.FileKey, e);
}
