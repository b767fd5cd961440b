using System.Globalization;
using System.Text;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

/// <summary>A chat on a server, and its export into a folder.</summary>
internal sealed class ExportRig : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _closing = new();

    public ExportRig()
    {
        _http = new(new ApiErrorHandler(TimeSpan.FromMinutes(1), _closing.Token) { InnerHandler = Server }) { BaseAddress = new("https://open.example/") };
        Now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
    }

    public static ExportOptions Everything { get; } = new() { Kinds = ExportOptions.UsualKinds, IncludeThread = true, ThrottleLimit = 2 };

    public ChatServer Server { get; } = new();

    /// <summary>True to call as a person.</summary>
    public bool IsOfUser { get; set; }

    /// <summary>What progress shows of all runs.</summary>
    public ActiveTransfers Board { get; } = new();

    /// <summary>When the test began, in whole seconds.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The folder of all chats.</summary>
    public string Destination => _folder.File("export");

    /// <summary>The folder of the chat.</summary>
    public string Folder => Path.Combine(Destination, "Living (oc_1)");

    public ExportCheckpoint State => ExportCheckpoint.Read(Folder);

    /// <summary>How far the one that calls has read.</summary>
    public HistoryCheckpoint History => State.Of(IsOfUser);

    /// <summary>Until when a run for everything has the replies of a thread; null for none of them.</summary>
    public DateTimeOffset? ReadUntil(string thread)
    {
        Assert.Contains(thread, History.Threads);
        return History.ContinuedBy(Everything)?.UntilIn(thread);
    }

    /// <summary>The names of the files in the folders of days.</summary>
    public string[] Files => [.. Days.Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public ManifestEntry[] Lines
    {
        get
        {
            using var manifest = Manifest.Load(Path.Combine(Folder, Manifest.FileName));
            return [.. manifest.Entries];
        }
    }

    /// <summary>The lines of the archive of messages.</summary>
    public MessageLine[] Messages => [.. System.IO.File.ReadLines(Path.Combine(Folder, MessageArchive.FileName)).Select(line => MessageLine.TryRead(Encoding.UTF8.GetBytes(line))!)];

    private IEnumerable<string> Days => Directory.Exists(Folder) ? Directory.EnumerateDirectories(Folder).SelectMany(day => Directory.EnumerateFiles(day, "*", SearchOption.AllDirectories)) : [];

    /// <summary>The full path of the only file of a name.</summary>
    public string File(string name) => Days.Single(file => Path.GetFileName(file) == name);

    /// <summary>Takes a bite out of a file, as a bad disk would, which leaves its time.</summary>
    public void Damage(string name, string bytes = "torn")
    {
        var (path, time) = (File(name), System.IO.File.GetLastWriteTimeUtc(File(name)));
        System.IO.File.WriteAllText(path, bytes);
        System.IO.File.SetLastWriteTimeUtc(path, time);
    }

    /// <summary>Runs an export to its end.</summary>
    public async Task<Ran> RunAsync(ExportOptions? options = null, LarkChat? chat = null, CancellationToken cancellationToken = default)
    {
        var (events, tally) = (new List<ExportEvent>(), new ExportStatistics());
        var export = Exporter(options ?? Everything, chat, tally);
        await foreach (var happened in export.RunAsync(cancellationToken))
        {
            events.Add(happened);
        }

        return new(events, tally, export, Server.TakeCalls());
    }

    public ChatExporter Exporter(ExportOptions options, LarkChat? chat = null, ExportStatistics? tally = null) =>
        new(new(_http, new("https://open.example/"), null) { IsOfUser = IsOfUser }, 0, chat ?? new() { ChatId = "oc_1", Name = "Living", ChatMode = "group" }, new(Destination), options, tally ?? new(), Board);

    public void Dispose()
    {
        _http.Dispose();
        _closing.Dispose();
        _folder.Dispose();
    }
}

/// <summary>What came of a run.</summary>
internal sealed record Ran(IReadOnlyList<ExportEvent> Events, ExportStatistics Tally, ChatExporter Export, string[] Calls)
{
    public string[] Warnings => [.. Events.OfType<ExportEvent.Warning>().Select(happened => happened.Text)];

    public string[] Notes => [.. Events.OfType<ExportEvent.Note>().Select(happened => happened.Text)];

    /// <summary>The codes of what failed, or what the module calls it.</summary>
    public string[] Failures => [.. Events.OfType<ExportEvent.Failed>().Select(happened => happened.Error.Code?.ToString(CultureInfo.InvariantCulture) ?? happened.Error.ErrorId).Order(StringComparer.Ordinal)];

    /// <summary>The ids of the messages of what was saved.</summary>
    public string[] Saved => [.. Events.OfType<ExportEvent.Saved>().Select(happened => happened.Entry.MessageId).Order(StringComparer.Ordinal)];

    public ExportEvent.Skipped[] Skipped => [.. Events.OfType<ExportEvent.Skipped>()];

    public ExportEvent.WouldSave[] WouldSave => [.. Events.OfType<ExportEvent.WouldSave>()];
}
