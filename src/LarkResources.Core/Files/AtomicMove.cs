namespace LarkResources.Files;

/// <summary>Puts a file that was written beside another in its place, by one rename.</summary>
internal static class AtomicMove
{
    private const int Attempts = 20;
    private const int PauseMilliseconds = 50;

    /// <summary>Windows refuses it while somebody reads the old one, which takes no longer than a moment.</summary>
    public static void Move(string fresh, string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                File.Move(fresh, path, overwrite: true);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && OperatingSystem.IsWindows() && attempt < Attempts)
            {
                Thread.Sleep(PauseMilliseconds);
            }
        }
    }
}
