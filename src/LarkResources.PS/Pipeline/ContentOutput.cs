using System.Management.Automation;
using LarkResources.Errors;
using LarkResources.Transfer;

namespace LarkResources.Pipeline;

/// <summary>Emits the bytes of a resource, as an object or as they are.</summary>
internal static class ContentOutput
{
    public static async Task ObjectAsync(Cmdlet cmdlet, CallReporter reporter, ResourceSource source, TransferRequest request, CancellationToken stop)
    {
        var meter = new ByteCounter();
        var (content, result) = await TransferProgress.ShowAsync(cmdlet, reporter, request, meter, new MemoryDownload(source, request, meter).RunAsync(stop));
        cmdlet.WriteObject(new LarkResourceContent(request, result, content));
    }

    public static async Task BytesAsync(Cmdlet cmdlet, ResourceSource source, TransferRequest request, bool raw, CancellationToken stop)
    {
        if (raw)
        {
            var (content, _) = await new MemoryDownload(source, request, new()).RunAsync(stop);
            await TransferProgress.Earlier();
            cmdlet.WriteObject(content, enumerateCollection: false);
            return;
        }

        await using var blocks = new BlockReader(source, new());
        await blocks.OpenAsync(stop);
        while (await blocks.NextAsync(stop) is { } block)
        {
            try
            {
                cmdlet.WriteObject(block, enumerateCollection: false);
            }
            catch (IOException e)
            {
                // The engine's name for a program that ended before it had read everything. Going on would end in an error that hides this one.
                throw LarkErrors.Local(
                    ModuleErrors.PipeClosed,
                    LarkErrors.Localized(
                        $"{source.Id}: the program on the right side of the pipe ended before it had read all bytes.",
                        $"{source.Id}：管道右侧的程序在读完所有字节之前已结束。"),
                    request.Id.FileKey,
                    e);
            }
        }
    }
}
