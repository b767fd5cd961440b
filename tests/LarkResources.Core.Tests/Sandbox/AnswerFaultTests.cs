using System.Net;
using System.Text.Json.Nodes;

namespace LarkResources.Tests.Sandbox;

/// <summary>The faults whose frames are right and whose content is not.</summary>
public sealed class AnswerFaultTests : ServerTests
{
    protected override SandboxServerOptions Options => new() { OtherHost = true };

    [Fact]
    public async Task Content_range_can_lie_in_three_ways()
    {
        Plan(
            new Fault { Action = FaultAction.WrongContentRange, Shift = 10 },
            new Fault { Action = FaultAction.WrongContentRange, End = 900 },
            new Fault { Action = FaultAction.WrongContentRange, Total = 5 });
        Assert.Equal("bytes 10-109/863", (await RawAsync(Report, "bytes=0-99")).Header("Content-Range"));
        Assert.Equal("bytes 0-900/863", (await RawAsync(Report, "bytes=0-99")).Header("Content-Range"));
        Assert.Equal("bytes 0-99/5", (await RawAsync(Report, "bytes=0-99")).Header("Content-Range"));
    }

    [Fact]
    public async Task A_range_can_be_shortened_or_ignored()
    {
        Plan(
            new Fault { Action = FaultAction.ShortenRange, Count = 7, RangeStart = 50 },
            new Fault { Action = FaultAction.IgnoreRange, RangeStart = 50 });
        Assert.Equal(100, (await RawAsync(Report, "bytes=0-99")).Body.Length);
        var shortened = await RawAsync(Report, "bytes=50-99");
        Assert.Equal(("bytes 50-56/863", 7), (shortened.Header("Content-Range"), shortened.Body.Length));
        var ignored = await RawAsync(Report, "bytes=50-99");
        Assert.Equal(("200", 863), (ignored.Status, ignored.Body.Length));
    }

    [Fact]
    public async Task Statuses_and_pages_of_proxies()
    {
        Plan(
            new Fault { Action = FaultAction.Status416, Total = 863 },
            new Fault { Action = FaultAction.Html400 },
            new Fault { Action = FaultAction.Html502 },
            new Fault { Action = FaultAction.Status, Status = 503, RetryAfter = "2" },
            new Fault { Action = FaultAction.Status, Status = 408 });
        var range = await RawAsync(Report);
        Assert.Equal(("416", "bytes */863"), (range.Status, range.Header("Content-Range")));
        Assert.Contains("<h1>400 Bad Request", (await RawAsync(Report)).Body, StringComparison.Ordinal);
        Assert.Equal("text/html; charset=utf-8", (await RawAsync(Report)).Header("Content-Type"));
        var busy = await RawAsync(Report);
        Assert.Equal(("503", "2", "0", ""), (busy.Status, busy.Header("Retry-After"), busy.Header("Content-Length"), busy.Body));
        Assert.Equal("408", (await RawAsync(Report)).Status);
        Assert.Equal("200", (await RawAsync(Report)).Status);
    }

    [Fact]
    public async Task Errors_of_the_api_with_any_status()
    {
        Plan(
            new Fault { Action = FaultAction.JsonErrorAt200, Code = 234037 },
            new Fault { Action = FaultAction.ApiError, Code = 234019 },
            new Fault { Action = FaultAction.ApiError, Code = 234002, Status = 403 },
            new Fault { Action = FaultAction.RateLimited429, ResetSeconds = 0.25 },
            new Fault { Action = FaultAction.RateLimited400, ResetSeconds = 3 });
        Assert.Equal((200, 234037, null), await ErrorAsync());
        Assert.Equal((400, 234019, null), await ErrorAsync());
        Assert.Equal((403, 234002, null), await ErrorAsync());
        Assert.Equal((429, 99991400, "0.25"), await ErrorAsync());
        Assert.Equal((400, 99991400, "3"), await ErrorAsync());
    }

    [Fact]
    public async Task An_expired_token_takes_every_issued_token_along()
    {
        async Task<string> Token()
        {
            using var answer = await Client.PostAsync("/open-apis/auth/v3/tenant_access_token/internal", new StringContent("""{"app_id":"cli_sandbox","app_secret":"sandbox-secret"}"""));
            return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["tenant_access_token"]!;
        }

        var first = await Token();
        Plan(new Fault { Action = FaultAction.ExpiredToken, PathContains = "/resources/" });
        Assert.Equal(99991663, (await ErrorAsync()).Code);
        var second = await Token();
        Assert.NotEqual(first, second);
        Plan(new Fault { Action = FaultAction.ExpiredToken, PathContains = "/resources/", SameToken = true });
        Assert.Equal(99991663, (await ErrorAsync()).Code);
        Assert.Equal(second, await Token());
    }

    [Fact]
    public async Task A_redirect_leads_to_the_other_host_which_asks_for_no_token()
    {
        Plan(new Fault { Action = FaultAction.Redirect, Location = Server.OtherBaseUri!.ToString(), Times = 0 });
        Assert.Equal(863, (await Client.GetByteArrayAsync(Report)).Length);
        var seen = Server.Requests.Snapshot();
        Assert.Equal([true, false], seen.Select(request => request.HasAuthorization));
        Assert.Equal([false, true], seen.Select(request => request.OnOtherHost));
        Assert.Equal(302, seen[0].Status);
    }

    [Fact]
    public async Task A_changed_file_stays_changed()
    {
        Plan(new Fault { Action = FaultAction.ChangedTotal, RangeStart = 100, Total = 500, Seed = 3 });
        using var before = await RangeAsync(Mebibyte, 0, 99);
        using var after = await RangeAsync(Mebibyte, 100, 199);
        Assert.Equal((1048576, 500), (before.Content.Headers.ContentRange!.Length, after.Content.Headers.ContentRange!.Length));
        var whole = await Client.GetByteArrayAsync(Mebibyte);
        Assert.Equal(SandboxFiles.Sha256Of(500, 3), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(whole)).ToLowerInvariant());
    }

    [Theory]
    [InlineData("\"one\"", 206)]
    [InlineData("\"two\"", 200)]
    public async Task A_validator_is_compared(string ifRange, int status)
    {
        Plan(new Fault { Action = FaultAction.Validator, ETag = "\"one\"", LastModified = "Fri, 20 Nov 2026 01:00:00 GMT", Times = 0 });
        using var request = new HttpRequestMessage(HttpMethod.Get, Report);
        request.Headers.Range = new(0, 9);
        request.Headers.TryAddWithoutValidation("If-Range", ifRange);
        using var answer = await Client.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("\"one\"", answer.Headers.ETag!.Tag);
        Assert.Equal(2026, answer.Content.Headers.LastModified!.Value.Year);
    }

    [Fact]
    public async Task Gzip_comes_uninvited()
    {
        Plan(new Fault { Action = FaultAction.Gzip });
        using var plain = await Client.GetAsync(Report);
        Assert.Equal("gzip", plain.Content.Headers.ContentEncoding.Single());
        Plan(new Fault { Action = FaultAction.Gzip });
        using var unpacking = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip });
        unpacking.DefaultRequestHeaders.Add("Authorization", "Bearer t-sandbox");
        Assert.Equal(863, (await unpacking.GetByteArrayAsync(new Uri(Server.BaseUri, Report))).Length);
    }

    [Fact]
    public async Task Call_numbers_and_methods_choose_the_request()
    {
        Plan(
            new Fault { Action = FaultAction.Html400, Method = "POST", Times = 0 },
            new Fault { Action = FaultAction.Html502, PathContains = "report", CallNumbers = [2, 3] });
        var statuses = new List<string>();
        foreach (var path in new[] { Report, Mebibyte, Report, Report, Report })
        {
            statuses.Add((await RawAsync(path)).Status);
        }

        Assert.Equal(["200", "200", "502", "502", "200"], statuses);
        Assert.Equal([0, 2], Server.Faults.Snapshot().Select(entry => entry.Fired));
    }

    private async Task<(int Status, int Code, string? Reset)> ErrorAsync()
    {
        using var answer = await Client.GetAsync(Report);
        var code = (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!;
        return ((int)answer.StatusCode, code, answer.Headers.TryGetValues("x-ogw-ratelimit-reset", out var values) ? values.Single() : null);
    }
}
