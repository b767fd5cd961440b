using System.Collections.Concurrent;
using System.Text;
using LarkResources.Tests.Hostile;

namespace LarkResources.Tests.Messages;

/// <summary>Messages that are read by their ids, where the call for one and the call for many are not refused alike.</summary>
public sealed class MessageBatchReaderTests
{
    private const int NoScope = 99991672;
    private const int NotFound = 99992354;
    private static readonly string[] Ids = [.. Enumerable.Range(1, 120).Select(number => $"om_{number}")];

    private readonly ConcurrentBag<string> _calls = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(120)]
    public async Task Where_the_call_for_one_is_refused_the_call_for_many_brings_them_all(int count)
    {
        var read = await ReadAsync(count, isMany => isMany ? 0 : NoScope);
        Assert.Equal(Ids.Take(count), read.Select(each => (each as LarkMessage)?.MessageId));
        Assert.InRange(_calls.Count, 1, 5);
    }

    [Fact]
    public async Task Where_the_call_for_one_is_refused_a_message_that_has_the_others_refused_costs_no_other()
    {
        var read = await ReadAsync(30, isMany => isMany ? 0 : NoScope, bad: "om_7");
        Assert.Equal(Ids.Take(30).Where(id => id != "om_7"), read.OfType<LarkMessage>().Select(message => message.MessageId));
        Assert.Equal(NoScope, Assert.Single(read.OfType<LarkException>()).Code);
    }

    [Fact]
    public async Task Where_both_are_refused_few_calls_are_made_however_many_messages_there_are()
    {
        var read = await ReadAsync(120, _ => NoScope);
        Assert.All(read, each => Assert.Equal(NoScope, (each as LarkException)?.Code));
        Assert.InRange(_calls.Count, 2, 8);
    }

    [Fact]
    public async Task Where_the_call_for_many_is_refused_each_is_read_alone()
    {
        var read = await ReadAsync(120, isMany => isMany ? NoScope : 0);
        Assert.Equal(Ids, read.Select(each => (each as LarkMessage)?.MessageId));
        Assert.InRange(_calls.Count, 120, 126);
    }

    [Fact]
    public async Task A_fault_that_may_pass_is_told_rather_than_the_refusal_of_the_other_call()
    {
        var read = await ReadAsync(1, isMany => isMany ? 2200 : NoScope);
        Assert.Equal(2200, Assert.IsType<LarkException>(Assert.Single(read)).Code);
    }

    /// <summary>What comes of each: a message, or why there is none.</summary>
    /// <param name="count">How many are asked for: one by itself, and then the others.</param>
    /// <param name="refuse">The code with which a call is refused, the one for many or the one for one; 0 for none.</param>
    /// <param name="bad">A message that does not exist, for which the whole call for many is refused.</param>
    private async Task<object[]> ReadAsync(int count, Func<bool, int> refuse, string? bad = null)
    {
        await using var server = new RawServer((request, stream, stop) => stream.WriteAsync(Encoding.UTF8.GetBytes(Answer(request)), stop).AsTask());
        var connection = server.Connect();
        var reader = new MessageBatchReader(connection.Client());
        Task<ReadMessage>[] readings = [.. reader.Read(Ids[..1], default), .. reader.Read(Ids[1..count], default)];
        var read = new List<object>();
        foreach (var reading in readings)
        {
            try
            {
                read.Add((await reading).Message);
            }
            catch (LarkException e)
            {
                read.Add(e);
            }
        }

        connection.Close();
        return [.. read];

        string Answer(string request)
        {
            var line = request[..request.IndexOf('\r', StringComparison.Ordinal)];
            var isMany = line.Contains("mget", StringComparison.Ordinal);
            string[] ids = isMany ? [.. line.Split("message_ids=").Skip(1).Select(part => part.Split('&', ' ')[0])] : [line.Split('?')[0].Split('/')[^1]];
            _calls.Add(line);
            var code = refuse(isMany);
            code = code == 0 && ids.Contains(bad) ? NotFound : code;
            return code == 0
                ? Response("200 OK", $$$"""{"code":0,"data":{"items":[{{{string.Join(',', ids.Select(id => $$$"""{"message_id":"{{{id}}}","msg_type":"text"}"""))}}}]}}""")
                : Response("400 Bad Request", $$"""{"code":{{code}},"msg":"refused"}""");
        }

        static string Response(string status, string json) => $"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n{json}";
    }
}
