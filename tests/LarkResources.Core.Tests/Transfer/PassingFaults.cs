using LarkResources.Connections;
using LarkResources.Sandbox.Server.Faults;

namespace LarkResources.Tests.Transfer;

/// <summary>Faults after which the right bytes must still arrive.</summary>
public static class PassingFaults
{
    internal const int SecondPart = 8 << 20;

    /// <summary>Shows only at the end of a part; of a stream the part has gone down the pipeline by then.</summary>
    internal const string SeenTooLate = "extra bytes, undeclared";

    private static readonly ConnectionSettings s_impatient = new() { IdleTimeout = TimeSpan.FromSeconds(1) };

    /// <summary>What goes wrong once, by a name that tells it.</summary>
    private static readonly Dictionary<string, Func<long, Fault[]>> Rows = new()
    {
        ["cut at the first byte"] = _ => [new() { Action = FaultAction.Cut, At = 0 }],
        ["cut after one byte"] = _ => [new() { Action = FaultAction.Cut, At = 1 }],
        ["cut in the middle"] = length => [new() { Action = FaultAction.Cut, At = length / 2 }],
        ["cut before the last byte"] = length => [new() { Action = FaultAction.Cut, At = length - 1 }],
        ["cut three times"] = length => [new() { Action = FaultAction.Cut, At = length / 3, Times = 3 }],
        ["close-delimited, no byte"] = _ => [new() { Action = FaultAction.CloseDelimitedCut, At = 0 }],
        ["close-delimited, cut after one byte"] = _ => [new() { Action = FaultAction.CloseDelimitedCut, At = 1 }],
        ["close-delimited, cut in the middle"] = length => [new() { Action = FaultAction.CloseDelimitedCut, At = length / 2 }],
        ["close-delimited, whole"] = length => [new() { Action = FaultAction.CloseDelimitedCut, At = length }],
        ["chunked, cut at the first byte"] = _ => [new() { Action = FaultAction.ChunkedCut, At = 0 }],
        ["chunked, cut in the middle"] = length => [new() { Action = FaultAction.ChunkedCut, At = length / 2 }],
        ["chunked, cut behind the last byte"] = length => [new() { Action = FaultAction.ChunkedCut, At = length }],
        ["reset in the middle"] = length => [new() { Action = FaultAction.Reset, At = length / 2 }],
        ["reset before an answer"] = _ => [new() { Action = FaultAction.Refuse, Times = 2 }],
        ["silence before the headers"] = _ => [new() { Action = FaultAction.StallHeaders }],
        ["silence in the body"] = length => [new() { Action = FaultAction.Stall, At = length / 2 }],
        ["slow but never silent"] = length => [new() { Action = FaultAction.SlowDrip, Count = (int)Math.Max(1, length / 8), DelayMs = 20 }],
        ["500 twice"] = _ => [new() { Action = FaultAction.Status, Status = 500, Times = 2 }],
        ["a gateway's page with 502"] = _ => [new() { Action = FaultAction.Html502 }],
        ["408"] = _ => [new() { Action = FaultAction.Status, Status = 408 }],
        ["234019"] = _ => [new() { Action = FaultAction.ApiError, Code = 234019 }],
        ["2200 at 200"] = _ => [new() { Action = FaultAction.JsonErrorAt200, Code = 2200 }],
        ["429 three times"] = _ => [new() { Action = FaultAction.RateLimited429, ResetSeconds = 0.05, Times = 3 }],
        ["99991400 at 400"] = _ => [new() { Action = FaultAction.RateLimited400, ResetSeconds = 0.05 }],
        ["429 with Retry-After only"] = _ => [new() { Action = FaultAction.Status, Status = 429, RetryAfter = "0" }],
        ["99991400 at 200"] = _ => [new() { Action = FaultAction.JsonErrorAt200, Code = 99991400 }],
        ["the token expires"] = _ => [new() { Action = FaultAction.ExpiredToken }],
        ["503, then 504"] = _ => [new() { Action = FaultAction.Status, Status = 503 }, new() { Action = FaultAction.Status, Status = 504 }],
    };

    /// <summary>What only an answer with a part can suffer.</summary>
    private static readonly Dictionary<string, Func<long, Fault[]>> RangeRows = new()
    {
        [SeenTooLate] = _ => [new() { Action = FaultAction.ExtraBytesCloseDelimited, Count = 40 }],
        ["extra bytes, declared"] = _ => [new() { Action = FaultAction.ExtraBytes, Count = 40 }],
        ["a shortened part"] = length => [new() { Action = FaultAction.ShortenRange, Count = (int)(length / 2) }],
        ["parts shortened many times"] = _ => [new() { Action = FaultAction.ShortenRange, Count = 300_001, Times = 12 }],
        ["a shifted range"] = _ => [new() { Action = FaultAction.WrongContentRange, Shift = 1 }],
        ["a range with another end"] = _ => [new() { Action = FaultAction.WrongContentRange, End = 99_999_999, Total = 100_000_000 }],
        ["a range that ends before it begins"] = _ => [new() { Action = FaultAction.WrongContentRange, Start = 5, End = 4 }],
        ["a total that nobody can have"] = _ => [new() { Action = FaultAction.WrongContentRange, Total = long.MaxValue }],
        ["ranges that always lie"] = _ => [new() { Action = FaultAction.WrongContentRange, Shift = 7, Times = 0 }],
        ["416 for the first part"] = _ => [new() { Action = FaultAction.Status416 }],
        ["416 for every part"] = _ => [new() { Action = FaultAction.Status416, RangeStart = 0, Times = 0 }],
        ["the whole at once"] = _ => [new() { Action = FaultAction.IgnoreRange }],
        ["a server without ranges"] = _ => [new() { Action = FaultAction.IgnoreRange, Times = 0 }],
    };

    public static TheoryData<string, Shape> Everywhere()
    {
        var data = new TheoryData<string, Shape>();
        foreach (var row in Rows.Keys)
        {
            data.Add(row, Shape.Small);
            data.Add(row, Shape.Large);
            data.Add(row, Shape.Image);
        }

        foreach (var row in RangeRows.Keys)
        {
            data.Add(row, Shape.Small);
            data.Add(row, Shape.Middle);
            data.Add(row, Shape.Large);
        }

        return data;
    }

    /// <summary>Impatient only where silence is the fault: a busy machine is silent for a second, too.</summary>
    internal static ConnectionSettings? SettingsFor(string row) => row.StartsWith("silence", StringComparison.Ordinal) ? s_impatient : null;

    internal static Fault[] Of(string row, Subject subject) =>
        [.. (Rows.GetValueOrDefault(row) ?? RangeRows[row])(Math.Min(subject.Length, SecondPart)).Select(fault => fault with { PathContains = "/resources/" })];
}
