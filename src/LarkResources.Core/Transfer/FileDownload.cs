using System.Diagnostics;
using LarkResources.Errors;
using LarkResources.Naming;

namespace LarkResources.Transfer;

/// <summary>A resource into a file: beside the target first, under its name only when length and hash are known.</summary>
/// <param name="source">The resource.</param>
/// <param name="request">What is wanted.</param>
/// <param name="meter">Counts what arrives.</param>
internal sealed class FileDownload(ResourceSource source, TransferRequest request, ByteCounter meter)
{
    /// <param name="targetFor">Gives the final path for the name in the first response, and whether a file there may be replaced; may throw.</param>
    /// <param name="knownTarget">The final path, when it does not depend on that name: then an earlier part file is found before the first request.</param>
    /// <param name="cancellationToken">Stops within one read; what can be resumed stays.</param>
    public Task<TransferResult> RunAsync(Func<string, Task<FileTarget>> targetFor, string? knownTarget, CancellationToken cancellationToken)
    {
        var resume = request.Resume;
        return ResourceTransfer.RunAsync(source, withoutRange =>
        {
            // Whatever makes the first start fail, the next one is from nothing.
            var goOn = resume && !withoutRange;
            resume = false;
            var state = goOn && knownTarget is not null ? PartFile.FindResumeState(knownTarget, source.Id) : null;
            return AttemptAsync(targetFor, state, lookForState: goOn && state is null, withoutRange, cancellationToken);
        });
    }

    private async Task<TransferResult> AttemptAsync(
        Func<string, Task<FileTarget>> targetFor, ResumeState? state, bool lookForState, bool withoutRange, CancellationToken cancellationToken)
    {
        ResumePoint? start = state is null ? null : new(FirstMissing(state), state.Head.Validator);
        using var opened = await OpenedResource.OpenAsync(source, start, withoutRange, cancellationToken).ConfigureAwait(false);
        if (source.Total is { } length && length > request.MaximumSize)
        {
            throw new TooLargeException(length);
        }

        if (opened.From == 0)
        {
            await opened.LookAsync(bytes => ResourceFileName.BytesThatTell(request.Name, source.ContentDisposition, bytes.Span), cancellationToken).ConfigureAwait(false);
        }

        var firstBytes = opened.From == 0 ? opened.FirstBytes : default;
        var name = source.Shown(ResourceFileName.Choose(request.Name, source.ContentDisposition, source.ContentType, firstBytes.Span, source.Id.FileKey));
        var place = await targetFor(name).ConfigureAwait(false);
        var target = place.Path;
        state ??= lookForState ? PartFile.FindResumeState(target, source.Id) : null;
        state = state is not null && Continues(state.Head) ? state : null;
        if (state is null && opened.From > 0)
        {
            throw new RestartException(LarkErrors.Localized("it was replaced on the server", "服务器上的资源已被替换"), withoutRange: false);
        }

        if (state is null && opened.From == 0 && source.Total is <= TransferLimits.BufferLength and var small)
        {
            await opened.LookAsync(_ => (int)small, cancellationToken).ConfigureAwait(false);
        }

        // A larger one too, when its name took all of it.
        if (state is null && opened.From == 0 && opened.Count == source.Total)
        {
            return await SaveWholeAsync(opened, place, cancellationToken).ConfigureAwait(false);
        }

        var journal = source is { IsRanged: true, Total: > TransferLimits.UnitSize } ? new JournalHead(source.Id, source.Total.Value, source.Validator) : null;
        using var part = PartFile.Open(target, source.Total, journal, state, request.IsDurable ? request.SentAt : null, opened.From == 0 ? opened.FirstBytes : default);
        meter.Start(state?.Steps.Sum(step => step.Done) ?? 0, source.Total);
        try
        {
            await part.CheckAsync(cancellationToken).ConfigureAwait(false);
            var (saved, hash) = await new ChunkDownloader(source, part, meter, request.MaximumSize).RunAsync(opened, cancellationToken).ConfigureAwait(false);
            if (!request.Accepts(hash))
            {
                part.Discard();
                throw request.WrongHash(hash);
            }

            cancellationToken.ThrowIfCancellationRequested();
            part.Complete(place, request.SentAt, request.IsDurable);
            return new(Path.GetFileName(target), source.ContentType, saved, hash);
        }
        catch (RestartException)
        {
            // Kept, it would be gone on from by the next run.
            part.Discard();
            throw;
        }
    }

    /// <summary>What is at hand as a whole is written once, and nothing is noted of it: most files are that small.</summary>
    private async Task<TransferResult> SaveWholeAsync(OpenedResource opened, FileTarget target, CancellationToken cancellationToken)
    {
        // There is nothing more, or it is longer than it should be: then this throws.
        var more = await opened.Reader.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false);
        Debug.Assert(more == 0, "A reader gives no more than the length that it knows.");
        var hash = FileHash.Of(opened.FirstBytes.Span);
        if (!request.Accepts(hash))
        {
            throw request.WrongHash(hash);
        }

        meter.Start(0, source.Total);
        cancellationToken.ThrowIfCancellationRequested();
        PartFile.Save(target, opened.FirstBytes, request.SentAt, request.IsDurable);
        meter.Add(opened.Count);
        return new(Path.GetFileName(target.Path), source.ContentType, opened.Count, hash);
    }

    private bool Continues(JournalHead head) =>
        source.IsRanged && head.Total == source.Total && head.Validator == source.Validator;

    // Where all is there but the end of the run, one byte is asked for again, to learn whether the version is still the same.
    private static long FirstMissing(ResumeState state) =>
        ChunkLayout.Units.Missing(state.Head.Total, unit => state.Steps[unit].Done).Select(range => range.From).FirstOrDefault(state.Head.Total - 1);
}

/// <summary>Where a file goes.</summary>
/// <param name="Path">The final path.</param>
/// <param name="Overwrite">True when an existing file is to be replaced.</param>
internal sealed record FileTarget(string Path, bool Overwrite)
{
    /// <summary>Asked at the end, when a file is there that is not to be replaced for being one: true for a file that may be replaced all the same. Null for none.</summary>
    /// <remarks>A download takes as long as the link does, and meanwhile a person may have put a file there.</remarks>
    public Func<bool>? IsOwn { get; init; }
}
