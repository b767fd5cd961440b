using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Http;

/// <summary>What an observer hears of a request.</summary>
public sealed class LoggingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Headers_are_written_down_only_for_an_observer_who_wants_them(bool wants)
    {
        await using var rig = await TransferRig.StartAsync(new ConnectionSettings { MaximumRetryCount = 0 });
        var notices = new NoticeLog { WantsHeaders = wants };
        var client = rig.Connection.Client(notices);
        (await client.GetBotAsync(default)).Dispose();
        rig.Faults.Add(new Fault { Action = FaultAction.Refuse, PathContains = "/bot/" });
        await Assert.ThrowsAsync<LarkException>(() => client.GetBotAsync(default));
        var bot = notices.Requests.Where(notice => notice.Path.Contains("/bot/", StringComparison.Ordinal)).ToList();
        Assert.Equal([200, null], bot.Select(notice => notice.Status));
        Assert.All(bot, notice => Assert.Equal(wants, notice.Headers is not null));
        Assert.All(bot, notice => Assert.Equal(wants, notice.Headers?.Contains("User-Agent", StringComparison.Ordinal) ?? false));
    }
}
