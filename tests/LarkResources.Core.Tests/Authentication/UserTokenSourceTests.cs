using System.Net;
using System.Text.Json;

namespace LarkResources.Tests.Authentication;

public sealed class UserTokenSourceTests : IDisposable
{
    private const string DevicePath = "/oauth/v1/device_authorization";
    private const string TokenPath = "/open-apis/authen/v2/oauth/token";

    private readonly TokenRig rig = new();
    private readonly List<DeviceAuthorization> shown = [];

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Confirmed_at_the_second_poll_it_gives_a_token_of_the_user()
    {
        using var source = rig.User();
        await SignInAsync(source, "im:message:readonly");
        var token = await rig.TokenOf(source);
        Assert.True(await rig.IsGoodAsync(token, "authen/v1/user_info"));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)], rig.Clock.Waits);
        Assert.Contains(shown[0].UserCode, shown[0].Link, StringComparison.Ordinal);
        Assert.DoesNotContain(shown[0].DeviceCode, shown[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("offline_access", Uri.UnescapeDataString(rig.Asked[0].Body), StringComparison.Ordinal);
        Assert.DoesNotContain(SandboxCredentials.AppSecret, rig.Asked[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SandboxWorld.DeniedScope, "Unauthorized", "declined")]
    [InlineData(SandboxWorld.ExpiredScope, "Timeout", "expired")]
    [InlineData(SandboxWorld.NeverScope, "Timeout", "expired")]
    public async Task What_ends_without_a_token_says_so(string scope, string errorId, string word)
    {
        using var source = rig.User();
        var e = await Assert.ThrowsAsync<LarkException>(() => SignInAsync(source, scope));
        Assert.Equal(errorId, e.ErrorId);
        Assert.Contains(word, e.Message, StringComparison.Ordinal);
        Assert.Contains("-DeviceCode", e.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_waited_for_beyond_the_life_of_the_code()
    {
        using var source = rig.User();
        await Assert.ThrowsAsync<LarkException>(() => SignInAsync(source, SandboxWorld.NeverScope));
        Assert.Equal(TimeSpan.FromSeconds(240), rig.Clock.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait));
    }

    [Fact]
    public async Task Told_to_slow_down_it_adds_five_seconds()
    {
        using var source = rig.User();
        await SignInAsync(source, SandboxWorld.SlowDownScope);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6)], rig.Clock.Waits);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"code":20050,"error":"server_error"}""")]
    [InlineData("""{"code":20072,"error":"temporarily_unavailable"}""")]
    public async Task A_network_or_server_that_is_away_for_a_while_does_not_end_the_wait(string? response)
    {
        // The second and third question get no answer; the platform has seen neither.
        var asked = 0;
        rig.Answer = (path, _) => path != TokenPath || ++asked is not (2 or 3) ? null
            : response is null ? throw NoConnection() : TokenRig.Json(response, HttpStatusCode.ServiceUnavailable);
        using var source = rig.User();
        await SignInAsync(source, SandboxWorld.SlowDownScope);
        Assert.True(await rig.IsGoodAsync(await rig.TokenOf(source), "authen/v1/user_info"));
        Assert.Equal([1, 6, 12, 15], rig.Clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_network_that_stays_away_is_told_when_the_code_has_expired()
    {
        var asked = 0;
        rig.Answer = (path, _) => path == TokenPath && ++asked > 1 ? throw NoConnection() : null;
        using var source = rig.User();
        var e = await Assert.ThrowsAsync<LarkException>(() => SignInAsync(source, SandboxWorld.NeverScope));
        Assert.Equal("ConnectionFailed", e.ErrorId);
        Assert.EndsWith("The code has expired meanwhile.", e.Message, StringComparison.Ordinal);
        Assert.Equal([1, 1, 2, 4, 8, 15, 15], rig.Clock.Waits.Take(7).Select(wait => wait.TotalSeconds));
        Assert.Equal(240, rig.Clock.Waits.Sum(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_at_all_is_told_at_once()
    {
        rig.Answer = (path, _) => path == TokenPath ? throw NoConnection() : null;
        using var source = rig.User();
        Assert.Equal("ConnectionFailed", (await Assert.ThrowsAsync<LarkException>(() => SignInAsync(source))).ErrorId);
        Assert.Single(rig.Clock.Waits);
    }

    [Theory]
    [InlineData("invalid_grant", "")]
    [InlineData("expired_token", "The code expired before the sign-in was confirmed. ")]
    public async Task A_code_that_is_refused_after_a_lost_response_may_have_been_granted(string error, string text)
    {
        var asked = 0;
        rig.Answer = (path, _) => path != TokenPath ? null : ++asked switch
        {
            1 => null,
            2 => throw NoConnection(),
            _ => TokenRig.Json($$"""{"error":"{{error}}"}""", HttpStatusCode.BadRequest),
        };
        using var source = rig.User();
        var e = await Assert.ThrowsAsync<LarkException>(() => SignInAsync(source, SandboxWorld.NeverScope));
        Assert.StartsWith(text, e.Message, StringComparison.Ordinal);
        Assert.Contains("The request before this one failed; the sign-in may have been granted to it.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wait_ends_when_the_caller_gives_up()
    {
        using var source = rig.User();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            source.SignInAsync(rig.SendAsync, [SandboxWorld.NeverScope], shown.Add, _ => stop.Cancel(), stop.Token));
        Assert.Equal(0, rig.CountOf(TokenPath));
    }

    [Theory]
    [InlineData("wrong", 20002)]
    [InlineData(SandboxCredentials.AppSecret, null)]
    public async Task The_sign_in_needs_the_right_app(string secret, int? code)
    {
        using var source = new UserTokenSource(new(TokenRig.BaseUri, SandboxCredentials.AppId, new(secret)), null, rig.Clock);
        var e = await Record.ExceptionAsync(() => SignInAsync(source)) as LarkException;
        Assert.Equal(code, e?.Code);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"device_code":"d","user_code":"u"}""")]
    [InlineData("""{"device_code":"d","user_code":"u","verification_uri":"javascript:alert(1)"}""")]
    public async Task An_answer_without_code_or_link_is_an_error(string body)
    {
        rig.Answer = (_, _) => TokenRig.Json(body);
        using var source = rig.User();
        Assert.Equal("UnexpectedResponse", (await Assert.ThrowsAsync<LarkException>(() => SignInAsync(source))).ErrorId);
    }

    [Fact]
    public async Task What_a_person_is_shown_has_neither_secrets_nor_what_a_terminal_obeys()
    {
        var said = "A\u001b]0;x\u0007\u202e\n" + SandboxCredentials.AppSecret;
        rig.Answer = (path, _) => path.EndsWith("device_authorization", StringComparison.Ordinal) ? TokenRig.Json(JsonSerializer.Serialize(new
        {
            device_code = "d",
            user_code = said,
            verification_uri = "https://accounts.example.com/?x=" + SandboxCredentials.AppSecret,
            expires_in = 10_000_000,
            interval = 9_000_000,
        })) : TokenRig.Json("{}");
        using var source = rig.User();
        await Assert.ThrowsAsync<LarkException>(() => SignInAsync(source));
        Assert.DoesNotContain(shown[0].UserCode, char.IsControl);
        Assert.DoesNotContain("\u202e", shown[0].UserCode, StringComparison.Ordinal);
        Assert.DoesNotContain(SandboxCredentials.AppSecret, shown[0].UserCode + shown[0].Link, StringComparison.Ordinal);

        // A timer cannot wait for seven weeks.
        Assert.All(rig.Clock.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task Every_refresh_token_is_used_once()
    {
        using var source = rig.User();
        await SignInAsync(source);
        var tokens = new HashSet<string> { await rig.TokenOf(source) };
        for (var i = 0; i < 3; i++)
        {
            rig.Clock.Advance(TimeSpan.FromHours(3));
            Assert.True(tokens.Add(await rig.TokenOf(source)));
        }

        var used = rig.Asked.Where(request => request.Body.Contains("grant_type=refresh_token", StringComparison.Ordinal)).Select(request => request.Body).ToArray();
        Assert.Equal(3, used.Length);
        Assert.Equal(used, used.Distinct());
    }

    [Fact]
    public async Task A_refresh_token_that_is_not_replaced_is_kept()
    {
        rig.Answer = (_, body) => body.Contains("grant_type=refresh_token", StringComparison.Ordinal)
            ? TokenRig.Json("""{"code":0,"access_token":"u-next","expires_in":7200}""") : null;
        using var source = rig.User();
        await SignInAsync(source);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            rig.Clock.Advance(TimeSpan.FromHours(3));
            Assert.Equal("u-next", await rig.TokenOf(source));
        }

        var used = rig.Asked.Where(request => request.Body.Contains("grant_type=refresh_token", StringComparison.Ordinal)).Select(request => request.Body).ToArray();
        Assert.Equal(2, used.Length);
        Assert.Single(used.Distinct());
    }

    [Fact]
    public async Task An_access_token_that_is_too_long_to_keep_is_an_error()
    {
        rig.Answer = (_, body) => body.Contains("device_code=", StringComparison.Ordinal)
            ? TokenRig.Json($$"""{"code":0,"access_token":"{{new string('u', 70_000)}}","expires_in":7200}""") : null;
        using var source = rig.User();
        Assert.Equal("UnexpectedResponse", (await Assert.ThrowsAsync<LarkException>(() => SignInAsync(source))).ErrorId);
    }

    [Theory]
    [InlineData("ur-a\\nur-b")]
    [InlineData("ur a")]
    [InlineData("ur-\\u202E")]
    [InlineData(null)]
    public async Task A_refresh_token_that_is_not_valid_is_an_error_and_is_not_kept(string? sent)
    {
        sent ??= new string('u', TokenGrant.Longest + 1);
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        rig.Answer = (_, body) => body.Contains("device_code=", StringComparison.Ordinal)
            ? TokenRig.Json($$"""{"code":0,"access_token":"u-next","expires_in":7200,"refresh_token":"{{sent}}"}""") : null;
        using var source = rig.User(new(path, TokenRig.Owner));
        Assert.Equal("UnexpectedResponse", (await Assert.ThrowsAsync<LarkException>(() => SignInAsync(source))).ErrorId);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_refresh_token_is_not_spent_where_the_next_one_could_not_be_kept()
    {
        // A name that leaves no room for that of the file beside it stands for a full disk, or a folder that takes no new file.
        using var folder = new TemporaryFolder();
        var path = folder.File(new string('t', 230));
        WriteToken(path, "ur-kept");
        using var source = rig.User(new(path, TokenRig.Owner));
        Assert.Equal("WriteFailed", (await Assert.ThrowsAsync<LarkException>(() => SignInAsync(source))).ErrorId);
        Assert.Empty(rig.Asked);
        Assert.Equal("ur-kept", new RefreshTokenFile(path, TokenRig.Owner).Read());
    }

    [Theory]
    [InlineData(1.92)]
    [InlineData(3)]
    public async Task What_was_granted_is_used_though_it_could_not_be_kept_and_the_next_renewal_keeps_it(double hours)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        using var source = rig.User(new(path, TokenRig.Owner));
        await SignInAsync(source);
        var first = await rig.TokenOf(source);
        rig.Clock.Advance(TimeSpan.FromHours(hours));

        // Another file gets the name while the renewal is on its way.
        rig.Answer = (_, _) =>
        {
            File.WriteAllText(path, "of a person");
            return null;
        };
        Assert.Equal("WriteFailed", (await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source))).ErrorId);
        rig.Answer = null;
        File.Delete(path);
        var asked = rig.Asked.Count;
        Assert.NotEqual(first, await rig.TokenOf(source));
        Assert.True(await rig.IsGoodAsync(await rig.TokenOf(source), "authen/v1/user_info"));
        Assert.DoesNotContain(rig.Asked.Skip(asked), request => request.Body.Contains("refresh_token", StringComparison.Ordinal));
        rig.Clock.Advance(TimeSpan.FromHours(3));
        Assert.True(await rig.IsGoodAsync(await rig.TokenOf(source), "authen/v1/user_info"));
        Assert.NotNull(new RefreshTokenFile(path, TokenRig.Owner).Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_folder_that_is_gone_at_the_end_of_a_renewal_is_told_as_what_could_not_be_written(bool isNowAFile)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("deep/token");
        using var source = rig.User(new(path, TokenRig.Owner));
        await SignInAsync(source);
        rig.Clock.Advance(TimeSpan.FromHours(3));
        rig.Answer = (_, _) =>
        {
            if (!OperatingSystem.IsWindows())
            {
                Directory.Delete(folder.File("deep"), recursive: true);
                File.WriteAllText(folder.File(isNowAFile ? "deep" : "other"), string.Empty);
            }

            return null;
        };
        if (OperatingSystem.IsWindows())
        {
            // A folder with an open file in it stays.
            Assert.NotNull(await rig.TokenOf(source));
            return;
        }

        var e = await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source));
        rig.Answer = null;
        Assert.Equal("WriteFailed", e.ErrorId);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.True(await rig.IsGoodAsync(await rig.TokenOf(source), "authen/v1/user_info"));
    }

    [Fact]
    public async Task A_renewal_has_room_for_the_next_token_before_it_spends_the_one_at_hand()
    {
        using var folder = new TemporaryFolder();
        using var source = rig.User(new(folder.File("token"), TokenRig.Owner));
        await SignInAsync(source);
        rig.Clock.Advance(TimeSpan.FromHours(3));
        var room = new List<long>();
        rig.Answer = (_, _) =>
        {
            room.AddRange(Directory.GetFiles(folder.Path, "token.*.new").Select(file => new FileInfo(file).Length));
            return null;
        };
        await rig.TokenOf(source);
        Assert.True(Assert.Single(room) > TokenGrant.Longest);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.new"));
    }

    [Fact]
    public async Task A_session_uses_what_was_granted_beside_a_refresh_token_that_cannot_be_kept()
    {
        using var source = rig.User();
        await SignInAsync(source);
        rig.Clock.Advance(TimeSpan.FromHours(3));
        rig.Answer = (_, body) => body.Contains("grant_type=refresh_token", StringComparison.Ordinal)
            ? TokenRig.Json("""{"code":0,"access_token":"u-granted","expires_in":7200,"refresh_token":"ur a"}""") : null;
        Assert.Equal("UnexpectedResponse", (await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source))).ErrorId);
        Assert.Equal("u-granted", await rig.TokenOf(source));
    }

    [Fact]
    public async Task A_refresh_token_that_was_refused_for_good_is_not_sent_with_each_call()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        using var source = rig.User(new(path, TokenRig.Owner));
        await SignInAsync(source);
        rig.Clock.Advance(TimeSpan.FromHours(3));
        rig.Answer = (_, body) => body.Contains("grant_type=refresh_token", StringComparison.Ordinal) ? TokenRig.Json("""{"code":20073,"error":"invalid_grant"}""", System.Net.HttpStatusCode.BadRequest) : null;
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("SignInExpired", (await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source))).ErrorId);
        }

        Assert.Equal(1, rig.Asked.Count(request => request.Body.Contains("grant_type=refresh_token", StringComparison.Ordinal)));

        // Another session has signed in.
        rig.Answer = null;
        using (var other = rig.User(new(folder.File("other"), TokenRig.Owner)))
        {
            await SignInAsync(other);
        }

        File.Move(folder.File("other"), path, overwrite: true);
        Assert.True(await rig.IsGoodAsync(await rig.TokenOf(source), "authen/v1/user_info"));
    }

    [Fact]
    public async Task A_connection_that_is_closed_lets_a_renewal_end_that_has_spent_the_token()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        var source = rig.User(new(path, TokenRig.Owner));
        await SignInAsync(source);
        var before = new RefreshTokenFile(path, TokenRig.Owner).Read();
        var connection = new LarkConnection(SandboxCredentials.AppId, TokenRig.BaseUri, LarkIdentity.User, new() { }, source, () => rig.Handler);
        rig.Clock.Advance(TimeSpan.FromHours(3));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Gate = gate.Task;
        var asked = rig.Asked.Count;
        var renewal = rig.TokenOf(source);
        Assert.True(SpinWait.SpinUntil(() => AskedCount() > asked, TimeSpan.FromSeconds(30)));
        var closing = Task.Run(connection.Close);
        await Task.WhenAny(closing, Task.Delay(200));
        Assert.False(closing.IsCompleted);

        // None begins any more, whose end would be cut off.
        Assert.Throws<LarkException>(() => connection.Client());
        gate.SetResult();
        await closing;
        await renewal;
        Assert.NotEqual(before, new RefreshTokenFile(path, TokenRig.Owner).Read());
    }

    private int AskedCount()
    {
        lock (rig.Asked)
        {
            return rig.Asked.Count;
        }
    }

    /// <summary>As the module writes it.</summary>
    private static void WriteToken(string path, string token)
    {
        File.WriteAllText(path, $"LarkResources refresh token 2\n{TokenRig.Owner}\n{token}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Without_a_refresh_token_the_end_is_told()
    {
        using var source = rig.User();
        await SignInAsync(source, SandboxWorld.NoRefreshScope);
        rig.Clock.Advance(TimeSpan.FromHours(3));
        var e = await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source));
        Assert.Equal("NotConnected", e.ErrorId);
        Assert.Contains("offline_access", e.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SandboxCredentials.ExpiredRefreshToken)]
    [InlineData(SandboxCredentials.RevokedRefreshToken)]
    [InlineData("ur-unknown")]
    public async Task A_stored_token_that_is_dead_leads_to_a_new_sign_in(string stored)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        new RefreshTokenFile(path, TokenRig.Owner).Write(stored);
        using var source = rig.User(new(path, TokenRig.Owner));
        await SignInAsync(source);
        Assert.Single(shown);
        Assert.NotEqual(stored, new RefreshTokenFile(path, TokenRig.Owner).Read());
    }

    [Theory]
    [InlineData(20008, true)]
    [InlineData(20024, true)]
    [InlineData(20066, true)]
    [InlineData(20002, false)]
    public async Task A_stored_token_of_another_app_or_of_someone_who_left_leads_to_a_new_sign_in(int code, bool isAsked)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        new RefreshTokenFile(path, TokenRig.Owner).Write("ur-other");
        rig.Answer = (_, body) => body.Contains("grant_type=refresh_token", StringComparison.Ordinal) ? TokenRig.Json($$"""{"code":{{code}},"error":"invalid_grant","error_description":"no"}""") : null;
        using var source = rig.User(new(path, TokenRig.Owner));
        var e = await Record.ExceptionAsync(() => SignInAsync(source)) as LarkException;
        Assert.Equal(isAsked ? null : code, e?.Code);
        Assert.Equal(isAsked ? 1 : 0, shown.Count);
        Assert.Equal(isAsked, new RefreshTokenFile(path, TokenRig.Owner).Read() != "ur-other");
    }

    [Fact]
    public async Task A_dead_stored_token_is_not_tried_again_when_the_new_sign_in_gives_none()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        new RefreshTokenFile(path, TokenRig.Owner).Write(SandboxCredentials.ExpiredRefreshToken);
        using var source = rig.User(new(path, TokenRig.Owner));
        await SignInAsync(source, SandboxWorld.NoRefreshScope);
        rig.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal("NotConnected", (await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source))).ErrorId);
    }

    [Fact]
    public async Task A_second_session_goes_on_without_a_sign_in()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        using (var first = rig.User(new(path, TokenRig.Owner)))
        {
            await SignInAsync(first);
        }

        var before = new RefreshTokenFile(path, TokenRig.Owner).Read();
        using var second = rig.User(new(path, TokenRig.Owner));
        await SignInAsync(second);
        Assert.Single(shown);
        Assert.Equal(1, rig.CountOf(DevicePath));
        Assert.NotEqual(before, new RefreshTokenFile(path, TokenRig.Owner).Read());
        Assert.True(await rig.IsGoodAsync(await rig.TokenOf(second), "authen/v1/user_info"));
    }

    [Fact]
    public async Task Sessions_that_share_the_file_use_each_refresh_token_once()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        using (var first = rig.User(new(path, TokenRig.Owner)))
        {
            await SignInAsync(first);
        }

        var sessions = Enumerable.Range(0, 8).Select(_ => rig.User(new(path, TokenRig.Owner))).ToArray();
        foreach (var session in sessions)
        {
            await SignInAsync(session);
        }

        for (var renewal = 0; renewal < 3; renewal++)
        {
            rig.Clock.Advance(TimeSpan.FromHours(3));
            var tokens = await Task.WhenAll(sessions.Select(session => Task.Run(() => rig.TokenOf(session))));
            Assert.Equal(8, tokens.Distinct().Count());
        }

        Assert.Single(shown);
        var used = rig.Asked.Where(request => request.Body.Contains("grant_type=refresh_token", StringComparison.Ordinal)).Select(request => request.Body).ToArray();
        Assert.Equal(8 + (3 * 8), used.Length);
        Assert.Equal(used, used.Distinct());
        Array.ForEach(sessions, session => session.Dispose());
    }

    [Fact]
    public async Task A_refresh_token_that_could_not_be_kept_in_the_file_is_used_all_the_same()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        using var source = rig.User(new(path, TokenRig.Owner));
        await SignInAsync(source);
        rig.Clock.Advance(TimeSpan.FromHours(3));
        File.Delete(path);
        Directory.CreateDirectory(path);
        Assert.Equal("WriteFailed", (await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source))).ErrorId);
        Directory.Delete(path);
        Assert.True(await rig.IsGoodAsync(await rig.TokenOf(source), "authen/v1/user_info"));
        Assert.Single(shown);
    }

    [Fact]
    public async Task An_older_file_that_was_put_back_does_not_end_the_session()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        using var source = rig.User(new(path, TokenRig.Owner));
        await SignInAsync(source);
        var older = new RefreshTokenFile(path, TokenRig.Owner).Read()!;
        rig.Clock.Advance(TimeSpan.FromHours(3));
        await rig.TokenOf(source);
        new RefreshTokenFile(path, TokenRig.Owner).Write(older);
        rig.Clock.Advance(TimeSpan.FromHours(3));
        Assert.True(await rig.IsGoodAsync(await rig.TokenOf(source), "authen/v1/user_info"));
        Assert.NotEqual(older, new RefreshTokenFile(path, TokenRig.Owner).Read());
        Assert.Single(shown);
    }

    [Fact]
    public async Task A_file_that_gets_the_name_during_a_renewal_stays()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        using var source = rig.User(new(path, TokenRig.Owner));
        await SignInAsync(source);
        rig.Clock.Advance(TimeSpan.FromHours(3));
        rig.Answer = (_, body) =>
        {
            File.WriteAllText(path, "mine");
            return null;
        };
        Assert.Equal("WriteFailed", (await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source))).ErrorId);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_for_the_file_is_told_at_once()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("file"), "somebody's");
        using var source = rig.User(new(Path.Combine(folder.File("file"), "token"), TokenRig.Owner));
        Assert.Equal("WriteFailed", (await Assert.ThrowsAsync<LarkException>(() => SignInAsync(source))).ErrorId);
        Assert.Empty(shown);
    }

    [Fact]
    public async Task A_passing_fault_does_not_cost_the_stored_token()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        new RefreshTokenFile(path, TokenRig.Owner).Write("ur-good");
        rig.Answer = (_, _) => TokenRig.Json("""{"code":20072,"error":"temporarily_unavailable"}""", System.Net.HttpStatusCode.ServiceUnavailable);
        using var source = rig.User(new(path, TokenRig.Owner));
        Assert.Equal(20072, (await Assert.ThrowsAsync<LarkException>(() => SignInAsync(source))).Code);
        Assert.Equal("ur-good", new RefreshTokenFile(path, TokenRig.Owner).Read());
        Assert.Empty(shown);
    }

    [Fact]
    public async Task A_refused_user_token_is_renewed_with_the_refresh_token()
    {
        using var source = rig.User();
        await SignInAsync(source);
        var first = await source.GetAsync(rig.SendAsync, CancellationToken.None);
        rig.Handler.ExpireTokens();
        Assert.False(await rig.IsGoodAsync(first.Value));
        source.Invalidate(first);
        Assert.True(await rig.IsGoodAsync(await rig.TokenOf(source)));
    }

    [Theory]
    [InlineData("https://open.feishu.cn/", "https://accounts.feishu.cn/")]
    [InlineData("https://open.larksuite.com/", "https://accounts.larksuite.com/")]
    [InlineData("https://open.corp.example:8443/", "https://accounts.corp.example:8443/")]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5000/")]
    [InlineData("https://gateway.example.com/lark", "https://gateway.example.com/lark")]
    public void The_sign_in_host_follows_from_the_base_address(string baseUri, string accounts) =>
        Assert.Equal(new Uri(accounts), OAuthEndpoint.AccountsAddress(new(baseUri)));

    [Fact]
    public async Task A_file_that_a_person_puts_there_during_the_sign_in_is_not_replaced()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("token");
        using var source = rig.User(new RefreshTokenFile(path, TokenRig.Owner));
        var signIn = source.SignInAsync(rig.SendAsync, ["im:message:readonly"], _ => WriteThesis(), _ => { }, CancellationToken.None);
        Assert.Equal("WriteFailed", (await Assert.ThrowsAsync<LarkException>(() => signIn)).ErrorId);
        Assert.Equal("my thesis", File.ReadAllText(path));

        void WriteThesis()
        {
            File.WriteAllText(path, "my thesis");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
    }

    private static HttpRequestException NoConnection() => new(HttpRequestError.ConnectionError, "No connection.");

    private Task SignInAsync(UserTokenSource source, params string[] scopes) =>
        source.SignInAsync(rig.SendAsync, scopes, shown.Add, _ => { }, CancellationToken.None);
}
