using System.Diagnostics;
using System.Text;
using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Text;

namespace LarkResources.Authentication;

/// <summary>Keeps a refresh token between sessions, in a file that only its owner can read.</summary>
/// <param name="given">The path as it was given; a link stands for the file it leads to, so that the token of that file is the one that is renewed.</param>
/// <param name="owner">Which app at which address the token is for: it goes to no other.</param>
internal sealed class RefreshTokenFile(string given, string owner)
{
    /// <summary>The first line: what does not begin with it is not ours, and is neither sent to a server nor replaced. The owner follows, and then the token.</summary>
    private const string Mark = "LarkResources refresh token 2";

    private readonly string path = RealPath(given);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>In bytes; the platform's have some hundreds, and a JWT some thousands.</summary>
    private const int LongestToken = 64 << 10;

    /// <summary>How long a session waits for another that renews: longer than a call with its retries takes when all is well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>What stands for an app at an address.</summary>
    public static string OwnerOf(string appId, Uri baseUri) => $"{Uri.EscapeDataString(appId)} {baseUri.AbsoluteUri.TrimEnd('/')}";

    /// <summary>The token, or null when there is no file.</summary>
    /// <exception cref="LarkException">UnsafeTokenFile when others can read it; WriteFailed when it cannot be read, or holds something else or the token of another app or address.</exception>
    public string? Read()
    {
        if (Directory.Exists(path))
        {
            // Found out now, not after the sign-in.
            throw LarkErrors.Local(ModuleErrors.WriteFailed, LarkErrors.Localized($"'{path}' is a folder; the refresh token needs a file of its own.", $"'{path}' 是文件夹；刷新凭证需要单独的文件。"), path);
        }

        try
        {
            PlainFile.Refuse(path);
            if (!File.Exists(path))
            {
                return null;
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0)
            {
                throw LarkErrors.Local(ModuleErrors.UnsafeTokenFile, LarkErrors.Localized($"'{path}' can be read by other users.", $"其他用户可以读取 '{path}'。"), path);
            }

            return ReadToken();
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.Local(ModuleErrors.WriteFailed, LarkErrors.Localized($"'{path}' cannot be read: {e.Message}", $"无法读取 '{path}'：{e.Message}"), path, e);
        }
    }

    /// <summary>Waits until no other session, of this process or another, is between reading and writing; a kill ends a turn.</summary>
    /// <remarks>The file that is locked stays, empty: were it taken away, two sessions could each hold a file of that name.</remarks>
    /// <exception cref="LarkException">ResourceBusy when another does not come to an end, or WriteFailed.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        FileStream? turn;
        while ((turn = TryEnter()) is null)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw LarkErrors.Local(
                    ModuleErrors.ResourceBusy, LarkErrors.Localized($"Another session has been renewing the sign-in of '{path}' for {Patience.TotalSeconds:F0} seconds.", $"另一个 PowerShell 会话正在为 '{path}' 中的登录续期，已持续 {Patience.TotalSeconds:F0} 秒。"), path,
                    recommendation: LarkErrors.Localized(
                        "Find the session that holds it and end it, or give another path to -TokenCachePath.", "找到占用该文件的 PowerShell 会话并结束，或为 -TokenCachePath 指定其他路径。"));
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }

        return turn;
    }

    /// <summary>Null when another session has its turn.</summary>
    private FileStream? TryEnter()
    {
        var turn = path + ".lock";
        try
        {
            MakeFolder();
            return OpenTurn(turn);
        }
        catch (IOException e) when (PartLock.IsHeldByAnother(e) && File.Exists(turn))
        {
            return null;
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.WriteFailed(turn, e, path);
        }
    }

    /// <summary>Locks it. Where other users may open it, each of them could hold it for as long as they like.</summary>
    private static FileStream OpenTurn(string turn)
    {
        PlainFile.Refuse(turn);
        if (!OperatingSystem.IsWindows() && File.Exists(turn) && (File.GetUnixFileMode(turn) & ~OwnerOnly) != 0)
        {
            File.SetUnixFileMode(turn, OwnerOnly);
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return PlainFile.Open(turn, options);
    }

    private static string RealPath(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // A circle of links, or a folder that may not be entered: told when it is opened.
            return path;
        }
    }

    private void MakeFolder() => Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);

    private string? ReadToken()
    {
        // Another session may replace it meanwhile, which Windows allows only where all agree.
        using var file = PlainFile.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[LongestToken + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var text = Encoding.UTF8.GetString(bytes, 0, length).Trim('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.Length == 0)
        {
            return null;
        }

        var (of, token) = length <= LongestToken && text.Split('\n', StringSplitOptions.TrimEntries) is [Mark, var second, { Length: > 0 } third] && !third.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? (second, third)
            : (null, string.Empty);
        if (of is not null && of != owner)
        {
            throw LarkErrors.Local(
                ModuleErrors.WriteFailed,
                LarkErrors.Localized($"'{path}' holds the sign-in of '{PrintableText.OneLine(of)}', not that of '{owner}'; it was not changed.", $"'{path}' 中保存的是 '{PrintableText.OneLine(of)}' 的登录信息，而不是 '{owner}' 的；该文件未作改动。"), path,
                recommendation: LarkErrors.Localized("Give each person, app and address a path of its own for -TokenCachePath.", "请为每个用户、应用和地址分别指定 -TokenCachePath。"));
        }

        return of is not null
            ? token
            : throw LarkErrors.Local(
                ModuleErrors.WriteFailed, LarkErrors.Localized($"'{path}' does not contain a refresh token; it was not changed.", $"'{path}' 中没有刷新凭证；该文件未作改动。"), path,
                recommendation: LarkErrors.Localized("Give another path for the refresh token, or delete that file.", "请为刷新凭证指定其他路径，或删除该文件。"));
    }

    /// <summary>Makes room for the next token, before the one that is there is spent for it.</summary>
    /// <exception cref="LarkException">WriteFailed: there is no room, or nothing can be written there.</exception>
    public ReservedFile Reserve()
    {
        try
        {
            MakeFolder();

            // On Windows a file in the user's profile inherits that only the user can read it.
            return AtomicFile.Reserve(path, Content(new string('-', TokenGrant.Longest)).Length, OwnerOnly);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.WriteFailed(path, e);
        }
    }

    /// <summary>Replaces the token by one rename: a token that was used must not be all that is left.</summary>
    /// <param name="token">The new one.</param>
    /// <param name="place">From <see cref="Reserve"/>.</param>
    /// <exception cref="LarkException">WriteFailed; the old token is still there.</exception>
    public void Write(string token, ReservedFile place)
    {
        try
        {
            place.Commit(Content(token));
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.WriteFailed(path, e);
        }
    }

    private byte[] Content(string token) => Encoding.UTF8.GetBytes($"{Mark}\n{owner}\n{token}\n");
}
