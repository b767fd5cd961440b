using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

/// <summary>Items of a history as no platform should send them: each costs itself, and all others are saved.</summary>
public sealed class HostileHistoryTests : IDisposable
{
    private const string Token = "t-g104b8fWPLRXZJ5ZK2JY6ZQDSNWQ7NDAKYTRQOZL";
    private static readonly Uri BaseUri = new("https://open.example.com/");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Message_without_an_id_is_passed_over_and_all_others_are_saved()
    {
        object[] items = [Item(null, "noid.txt"), Item(string.Empty, "empty.txt"), Item(new string('o', 2_000_000), "endless.txt"), Item("om_a", "a.txt"), Item("om_b", "b.txt")];
        for (var run = 0; run < 2; run++)
        {
            var (events, tally) = await ExportAsync(items);
            Assert.Empty(events.OfType<ExportEvent.Failed>());
            Assert.Contains("3 messages", Assert.Single(events.OfType<ExportEvent.Warning>()).Text, StringComparison.Ordinal);
            Assert.Equal(run == 0 ? 2 : 0, tally.Saved);
        }

        Assert.Equal(["a.txt", "b.txt"], SavedNames());
        Assert.Equal((2, 2), (LinesOf(Manifest.FileName).Length, LinesOf(MessageArchive.FileName).Length));
    }

    [Fact]
    public async Task Name_of_a_million_characters_is_cut_in_the_line_and_the_file_saved_once()
    {
        object[] items = [Item("om_a", new string('N', 1_200_000) + ".txt"), Item("om_b", "b.txt")];
        for (var run = 0; run < 2; run++)
        {
            var (events, tally) = await ExportAsync(items);
            Assert.DoesNotContain(events, happened => happened is ExportEvent.Failed or ExportEvent.Warning);
            Assert.Equal(run == 0 ? 2 : 0, tally.Saved);
        }

        using var manifest = Manifest.Load(Path.Combine(ChatFolder, Manifest.FileName));
        Assert.Equal((2, 0), (LinesOf(Manifest.FileName).Length, manifest.Unreadable));
        var name = manifest.Find(new("om_a", "file_om_a"))!.Name!;
        Assert.Equal(ManifestEntry.LongestName, name.Length);
        Assert.StartsWith("NNN", name, StringComparison.Ordinal);
        Assert.EndsWith("NN.txt", name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_in_the_name_of_a_file_is_in_no_line_and_on_no_disk()
    {
        var (events, _) = await ExportAsync([Item("om_a", Token + ".txt"), Item("om_b", "b.txt")]);
        Assert.Equal(2, events.OfType<ExportEvent.Saved>().Count());
        Assert.Equal(["___.txt", "b.txt"], SavedNames());
        Assert.DoesNotContain(Token, string.Join('\n', LinesOf(Manifest.FileName)), StringComparison.Ordinal);
    }

    private string ChatFolder => Assert.Single(Directory.GetDirectories(_folder.Path));

    private static object Item(string? id, string name) => new
    {
        message_id = id,
        msg_type = "file",
        create_time = "1764300000000",
        chat_id = "oc_fake",
        body = new { content = JsonSerializer.Serialize(new { file_key = "file_" + id, file_name = name }) },
    };

    private string[] LinesOf(string file) => File.ReadAllLines(Path.Combine(ChatFolder, file));

    private string[] SavedNames() => [.. Directory.GetFiles(ChatFolder, "*.txt", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private async Task<(List<ExportEvent> Events, ExportStatistics Tally)> ExportAsync(object[] items)
    {
        using var server = new Server(items);
        var connection = new LarkConnection(
            "cli_history", BaseUri, LarkIdentity.Tenant, new() { MaximumRetryCount = 0 }, new TenantTokenSource(BaseUri, "cli_history", new("some-app-secret"), TimeProvider.System), () => server, new HttpStack());
        try
        {
            var (tally, events) = (new ExportStatistics(), new List<ExportEvent>());
            var selection = new ExportOptions { Kinds = ExportOptions.UsualKinds, IncludeMessage = true, Full = true };
            var export = new ChatExporter(connection.Client(), 0, new() { ChatId = "oc_fake", Name = "Fake" }, new(_folder.Path), selection, tally, new());
            await foreach (var happened in export.RunAsync(CancellationToken.None))
            {
                events.Add(happened);
            }

            return (events, tally);
        }
        finally
        {
            connection.Close();
        }
    }

    private sealed class Server(object[] items) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isFile = request.RequestUri!.AbsolutePath.Contains("/resources/", StringComparison.Ordinal);
            var body = isFile ? "abc"u8.ToArray() : request.Method == HttpMethod.Post
                ? JsonSerializer.SerializeToUtf8Bytes(new { code = 0, tenant_access_token = Token, expire = 7200 })
                : JsonSerializer.SerializeToUtf8Bytes(new { code = 0, data = new { items, has_more = false } });
            var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(isFile ? "text/plain" : "application/json") } };
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }
    }
}
