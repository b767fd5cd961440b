namespace LarkResources.Tests.Sandbox;

public sealed class TokenTests : TenantTests
{
    private const string Internal = "auth/v3/tenant_access_token/internal";
    private const string Credentials = """{"app_id":"cli_sandbox","app_secret":"sandbox-secret"}""";

    private readonly Clock clock;

    public TokenTests()
        : this(new Clock())
    {
    }

    private TokenTests(Clock clock)
        : base(new SandboxOptions { TimeProvider = clock })
    {
        this.clock = clock;
    }

    [Fact]
    public async Task The_same_token_comes_back_until_less_than_half_an_hour_remains()
    {
        var first = await PostAsync(Internal, Credentials);
        Assert.Equal(7200, (int)first["expire"]!);
        clock.Now += TimeSpan.FromMinutes(90);
        var second = await PostAsync(Internal, Credentials);
        Assert.Equal((string)first["tenant_access_token"]!, (string)second["tenant_access_token"]!);
        Assert.Equal(1800, (int)second["expire"]!);
        clock.Now += TimeSpan.FromSeconds(1);
        var third = await PostAsync(Internal, Credentials);
        Assert.NotEqual((string)first["tenant_access_token"]!, (string)third["tenant_access_token"]!);

        Assert.Equal(0, await CodeAsync("im/v1/chats", "Bearer " + first["tenant_access_token"]));
        clock.Now += TimeSpan.FromMinutes(31);
        Assert.Equal(99991663, await CodeAsync("im/v1/chats", "Bearer " + first["tenant_access_token"]));
        Assert.Equal(0, await CodeAsync("im/v1/chats", "Bearer " + third["tenant_access_token"]));
    }

    [Theory]
    [InlineData("""{"app_id":"cli_sandbox","app_secret":"wrong"}""", 10014)]
    [InlineData("""{"app_id":"cli_other","app_secret":"sandbox-secret"}""", 10003)]
    [InlineData("""{"app_id":"cli_error_10013","app_secret":"x"}""", 10013)]
    [InlineData("not json", 10003)]
    public async Task Wrong_credentials_give_no_token(string body, int code)
    {
        var answer = await PostAsync(Internal, body);
        Assert.Equal(code, (int)answer["code"]!);
        Assert.Null(answer["tenant_access_token"]);
    }

    [Fact]
    public async Task A_store_app_gets_its_token_in_two_steps()
    {
        Assert.Equal(10012, (int)(await PostAsync("auth/v3/app_access_token", Credentials))["code"]!);
        Assert.Equal(0, (int)(await PostAsync("auth/v3/app_ticket/resend", Credentials))["code"]!);
        var app = await PostAsync("auth/v3/app_access_token", """{"app_id":"cli_sandbox","app_secret":"sandbox-secret","app_ticket":"sandbox-ticket"}""");
        var appToken = (string)app["app_access_token"]!;
        var tenant = await PostAsync("auth/v3/tenant_access_token", $$"""{"app_access_token":"{{appToken}}","tenant_key":"tenant_sandbox"}""");
        Assert.Equal(0, await CodeAsync("im/v1/chats", "Bearer " + tenant["tenant_access_token"]));
        Assert.Equal(99991663, await CodeAsync("im/v1/chats", "Bearer " + appToken));
    }

    [Theory]
    [InlineData(null, 99991661)]
    [InlineData("", 99991661)]
    [InlineData("Bearer t-unknown", 99991663)]
    [InlineData("Bearer u-unknown", 99991668)]
    [InlineData("Bearer nonsense", 99991671)]
    [InlineData("Basic abc", 99991671)]
    [InlineData("Bearer t-sandbox", 0)]
    [InlineData("Bearer u-sandbox", 0)]
    public async Task Every_other_call_needs_a_token(string? authorization, int code) =>
        Assert.Equal(code, await CodeAsync("im/v1/chats", authorization));

    [Fact]
    public async Task A_denied_app_gets_a_token_that_is_good_for_nothing()
    {
        var answer = await PostAsync(Internal, """{"app_id":"cli_denied_99991401","app_secret":"sandbox-secret"}""");
        Assert.Equal(99991401, await CodeAsync("im/v1/chats", "Bearer " + answer["tenant_access_token"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Expired_tokens_are_refused_and_renewed_or_handed_back(bool same)
    {
        var first = (string)(await PostAsync(Internal, Credentials))["tenant_access_token"]!;
        Handler.ExpireTokens(same);
        Assert.Equal(99991663, await CodeAsync("im/v1/chats", "Bearer " + first));
        var second = (string)(await PostAsync(Internal, Credentials))["tenant_access_token"]!;
        Assert.Equal(same, first == second);
        Assert.Equal(same ? 99991663 : 0, await CodeAsync("im/v1/chats", "Bearer " + second));
    }

    [Fact]
    public async Task User_and_bot_are_told_apart()
    {
        Assert.Equal("李雷", (string)(await JsonAsync("authen/v1/user_info", "Bearer u-sandbox"))["data"]!["name"]!);
        Assert.Equal(99991668, await CodeAsync("authen/v1/user_info"));
        Assert.Equal("Sandbox", (string)(await JsonAsync("bot/v3/info"))["bot"]!["app_name"]!);
        Assert.Equal(99991663, await CodeAsync("bot/v3/info", "Bearer u-sandbox"));
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
