using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

/// <summary>What a person does in the folder of an export while a file is on its way.</summary>
public sealed class ExportMeanwhileTests : IDisposable
{
    private const string Person = "the work of a person";
    private static readonly DateTimeOffset SentAt = DateTimeOffset.FromUnixTimeMilliseconds(1764300000000);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http;
    private Action _meanwhile = () => { };
    private string _name = "report.docx";

    public ExportMeanwhileTests() => _http = new(new Platform(this)) { BaseAddress = new Uri("https://open.example/") };

    private string Target => Path.Combine(_folder.File("export"), "Living (oc_1)", SentAt.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "report.docx");

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task File_of_a_person_that_comes_while_a_download_runs_stays_and_the_next_run_gives_the_resource_another_name()
    {
        _meanwhile = () => File.WriteAllText(Target, Person);
        Assert.Equal(["FileExists"], await ExportAsync());
        Assert.Equal(Person, File.ReadAllText(Target));

        Assert.Empty(await ExportAsync());
        Assert.Equal(Person, File.ReadAllText(Target));
        Assert.Equal("of the server", File.ReadAllText(Path.Combine(Path.GetDirectoryName(Target)!, "report (file_v3_1).docx")));
    }

    [Fact]
    public async Task Resource_whose_name_is_its_key_gets_another_one_too()
    {
        _name = string.Empty;
        Assert.Empty(await ExportAsync());
        var plain = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Target)!));
        Assert.Equal("file_v3_1", Path.GetFileNameWithoutExtension(plain));
        File.WriteAllText(plain, Person);
        File.Delete(Path.Combine(_folder.File("export"), "Living (oc_1)", Manifest.FileName));

        for (var night = 0; night < 2; night++)
        {
            Assert.Empty(await ExportAsync());
            Assert.Equal(Person, File.ReadAllText(plain));
            var other = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Target)!), file => file != plain);
            Assert.Equal("of the server", File.ReadAllText(other));
            Assert.StartsWith("file_v3_1 (", Path.GetFileName(other), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task File_that_a_person_writes_in_the_place_of_a_deleted_one_stays()
    {
        Assert.Empty(await ExportAsync());
        File.Delete(Target);
        _meanwhile = () => File.WriteAllText(Target, Person);
        Assert.Equal(["FileExists"], await ExportAsync());
        Assert.Equal(Person, File.ReadAllText(Target));
    }

    [Fact]
    public async Task Damaged_file_that_a_person_mends_while_it_is_fetched_again_stays_and_an_untouched_one_is_replaced()
    {
        Assert.Empty(await ExportAsync());
        Damage();
        Assert.Empty(await ExportAsync());
        Assert.Equal("of the server", File.ReadAllText(Target));

        Damage();
        _meanwhile = () => File.WriteAllText(Target, Person);
        Assert.Equal(["FileExists"], await ExportAsync());
        Assert.Equal(Person, File.ReadAllText(Target));

        void Damage()
        {
            File.WriteAllText(Target, "torn");
            File.SetLastWriteTimeUtc(Target, SentAt.UtcDateTime);
        }
    }

    private async Task<string[]> ExportAsync()
    {
        var client = new LarkClient(_http, new Uri("https://open.example/"), null);
        var options = new ExportOptions { Kinds = new HashSet<LarkResourceKind> { LarkResourceKind.File }, ThrottleLimit = 1 };
        var export = new ChatExporter(client, 0, new LarkChat { ChatId = "oc_1", Name = "Living" }, new(_folder.File("export")), options, new(), new());
        var failures = new List<string>();
        await foreach (var happened in export.RunAsync(default))
        {
            if (happened is ExportEvent.Failed failed)
            {
                failures.Add(failed.Error.ErrorId);
            }
        }

        _meanwhile = () => { };
        return [.. failures];
    }

    private sealed class Platform(ExportMeanwhileTests test) : HttpMessageHandler
    {
        private string Message => JsonSerializer.Serialize(new
        {
            message_id = "om_1",
            msg_type = "file",
            create_time = "1764300000000",
            chat_id = "oc_1",
            body = new { content = JsonSerializer.Serialize(new { file_key = "file_v3_1", file_name = test._name }) },
        });

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isFile = request.RequestUri!.AbsolutePath.Contains("/resources/", StringComparison.Ordinal);
            HttpContent content = isFile
                ? new StreamContent(new InTwoReads("of the server"u8.ToArray(), test._meanwhile)) { Headers = { ContentLength = 13 } }
                : new StringContent("""{"code":0,"data":{"has_more":false,"items":[""" + Message + "]}}", Encoding.UTF8, "application/json");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request });
        }
    }

    /// <summary>One byte, then what happens meanwhile, then the rest.</summary>
    private sealed class InTwoReads(byte[] bytes, Action meanwhile) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == 1)
            {
                meanwhile();
            }

            return base.ReadAsync(Position == 0 ? buffer[..1] : buffer, cancellationToken);
        }
    }
}
