using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LarkResources.Tests.Simulation;

/// <summary>Runs a program under strace and reads what it asked the system to do in a folder.</summary>
/// <remarks>The calls themselves, and not what the module says that it does: a write that is not known of would be one that no test cuts.</remarks>
internal static partial class SystemCalls
{
    private const string Recorded =
        "openat,open,creat,close,dup,dup2,dup3,write,writev,pwrite64,pwritev,pwritev2,ftruncate,truncate,fallocate,copy_file_range,sendfile,"
        + "fsync,fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,utimensat";

    /// <summary>Why nothing can be recorded here; null when it can.</summary>
    public static string? Missing { get; } = Try();

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">The folder, as it is before.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <returns>What it did there, and what it wrote to its output.</returns>
    public static async Task<(DiskLog Log, string Output)> RecordAsync(string folder, params string[] command)
    {
        var log = new DiskLog(folder);
        var file = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("strace", ["-f", "--seccomp-bpf", "-qq", "-xx", "-s", "1000000000", "-o", file, "-e", "trace=" + Recorded, "--", .. command]) { RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"It ended with {process.ExitCode}: {output}");
            var reader = new Reader(log, folder);
            foreach (var line in File.ReadLines(file))
            {
                reader.Add(line);
            }

            return (log, output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Runs a program for which the flush of one file fails.</summary>
    public static async Task RunWithoutFlushAsync(string file, params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo("strace", ["-f", "-qq", "-o", "/dev/null", "-P", file, "-e", "inject=fsync:error=EIO", "--", .. command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await errors);
    }

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "strace is a program of Linux.";
        }

        try
        {
            using var process = Process.Start(new ProcessStartInfo("strace", ["-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "--", "true"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? null : "strace may not look into processes here.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "strace is not installed.";
        }
    }

    [GeneratedRegex(@"^(?<thread>\d+) +(?:<\.\.\. \w+ resumed>(?<rest>.*)|(?<call>\w+)\((?<arguments>.*))$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?<arguments>.*)\) += (?<result>-?\d+)")]
    private static partial Regex Ended();

    [GeneratedRegex("""
        "(?<text>(?:\\x[0-9a-f]{2})*)"
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Text();

    [GeneratedRegex(@"tv_sec=(?<seconds>-?\d+), tv_nsec=(?<nanoseconds>\d+)")]
    private static partial Regex Time();

    private sealed class Reader(DiskLog log, string folder)
    {
        private const string Unfinished = " <unfinished ...>";

        private readonly Dictionary<string, (string Call, string Arguments, int Beginning)> _unfinished = [];
        private readonly Dictionary<string, int> _open = [];

        public void Add(string text)
        {
            if (Line().Match(text) is not { Success: true } line)
            {
                // A signal.
                return;
            }

            var thread = line.Groups["thread"].Value;
            if (line.Groups["rest"].Success)
            {
                var (call, arguments, beginning) = _unfinished[thread];
                Call(call, arguments + line.Groups["rest"].Value, beginning);
            }
            else if (line.Groups["arguments"].Value is var arguments && arguments.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                // While a call to close is on its way, another thread may get the number.
                _unfinished[thread] = (line.Groups["call"].Value, arguments[..^Unfinished.Length], log.Count);
                Close(line.Groups["call"].Value, arguments[..^Unfinished.Length]);
            }
            else
            {
                Call(line.Groups["call"].Value, arguments, log.Count);
                Close(line.Groups["call"].Value, arguments);
            }
        }

        /// <summary>When the call begins, and not when its end is told: by then the number may be that of another file.</summary>
        private void Close(string call, string arguments)
        {
            if (call == "close")
            {
                _open.Remove(arguments.Split(')')[0]);
            }
        }

        private void Call(string call, string text, int beginning)
        {
            if (Ended().Match(text) is not { Success: true } ended || ended.Groups["result"].Value[0] == '-')
            {
                return;
            }

            var (arguments, result) = (ended.Groups["arguments"].Value, ended.Groups["result"].Value);
            var numbers = Text().Replace(arguments, "").Split(',', StringSplitOptions.TrimEntries);
            var texts = Text().Matches(arguments).Select(match => Convert.FromHexString(match.Groups["text"].Value.Replace("\\x", "", StringComparison.Ordinal))).ToArray();
            int? file = _open.TryGetValue(numbers[0], out var known) ? known : null;
            switch (call)
            {
                case "openat":
                    Open(Place(texts[0]), numbers[2], result);
                    break;
                case "pwrite64" when file is { } node:
                    log.Write(node, Number(numbers[3]), texts[0][..(int)Number(result)]);
                    break;
                case "ftruncate" when file is { } node:
                    log.Resize(node, Number(numbers[1]));
                    break;
                case "fsync" or "fdatasync" when file is { } node:
                    log.Flush(node, beginning);
                    break;
                case "utimensat" when file is { } node && texts.Length == 0:
                    var time = Time().Matches(arguments)[^1];
                    log.SetTime(node, DateTime.UnixEpoch.AddSeconds(Number(time.Groups["seconds"].Value)).AddTicks(Number(time.Groups["nanoseconds"].Value) / 100));
                    break;
                case "rename" or "renameat" or "renameat2" when Place(texts[0]) is { } from && Place(texts[1]) is { } to:
                    Assert.Equal(from.Folder, to.Folder);
                    log.Rename(from.Folder, from.Name, to.Name);
                    break;
                case "link" or "linkat" when Place(texts[0]) is { } from && Place(texts[1]) is { } to:
                    log.Bind(to.Folder, to.Name, log.Find(from.Folder, from.Name));
                    break;
                case "unlink" or "unlinkat" or "rmdir" when Place(texts[0]) is { } gone:
                    log.Bind(gone.Folder, gone.Name, null);
                    break;
                case "mkdir" or "mkdirat" when Place(texts[0]) is { } made:
                    log.Create(made.Folder, made.Name, isFolder: true);
                    break;
                case "close":
                    break;
                default:
                    // What the model does not know would be left out without a word.
                    Assert.False(file is not null || texts.Any(path => path.Length < 4096 && Place(path) is not null), $"{call}({arguments}");
                    break;
            }
        }

        private void Open((int Folder, string Name)? place, string flags, string number)
        {
            _open.Remove(number);
            if (place is not { } at)
            {
                return;
            }

            var node = log.Find(at.Folder, at.Name) ?? log.Create(at.Folder, at.Name, isFolder: false);
            _open[number] = node;
            if (flags.Contains("O_TRUNC", StringComparison.Ordinal))
            {
                log.Resize(node, 0);
            }
        }

        /// <summary>Where a path is; null outside of the folder.</summary>
        private (int Folder, string Name)? Place(byte[] path)
        {
            var text = Encoding.UTF8.GetString(path);
            if (!text.StartsWith(folder + "/", StringComparison.Ordinal))
            {
                return null;
            }

            var parts = text[(folder.Length + 1)..].Split('/', StringSplitOptions.RemoveEmptyEntries);
            return (parts[..^1].Aggregate(log.Root, (at, name) => log.Find(at, name)!.Value), parts[^1]);
        }

        private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }
}

/// <summary>Records system calls.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SystemCallsFactAttribute : FactAttribute
{
    public SystemCallsFactAttribute() => Skip = SystemCalls.Missing;
}

/// <summary>The same with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SystemCallsTheoryAttribute : TheoryAttribute
{
    public SystemCallsTheoryAttribute() => Skip = SystemCalls.Missing;
}
