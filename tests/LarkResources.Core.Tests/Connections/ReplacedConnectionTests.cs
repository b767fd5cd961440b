using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Connections;

/// <summary>Somebody who connects again and again without disconnecting, as a script in a service does.</summary>
public sealed class ReplacedConnectionTests
{
    [Fact]
    public async Task Connections_that_nobody_closes_leave_no_instruments_behind()
    {
        await using var rig = await TransferRig.StartAsync();
        for (var time = 0; time < 5; time++)
        {
            var connection = TransferRig.Connect(rig.Server.BaseUri);
            await connection.CheckAsync(null, CancellationToken.None);
        }

        // The runtime keeps every meter that was made, until somebody disposes it, and tells a listener of all of them.
        var meters = new ConcurrentDictionary<Meter, bool>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => meters.TryAdd(instrument.Meter, true) };
        listener.Start();
        Assert.InRange(meters.Keys.Count(meter => meter.Name == "System.Net.Http"), 0, 1);
    }
}
