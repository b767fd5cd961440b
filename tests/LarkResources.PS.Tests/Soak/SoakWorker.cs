using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Security.Cryptography;
using LarkResources.PS.Tests.Engine;
using LarkResources.PS.Tests.Export;

namespace LarkResources.PS.Tests.Soak;

/// <summary>One runspace that does one thing after the other, and checks each.</summary>
/// <remarks>Workers with a connection of their own must never see an error; those that share one lose it whenever another closes it.</remarks>
internal sealed class SoakWorker(int number, int seed, SoakServers servers, string sharedFolder) : IDisposable
{
    public const int ChatLength = 30;
    public const int ChatSeed = 8;

    // Enough attempts that no call has bad luck with all of them: one in two hundred thousand once had with the usual number.
    private const string Connecting = $"Connect-Lark cli_sandbox $secret -BaseUri $address {ExportTenant.Unhurried} -MaximumRetryCount 8";

    private static readonly ReaderWriterLockSlim s_closing = new();
    private static readonly int[] s_lengths = [1, 20480, 20480, 70000, 1048577, 9000000];

    private readonly HostedShell _shell = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(seed);

    /// <summary>Gets a value indicating whether the worker brings its own connection; the others use the one of the process.</summary>
    public bool HasOwnConnection => number % 2 == 1;

    /// <summary>Gets what it is at, for a soak that does not end.</summary>
    public string Doing { get; private set; } = "nothing yet";

    public int Operations { get; private set; }

    public int Stops { get; private set; }

    /// <summary>Gets how often the shared connection was closed under an operation, or the shared folder was taken.</summary>
    public int Refusals { get; private set; }

    private SandboxServerProcess Server => number % 4 == 3 ? servers.Second : servers.First;

    /// <summary>Works until it is told to end, from a connection to its end.</summary>
    public void Work(CancellationToken end)
    {
        // The history of a session keeps the place of each command, also after it was cleared, up to this number.
        _shell.Run("$MaximumHistoryCount = 1").EnsureNoErrors();
        Connect();
        while (!end.IsCancellationRequested)
        {
            DoSomething();
            Operations++;
        }

        Doing = "disconnecting";
        _shell.Run(HasOwnConnection ? "$own | Disconnect-Lark; $own = $null; $at = @{}" : "Disconnect-Lark").EnsureNoErrors();

        // What the engine keeps by itself is no leak of the module.
        _shell.Run("$Error.Clear(); Clear-History").EnsureNoErrors();
        Doing = "nothing";
    }

    public void Dispose()
    {
        _shell.Dispose();
        _folder.Dispose();
    }

    private void DoSomething()
    {
        switch (_random.Next(20))
        {
            case 0: Connect(); break;
            case 1 when !HasOwnConnection: Close("Disconnect-Lark"); break;
            case 2: Close("Remove-Module LarkResources; Import-Module -Name $manifest"); break;
            case 3: Close("Import-Module -Name $manifest -Force"); break;
            case 4: Stop("Get-LarkMessageResource om_sized_9000000_9 file_v3_sized_9000000_9 -OutFile $target @at"); break;
            case 5: Stop($"Export-LarkChatResource {Chat} -Destination $folder @at"); break;
            case 6: ExportToOwnFolder(); break;
            case 7: Check($"Export-LarkChatResource {Chat} -Destination $shared @at", ("shared", sharedFolder)); break;
            case 8: Count("Get-LarkChat @at", atLeast: 2); break;
            case 9: Count($"Get-LarkMessage -ChatId {Chat} @at", ChatLength); break;
            case 10: Count("Test-LarkConnection @at", atLeast: 1); break;
            case 11: Count("230002, 234004 | Get-LarkErrorInfo", atLeast: 2); break;
            case 12 or 13: ToStream(); break;
            case 14 or 15 or 16: ToMemory(); break;
            default: ToFile(); break;
        }
    }

    private static string Chat => ExportTenant.MixedChat(ChatLength, ChatSeed);

    /// <remarks>A new connection is that of the process too, where another worker could close it; until the shared one is back, nobody may.</remarks>
    private void Connect()
    {
        if (!HasOwnConnection)
        {
            Check($"$at = @{{}}; {Connecting}", Credentials(servers.First));
            return;
        }

        s_closing.EnterWriteLock();
        try
        {
            Check($"$before = $own; $own = {Connecting} -PassThru; $at = @{{ Connection = $own }}; if ($before) {{ $before | Disconnect-Lark }}", Credentials(Server));
            Check(Connecting, Credentials(servers.First));
        }
        finally
        {
            s_closing.ExitWriteLock();
        }
    }

    private void Close(string script)
    {
        s_closing.EnterReadLock();
        try
        {
            Check(script, ("manifest", StagedModule.Manifest));
        }
        finally
        {
            s_closing.ExitReadLock();
        }
    }

    private static (string Name, object? Value)[] Credentials(SandboxServerProcess server) => [("secret", Tenant.Secure(Tenant.Secret)), ("address", server.BaseUri)];

    private string AnyKey() => _random.Next(3) == 0 ? SoakServers.TellingKey : $"file_v3_sized_{s_lengths[_random.Next(s_lengths.Length)]}_{number}";

    private void ToMemory()
    {
        var key = AnyKey();
        if (Check($"Get-LarkMessageResource {MessageOf(key)} {key} @at") is { } output)
        {
            MustBe(key, (byte[])((PSObject)Assert.Single(output)).Properties["Content"].Value);
        }
    }

    private void ToStream()
    {
        var key = AnyKey();
        if (Check($"Get-LarkMessageResource {MessageOf(key)} {key} -AsByteStream @at") is { } output)
        {
            MustBe(key, [.. output.SelectMany(block => (byte[])block.BaseObject)]);
        }
    }

    private void ToFile()
    {
        var key = AnyKey();
        if (Check($"Get-LarkMessageResource {MessageOf(key)} {key} -OutFile $file -Force @at", ("file", Path.Combine(_folder.Path, "one.bin"))) is not null)
        {
            MustBe(key, File.ReadAllBytes(Path.Combine(_folder.Path, "one.bin")));
        }
    }

    private void ExportToOwnFolder()
    {
        var folder = Path.Combine(_folder.Path, "export");
        if (Check($"Export-LarkChatResource {Chat} -Destination $folder @at", ("folder", folder)) is not null)
        {
            ExportedChat.Read(folder, Chat).MustHold(servers.Chat);
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Count(string script, int atLeast)
    {
        if (Check(script) is { } output)
        {
            Assert.True(output.Count >= atLeast, $"{script} gave {output.Count} objects.");
        }
    }

    /// <summary>Runs a script that is to succeed; gives null when it failed in the one way in which it may.</summary>
    private Collection<PSObject>? Check(string script, params (string Name, object? Value)[] variables)
    {
        Doing = script;
        var result = _shell.Run(script, variables);
        var unexpected = result.Errors.Where(error => !IsAllowed(error)).Select(error => $"{error.FullyQualifiedErrorId}: {error}").ToList();
        Assert.True(unexpected.Count == 0, $"Worker {number}: {script}: {string.Join(Environment.NewLine, unexpected)}");
        Refusals += result.Errors.Count > 0 ? 1 : 0;
        return result.Errors.Count > 0 ? null : result.Output;
    }

    private bool IsAllowed(ErrorRecord error) => error.FullyQualifiedErrorId.Split(',')[0] switch
    {
        "ResourceBusy" => Doing.Contains("$shared", StringComparison.Ordinal),
        "NotConnected" => !HasOwnConnection,
        _ => false,
    };

    private void Stop(string script)
    {
        Doing = $"stopping {script}";
        _shell.StopAfter(
            script,
            TimeSpan.FromMilliseconds(_random.Next(1, 60)),
            ("target", Path.Combine(_folder.Path, "stopped.bin")),
            ("folder", Path.Combine(_folder.Path, "export")));
        Stops++;
        if (Path.Exists(Path.Combine(_folder.Path, "stopped.bin")))
        {
            MustBe("file_v3_sized_9000000_9", File.ReadAllBytes(Path.Combine(_folder.Path, "stopped.bin")));
            File.Delete(Path.Combine(_folder.Path, "stopped.bin"));
        }
    }

    private void MustBe(string key, byte[] bytes)
    {
        // The shared connection is for a moment that of whoever has just connected.
        SandboxServerProcess[] right = HasOwnConnection ? [Server] : [servers.First, servers.Second];
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.True(right.Any(server => servers.Sha256Of(server, key) == hash), $"Worker {number}: other bytes of {key} after {Doing}");
    }

    private static string MessageOf(string key) => key.Replace("file_v3_", "om_", StringComparison.Ordinal);
}
