using LarkResources.Errors;
using LarkResources.Models;

namespace LarkResources.Transfer;

/// <summary>What is known of a resource before and after its bytes have come.</summary>
/// <param name="Name">The name it is saved or shown under.</param>
/// <param name="ContentType">The media type, when the server named one.</param>
/// <param name="Length">The length of the bytes that came.</param>
/// <param name="Sha256">Their hash, 64 lower-case hexadecimal digits.</param>
internal sealed record TransferResult(string Name, string? ContentType, long Length, string Sha256);

/// <summary>What is wanted.</summary>
internal sealed record TransferRequest(ResourceId Id)
{
    /// <summary>The name the message gives it; the best there is.</summary>
    public string? Name { get; init; }

    /// <summary>The id of the forwarded message itself, to be tried when its container's is refused; clients disagree which is right.</summary>
    public string? AlternativeMessageId { get; init; }

    /// <summary>True when nobody named this resource, but all of its message was asked for.</summary>
    public bool IsPartOfMessage { get; init; }

    /// <summary>When the message was sent: it becomes the time of the file.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>False starts again whatever an earlier run has left.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>True when the bytes must be on the disk itself before they get their name: somebody will believe them after a loss of power.</summary>
    public bool IsDurable { get; init; }

    /// <summary>What the hash must be; null when nobody knows.</summary>
    public string? ExpectedSha256 { get; init; }

    public bool Accepts(string sha256) => ExpectedSha256 is not { } expected || expected.Equals(sha256, StringComparison.OrdinalIgnoreCase);

    public LarkException WrongHash(string sha256) => LarkErrors.Local(
        ModuleErrors.TransferIncomplete, $"{Id} has the SHA-256 {sha256}, not the expected {ExpectedSha256?.ToLowerInvariant()}.", Id.FileKey,
        recommendation: LarkErrors.Localized(
            "Check where the expected hash comes from; if it is right, this is not the file that was meant.",
            "请核对预期哈希的来源；如果无误，则这不是所需的文件。"));
}

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

                // The same trouble a second time is no coincidence: then it is the ranges.
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
        LarkErrors.Local(ModuleErrors.TransferIncomplete, $"{source.Id} could not be downloaded whole: {e.Message}.", source.Id.FileKey, e);
}
