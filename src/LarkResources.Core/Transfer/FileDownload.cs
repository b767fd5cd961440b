namespace LarkResources;

/// <summary>A resource into a file: beside the target first, under its name only when length and hash are known.</summary>
/// <param name="source">The resource.</param>
/// <param name="request">What is wanted.</param>
/// <param name="meter">Counts what arrives.</param>
internal sealed class FileDownload(ResourceSource source, TransferRequest request, TransferMeter meter)
{
    /// <param name="targetFor">Gives the final path for the name that the first answer brings; may throw.</param>
    /// <param name="overwrite">True when an existing file is to be replaced.</param>
    /// <param name="knownTarget">The final path, when it does not depend on that name: what an earlier run left is then found before the first request.</param>
    /// <param name="cancellationToken">Stops within one read; what can be gone on from stays.</param>
    public Task<TransferResult> RunAsync(Func<string, Task<string>> targetFor, bool overwrite, string? knownTarget, CancellationToken cancellationToken)
    {
        var resume = request.Resume;
        return ResourceTransfer.RunAsync(source, withoutRange =>
        {
            var leftover = resume && !withoutRange && knownTarget is not null ? PartFile.Leftover(knownTarget, source.Id) : null;
            resume &= leftover is null; // Whatever makes a start from the leftover fail, the next one is from nothing.
            return AttemptAsync(targetFor, overwrite, leftover, withoutRange, resume, cancellationToken);
        });
    }

    private async Task<TransferResult> AttemptAsync(
        Func<string, Task<string>> targetFor, bool overwrite, (JournalHead Head, long[] Done)? leftover, bool withoutRange, bool lookForLeftover, CancellationToken cancellationToken)
    {
        ResumePoint? start = leftover is { } left ? new(FirstMissing(left.Done, left.Head.Total), left.Head.Validator) : null;
        using var opened = await OpenedResource.OpenAsync(source, start, withoutRange, cancellationToken).ConfigureAwait(false);
        var firstBytes = opened.From == 0 ? opened.FirstBytes : default;
        var name = ResourceFileName.Choose(request.Name, source.ContentDisposition, source.ContentType, firstBytes.Span, source.Id.FileKey);
        var target = await targetFor(name).ConfigureAwait(false);
        if (lookForLeftover && !withoutRange)
        {
            leftover = PartFile.Leftover(target, source.Id);
        }

        var done = leftover is { } found && Continues(found.Head) ? found.Done : null;
        if (done is null && opened.From > 0)
        {
            throw new RestartException("it was replaced on the server", withoutRange: false);
        }

        var journal = source is { IsRanged: true, Total: > TransferLimits.JournalStep } ? new JournalHead(source.Id, source.Total.Value, source.Validator) : null;
        using var part = PartFile.Open(target, source.Total, journal, done);
        meter.Start(done?.Sum() ?? 0, source.Total);
        var (length, hash) = await new PartFetcher(source, part, meter).RunAsync(opened, cancellationToken).ConfigureAwait(false);
        if (request.ExpectedSha256 is { } expected && !expected.Equals(hash, StringComparison.OrdinalIgnoreCase))
        {
            part.Discard();
            throw LarkErrors.Local(ModuleErrors.TransferIncomplete, $"{source.Id} has the SHA-256 {hash}, not the expected {expected.ToLowerInvariant()}.", source.Id.FileKey);
        }

        cancellationToken.ThrowIfCancellationRequested();
        part.Complete(overwrite, request.SentAt);
        return new(Path.GetFileName(target), source.ContentType, length, hash);
    }

    private bool Continues(JournalHead head) =>
        source.IsRanged && head.Total == source.Total && head.Validator == source.Validator;

    private static long FirstMissing(long[] done, long total)
    {
        for (var part = 0; part < done.Length; part++)
        {
            var range = Parts.Range(part, total);
            if (done[part] < range.Length)
            {
                return range.From + done[part];
            }
        }

        // All is there but the end of the run: one byte is asked for again, to learn whether the version is still the same.
        return total - 1;
    }
}
