using System.Globalization;

namespace LarkResources.Tests.Transfer;

/// <summary>What a run leaves, and what the next one makes of it.</summary>
public sealed class JournalTests
{
    private const int PartLength = TransferLimits.ChunkSize;

    /// <summary>Where the broken run got to, in steps that do not fit the border of the parts.</summary>
    private const int Begun = 11_400_000;

    private static readonly Subject Large = Subject.Of(Shape.Large);

    private static readonly ConnectionSettings Settings = new() { MaximumRetryCount = 0 };

    /// <summary>Breaks off in the second part.</summary>
    private static readonly Fault Break = new() { Action = FaultAction.Cut, At = 3_000_000, RangeStart = PartLength, Times = 0 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_command_goes_on(bool targetIsKnown)
    {
        await using var rig = await BrokenAsync();
        await rig.SaveAsync(Large, targetIsKnown: targetIsKnown);
        rig.AssertTargetIs(Large.Sha256);
        rig.AssertNoLeftovers();
        var first = targetIsKnown ? [] : new[] { "bytes=0-8388607" };
        Assert.Equal(first, rig.Requests.Select(request => request.Range).Take(first.Length));
        Assert.Equal(Begun, rig.Requests.Skip(first.Length).Min(request => FirstByte(request.Range)));
    }

    [Fact]
    public async Task A_file_in_order_goes_on_too()
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        rig.Faults.Add(Break);
        await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.Of(Shape.Middle)));
        rig.Calm();
        await rig.SaveAsync(Subject.Of(Shape.Middle));
        rig.AssertTargetIs(Subject.Of(Shape.Middle).Sha256);
        Assert.Equal($"bytes={PartLength + 3_000_000}-16777215", Assert.Single(rig.Requests).Range);
    }

    [Fact]
    public async Task A_part_shortened_across_a_border_is_gone_on_from()
    {
        await using var rig = await TransferRig.StartAsync(Settings);

        // 5,000,001 bytes, then 8 MiB over several borders of units, then a break.
        rig.Faults.Add(new Fault { Action = FaultAction.ShortenRange, Count = 5_000_001, RangeStart = 0 });
        rig.Faults.Add(new Fault { Action = FaultAction.Cut, At = PartLength + 100, RangeStart = 5_000_001, Times = 0 });
        await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.Of(Shape.Middle)));
        rig.Calm();
        await rig.SaveAsync(Subject.Of(Shape.Middle));
        rig.AssertTargetIs(Subject.Of(Shape.Middle).Sha256);
        Assert.Equal($"bytes={5_000_001 + PartLength + 100}-16777215", Assert.Single(rig.Requests).Range);
    }

    [Fact]
    public async Task NoResume_starts_again()
    {
        await using var rig = await BrokenAsync();
        await rig.SaveAsync(Large, new(Large.Id) { Resume = false });
        rig.AssertTargetIs(Large.Sha256);
        Assert.Equal("bytes=0-8388607", rig.Requests[0].Range);
        Assert.InRange(rig.Requests.Count, 2, 3 + WholeTransferTests.ExtraCallsForSharing);
        rig.AssertNoLeftovers();
    }

    [Fact]
    public async Task A_torn_last_line_is_left_out()
    {
        await using var rig = await BrokenAsync();
        File.AppendAllText(rig.Journal, "12 10485");
        await rig.SaveAsync(Large);
        rig.AssertTargetIs(Large.Sha256);
        Assert.DoesNotContain(rig.Requests, request => request.Range == "bytes=0-8388607");
    }

    public static TheoryData<string> Corruptions() =>
    [
        """{"V":3,"MessageId":"om_sandbox_20mib","FileKey":"file_v3_sandbox_20mib","Type":"File","Total":9223372036854775807,"PartLength":1048576,"Boot":"x"}""" + "\n",
        """{"V":3,"MessageId":"om_sandbox_20mib","FileKey":"file_v3_sandbox_20mib","Type":"File","Total":-1,"PartLength":1048576}""" + "\n",
    ];

    [Theory]
    [MemberData(nameof(Corruptions))]
    public async Task A_corrupt_journal_is_not_believed(string journal)
    {
        await using var rig = await BrokenAsync();
        ScribbleOver(rig.Part);
        File.WriteAllText(rig.Journal, journal);
        await rig.SaveAsync(Large);
        rig.AssertTargetIs(Large.Sha256);
        rig.AssertNoLeftovers();
    }

    [Theory]
    [InlineData("\"V\":3", "\"V\":2")]
    [InlineData("om_sandbox_20mib", "om_sandbox_other")]
    [InlineData("file_v3_sandbox_20mib", "file_v3_sandbox_other")]
    [InlineData("\"Type\":\"File\"", "\"Type\":\"Image\"")]
    [InlineData("\"Total\":20971520", "\"Total\":20971519")]
    [InlineData("\"PartLength\":1048576", "\"PartLength\":8388608")]
    [InlineData("\"Boot\":\"", "\"Boot\":\"another run of the machine ")]
    [InlineData("\n0 1048576 ", "\n0 1048577 ")]
    [InlineData("\n0 1048576 ", "\n0 1048575 ")]
    [InlineData("\n0 1048576 ", "\n20 5 ")]
    [InlineData("\n0 1048576 ", "\n0 1048576 1 ")]
    [InlineData("\n0 1048576 ", "\n0 1048576 f")]
    [InlineData("\n0 1048576 ", "\n-1 5 ")]
    public async Task A_journal_that_speaks_of_something_else_is_not_believed(string text, string other)
    {
        await using var rig = await BrokenAsync();
        ScribbleOver(rig.Part);
        var journal = File.ReadAllText(rig.Journal);
        Assert.Contains(text, journal, StringComparison.Ordinal);
        File.WriteAllText(rig.Journal, journal.Replace(text, other, StringComparison.Ordinal));
        await rig.SaveAsync(Large);
        rig.AssertTargetIs(Large.Sha256);
        rig.AssertNoLeftovers();
    }

    [Fact]
    public async Task A_part_whose_bytes_were_changed_is_not_gone_on_from()
    {
        await using var rig = await BrokenAsync();
        using (var part = File.OpenHandle(rig.Part, FileMode.Open, FileAccess.ReadWrite))
        {
            var one = new byte[1];
            RandomAccess.Read(part, one, 9_000_000);
            one[0] ^= 1;
            RandomAccess.Write(part, one, 9_000_000);
        }

        await rig.SaveAsync(Large);
        rig.AssertTargetIs(Large.Sha256);
        rig.AssertNoLeftovers();
    }

    [Fact]
    public async Task A_part_of_another_length_is_not_believed()
    {
        await using var rig = await BrokenAsync();
        ScribbleOver(rig.Part);
        using (var part = File.OpenWrite(rig.Part))
        {
            part.SetLength(part.Length - 1);
        }

        await rig.SaveAsync(Large);
        rig.AssertTargetIs(Large.Sha256);
    }

    [Fact]
    public async Task Another_total_starts_again()
    {
        await using var rig = await BrokenAsync();
        rig.Server.Handler.ReplaceFile(Large.Id.FileKey, (20 << 20) + 1, 42);
        await rig.SaveAsync(Large);
        rig.AssertTargetIs(SandboxFiles.Sha256Of((20 << 20) + 1, 42));
        rig.AssertNoLeftovers();
    }

    [Theory]
    [InlineData("\"v1\"", null)]
    [InlineData(null, "Sun, 06 Nov 2022 08:49:37 GMT")]
    public async Task A_validator_that_is_still_the_same_goes_on_with_If_Range(string? tag, string? modified)
    {
        await using var rig = await BrokenAsync(tag ?? modified);
        rig.Faults.Add(new Fault { Action = FaultAction.Validator, ETag = tag, LastModified = modified, Times = 0, PathContains = "/resources/" });
        await rig.SaveAsync(Large);
        rig.AssertTargetIs(Large.Sha256);
        Assert.All(rig.Requests, request => Assert.Equal(tag ?? modified, request.IfRange));
        Assert.DoesNotContain(rig.Requests, request => request.Range == "bytes=0-8388607");
    }

    [Theory]
    [InlineData("\"v2\"")]
    [InlineData(null)]
    public async Task Another_validator_starts_again_and_nothing_is_spliced(string? tag)
    {
        await using var rig = await BrokenAsync("\"v1\"");
        rig.Server.Handler.ReplaceFile(Large.Id.FileKey, 20 << 20, 43);
        if (tag is not null)
        {
            rig.Faults.Add(new Fault { Action = FaultAction.Validator, ETag = tag, Times = 0, PathContains = "/resources/" });
        }

        await rig.SaveAsync(Large);
        rig.AssertTargetIs(SandboxFiles.Sha256Of(20 << 20, 43));
        rig.AssertNoLeftovers();
    }

    [Fact]
    public async Task A_resource_that_became_shorter_than_what_is_there_starts_again()
    {
        await using var rig = await BrokenAsync();
        rig.Server.Handler.ReplaceFile(Large.Id.FileKey, 5 << 20, 44);
        await rig.SaveAsync(Large);
        rig.AssertTargetIs(SandboxFiles.Sha256Of(5 << 20, 44));
        rig.AssertNoLeftovers();
        Assert.Equal([$"bytes={Begun}-16777215", "bytes=0-8388607"], rig.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task A_weak_tag_is_no_validator()
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        rig.Faults.Add(new Fault { Action = FaultAction.Validator, ETag = "W/\"v1\"", Times = 0, PathContains = "/resources/" });
        await rig.SaveAsync(Large);
        Assert.All(rig.Requests, request => Assert.Null(request.IfRange));
    }

    [Theory]
    [InlineData(".part")]
    [InlineData(".part.json")]
    public async Task Nothing_is_written_through_a_planted_link(string suffix)
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        var victim = Path.Combine(rig.Folder, "victim");
        File.WriteAllText(victim, "precious");
        File.CreateSymbolicLink(rig.Target + suffix, victim);
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Large));
        Assert.Equal("WriteFailed", error.ErrorId);
        Assert.Equal("precious", File.ReadAllText(victim));
    }

    [Fact]
    public async Task A_link_planted_for_the_next_journal_is_replaced_and_not_followed()
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        var victim = Path.Combine(rig.Folder, "victim");
        File.WriteAllText(victim, "precious");
        File.CreateSymbolicLink(rig.Journal + ".new", victim);
        await rig.SaveAsync(Large);
        Assert.Equal("precious", File.ReadAllText(victim));
    }

    [Fact]
    public async Task A_small_file_leaves_nothing_when_it_fails()
    {
        await using var rig = await TransferRig.StartAsync(Settings);
        rig.Faults.Add(new Fault { Action = FaultAction.Cut, At = 1000, Times = 0, PathContains = "/resources/" });
        await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.Of(Shape.Small)));
        Assert.Empty(Directory.GetFiles(rig.Folder));
    }

    /// <summary>A rig on which a run has ended with its first part done and the second begun.</summary>
    private static async Task<TransferRig> BrokenAsync(string? validator = null)
    {
        var rig = await TransferRig.StartAsync(Settings);
        using var part = PartFile.Open(rig.Target, Large.Length, new JournalHead(Large.Id, Large.Length, validator), null);
        await using var bytes = SandboxFiles.Open(Large.Id.FileKey);
        var buffer = new byte[100_000];
        for (var at = 0; at < Begun; at += buffer.Length)
        {
            await bytes.ReadExactlyAsync(buffer);
            part.Write(at, buffer);
        }

        return rig;
    }

    private static long FirstByte(string? range) => long.Parse(range!.Split('=', '-')[1], CultureInfo.InvariantCulture);

    private static void ScribbleOver(string part)
    {
        using var stream = File.OpenWrite(part);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"not the bytes of {part}")));
    }
}
