using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace LarkResources.Tests.Sandbox;

/// <summary>The server without faults: frames, TLS, brakes, quota, control calls, and as a process.</summary>
public sealed class HostingTests : ServerTests
{
    [Fact]
    public async Task Header_bytes_leave_as_raw_utf8()
    {
        var answer = await RawAsync(Report);
        var disposition = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(answer.Header("Content-Disposition")!));
        Assert.Equal($"attachment; filename=\"{SandboxWorld.ReportName}\"", disposition);
    }

    [Fact]
    public async Task Every_hostile_name_survives_the_wire()
    {
        var history = await Client.GetStringAsync($"/open-apis/im/v1/messages?container_id_type=chat&container_id={SandboxWorld.SharedChatId}&page_size=50&sort_type=ByCreateTimeDesc");
        var ids = JsonNode.Parse(history)!["data"]!["items"]!.AsArray().Select(item => (string)item!["message_id"]!).Where(id => id.Contains("hostile", StringComparison.Ordinal)).ToArray();
        Assert.True(ids.Length > 10);
        foreach (var id in ids)
        {
            using var answer = await Client.GetAsync($"/open-apis/im/v1/messages/{id}/resources/{id.Replace("om_", "file_v3_", StringComparison.Ordinal)}?type=file");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_hundred_mebibytes_arrive_as_promised_and_the_record_says_so()
    {
        const string path = "/open-apis/im/v1/messages/om_sandbox_100mib/resources/file_v3_sandbox_100mib?type=file";
        await using var stream = await Client.GetStreamAsync(path);
        var hash = Convert.ToHexString(await SHA256.HashDataAsync(stream)).ToLowerInvariant();
        Assert.Equal(SandboxFiles.Sha256Of("file_v3_sandbox_100mib"), hash);
        var seen = Assert.Single(Server.Requests.Snapshot());
        Assert.Equal((path, 100L << 20, true, 200), (seen.PathAndQuery, seen.BytesSent, seen.HasAuthorization, seen.Status));
    }

    [Fact]
    public async Task An_aborted_client_frees_the_answer()
    {
        using var cancel = new CancellationTokenSource();
        await using (var stream = await Client.GetStreamAsync("/open-apis/im/v1/messages/om_sandbox_100mib/resources/file_v3_sandbox_100mib?type=file", cancel.Token))
        {
            await stream.ReadExactlyAsync(new byte[1000]);
        }

        for (var attempt = 0; attempt < 100 && Server.Requests.Snapshot()[0].Milliseconds is null; attempt++)
        {
            await Task.Delay(20);
        }

        Assert.NotNull(Server.Requests.Snapshot()[0].Milliseconds);
        Assert.True(Server.Requests.Snapshot()[0].BytesSent < 100 << 20);
    }

    [Fact]
    public async Task Tls_with_the_written_certificate_and_http2()
    {
        var path = Path.GetTempFileName();
        try
        {
            await using var server = await SandboxServer.StartAsync(new SandboxServerOptions { Https = true, Http2 = true, CertificatePemPath = path });
            using var trusted = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(path));
            using var handler = new SocketsHttpHandler();
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(trusted);
            using var client = new HttpClient(handler) { BaseAddress = server.BaseUri };
            foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, Report) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
                request.Headers.Add("Authorization", "Bearer t-sandbox");
                using var answer = await client.SendAsync(request);
                Assert.Equal((version, 863), (answer.Version, (await answer.Content.ReadAsByteArrayAsync()).Length));
            }

            // Faults of framing work below TLS too.
            server.Faults.Add(new LarkResources.Sandbox.Server.Faults.Fault { Action = LarkResources.Sandbox.Server.Faults.FaultAction.Cut, At = 5 });
            using var plain = new HttpRequestMessage(HttpMethod.Get, Report);
            plain.Headers.Add("Authorization", "Bearer t-sandbox");
            await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(plain));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Brakes_hold_for_each_connection()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions { BytesPerSecond = 2 << 20, Latency = TimeSpan.FromMilliseconds(40) });
        using var client = new HttpClient { BaseAddress = server.BaseUri };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer t-sandbox");
        var watch = new Stopwatch();

        // How fast the machine is does not matter, but it may be put aside during one of the two.
        for (var attempt = 1; ; attempt++)
        {
            watch.Restart();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.GetByteArrayAsync(Mebibyte)));
            var sideBySide = watch.Elapsed;
            Assert.True(sideBySide >= TimeSpan.FromMilliseconds(480), $"{sideBySide}");

            // One after the other they share a connection, and with it one brake.
            watch.Restart();
            for (var one = 0; one < 4; one++)
            {
                await client.GetByteArrayAsync(Mebibyte);
            }

            var inOrder = watch.Elapsed;
            if (sideBySide < inOrder)
            {
                break;
            }

            Assert.True(attempt < 6, $"{sideBySide}, {inOrder}");
        }

        watch.Restart();
        using var small = await client.GetAsync("/open-apis/im/v1/chats");
        Assert.True(watch.ElapsedMilliseconds >= 39);
    }

    [Fact]
    public async Task The_quota_refuses_what_is_too_much_and_lets_it_pass_later()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions { PerSecond = 5, PerMinute = 8 });
        using var client = new HttpClient { BaseAddress = server.BaseUri };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer t-sandbox");

        // The first call of a process takes long; those that are to fall into one second go at once.
        await client.GetAsync("/open-apis/im/v1/messages");
        Assert.Equal([(200, null), (200, null), (200, null), (200, null), (200, null), (429, 1)], await CallAsync(6));
        await Task.Delay(1050);
        var later = await CallAsync(8);
        Assert.Equal([200, 200, 200, 429, 429, 429, 429, 429], later.Select(answer => answer.Status));
        Assert.All(later.Skip(3), answer => Assert.InRange(answer.Reset!.Value, 1, 60));
        Assert.Contains(later, answer => answer.Reset > 1);
        var stats = server.Requests.Stats()["GET /open-apis/im/v1/chats"];
        Assert.Equal((14, 6, 14), (stats.Calls, stats.Refused, stats.MaxCallsInOneMinute));
        Assert.InRange(stats.MaxCallsInOneSecond, 6, 14);

        async Task<(int Status, double? Reset)[]> CallAsync(int calls)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, calls).Select(async _ =>
            {
                using var answer = await client.GetAsync("/open-apis/im/v1/chats");
                return ((int)answer.StatusCode, answer.Headers.TryGetValues("x-ogw-ratelimit-reset", out var reset) ? double.Parse(reset.Single(), CultureInfo.InvariantCulture) : (double?)null);
            }));
            return [.. answers.Order()];
        }
    }

    [Fact]
    public async Task Control_calls_plan_read_and_reset()
    {
        using var planned = await Client.PutAsync("/_sandbox/faults", new StringContent("""[{"action":"cut","pathContains":"report","at":3},{"action":"rateLimited429","times":0,"resetSeconds":0.5}]"""));
        Assert.Equal(HttpStatusCode.OK, planned.StatusCode);
        Assert.Equal(3, (await RawAsync(Report)).Body.Length);
        Assert.Equal("429", (await RawAsync(Report)).Status);
        var faults = JsonNode.Parse(await Client.GetStringAsync("/_sandbox/faults"))!.AsArray();
        Assert.Equal((2, 1, "cut"), (faults.Count, (int)faults[0]!["fired"]!, (string)faults[0]!["fault"]!["action"]!));
        using var removed = await Client.DeleteAsync("/_sandbox/faults");
        Assert.Equal("200", (await RawAsync(Report)).Status);
        var requests = JsonNode.Parse(await Client.GetStringAsync("/_sandbox/requests"))!.AsArray();
        Assert.Equal(["Cut", "RateLimited429", null], requests.Select(request => (string?)request!["fault"]));
        Assert.DoesNotContain("t-sandbox", requests.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(3, (int)JsonNode.Parse(await Client.GetStringAsync("/_sandbox/stats"))!["GET /open-apis/im/v1/messages/:message_id/resources/:file_key"]!["calls"]!);
        Assert.Equal(863, (int)JsonNode.Parse(await Client.GetStringAsync("/_sandbox/resources/file_v3_sandbox_report"))!["length"]!);
        using var reset = await Client.PostAsync("/_sandbox/reset", null);
        Assert.Equal("[]", await Client.GetStringAsync("/_sandbox/requests"));
        using var wrong = await Client.PutAsync("/_sandbox/faults", new StringContent("""[{"action":"cut","att":3}]"""));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Control_calls_set_the_time_edit_and_recall()
    {
        const string image = "/open-apis/im/v1/messages/" + SandboxWorld.ImageMessageId;
        using var early = await Client.PutAsync("/_sandbox/now?time=2026-11-16T01:04:59.999Z", null);
        Assert.Equal(99992354, (int)JsonNode.Parse((await RawAsync(image)).Body)!["code"]!);
        using var later = await Client.PostAsync("/_sandbox/now?time=" + Uri.EscapeDataString("2026-11-16T09:05:00+08:00"), null);
        Assert.Equal("200", (await RawAsync(image)).Status);
        using var edited = await Client.PostAsync("/_sandbox/edit?message=" + SandboxWorld.TextMessageId, null);
        var key = (string)JsonNode.Parse(await edited.Content.ReadAsStringAsync())!["key"]!;
        Assert.Contains(key, await Client.GetStringAsync("/open-apis/im/v1/messages/" + SandboxWorld.TextMessageId), StringComparison.Ordinal);
        Assert.Equal(SandboxFiles.LengthOf(key), (int)JsonNode.Parse(await Client.GetStringAsync("/_sandbox/resources/" + key))!["length"]!);
        using var recalled = await Client.PostAsync("/_sandbox/recall?message=" + SandboxWorld.ImageMessageId, null);
        Assert.True((bool)JsonNode.Parse(await Client.GetStringAsync(image))!["data"]!["items"]![0]!["deleted"]!);
        foreach (var wrong in new[] { "now?time=soon", "edit?message=om_nowhere", "edit", "recall?message=" + SandboxWorld.VideoMessageId })
        {
            using var refused = await Client.PostAsync("/_sandbox/" + wrong, null);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using var reset = await Client.PostAsync("/_sandbox/reset", null);
        Assert.DoesNotContain("\"deleted\":true", await Client.GetStringAsync(image), StringComparison.Ordinal);
        Assert.Equal("200", (await RawAsync("/open-apis/im/v1/messages/" + SandboxWorld.VideoMessageId)).Status);
    }

    [Fact]
    public async Task A_control_call_tells_what_a_mixed_chat_must_come_out_as()
    {
        var told = JsonNode.Parse(await Client.GetStringAsync("/_sandbox/mixed/100/4"))!.AsArray();
        var expected = SandboxFiles.OfMixedChat(100, 4);
        Assert.Equal(expected.Select(resource => (resource.FileKey, resource.Sha256)), told.Select(row => ((string)row!["fileKey"]!, (string)row["sha256"]!)));
        Assert.Equal(expected.Select(resource => resource.Code), told.Select(row => (int?)row!["code"]));
        using var wrong = await Client.GetAsync("/_sandbox/mixed/0/4");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task As_a_process_it_says_where_it_listens_and_ends_with_its_parent()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SandboxServer).Assembly.Location, "--port", "0", "--exit-with-stdin", "--other-host"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        Assert.StartsWith("listening http://127.0.0.1:", line, StringComparison.Ordinal);
        Assert.StartsWith("other http://127.0.0.1:", await process.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = new Uri(line!["listening ".Length..]) };
        using var answer = await client.GetAsync(Report);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await process.WaitForExitAsync(patience.Token);
        Assert.Equal(0, process.ExitCode);
    }
}
