using System.Threading.Channels;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

public sealed class ResourcePipelineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _work = new();
    private readonly ExportCircuitBreaker _breaker;

    public ResourcePipelineTests() => _breaker = new(_work, needsDownloads: true);

    public void Dispose()
    {
        _folder.Dispose();
        _work.Dispose();
    }

    [Fact]
    public async Task Message_of_which_many_parts_are_missing_ends_nothing_and_each_part_is_told()
    {
        var (run, told) = await RunAsync([], Message(1, missing: 40));
        Assert.Null(_breaker.Reason);
        Assert.Equal(40, told);
        Assert.Equal(["om_1"], run.Unread);
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    public async Task Sixteen_messages_that_cannot_be_read_whole_end_it(int messages, bool isOver)
    {
        await RunAsync([], [.. Enumerable.Range(1, messages).Select(number => Message(number, missing: 2))]);
        Assert.Equal(isOver, _breaker.Reason is not null);
    }

    [Fact]
    public async Task Messages_that_could_not_be_read_before_end_nothing_however_many_they_are()
    {
        var messages = Enumerable.Range(1, 40).Select(number => number % 2 == 0 ? Message(number, missing: 2) : new(Id(number), null, Slow())).ToArray();
        await RunAsync([.. messages.Select(message => message.MessageId!)], messages);
        Assert.Null(_breaker.Reason);
    }

    [Fact]
    public async Task Second_missing_part_that_every_call_would_meet_ends_it()
    {
        await RunAsync([], Message(1, missing: 1) with { Missing = [new(null, Slow()), new(null, LarkErrors.NotConnected())] });
        Assert.Equal("NotConnected", _breaker.Reason?.ErrorId);
    }

    private static string Id(int number) => $"om_{number}";

    private static LarkException Slow() => LarkErrors.Local(ModuleErrors.Timeout, "Nothing came.", null);

    private static HistoryItem Message(int number, int missing) => new(Id(number), new() { MessageId = Id(number), MessageType = "text" }, null)
    {
        Missing = [.. Enumerable.Range(0, missing).Select(_ => new UnreadContent(null, Slow()))],
    };

    private async Task<(ResourcePipeline Run, int Told)> RunAsync(IEnumerable<string> unreadBefore, params HistoryItem[] items)
    {
        var selection = new ExportOptions { Kinds = ExportOptions.UsualKinds, IsDryRun = true };
        var manifest = Manifest.Load(_folder.File(Manifest.FileName));
        var folder = new ChatFolder(_folder.Path, TimeZoneInfo.Utc);
        var tally = new ExportStatistics();
        var events = Channel.CreateUnbounded<ExportEvent>();
        var check = await ExportVerifier.RunAsync(manifest, folder, selection, RefusedTo.App, tally, _ => { }, _ => { }, default);

        // Nothing is downloaded in a dry run.
        using var run = new ResourcePipeline(null!, check, manifest, folder, selection, null, unreadBefore, tally, events.Writer, _breaker, _work);
        foreach (var item in items)
        {
            await run.AddAsync(item);
        }

        return (run, events.Reader.Count);
    }
}
