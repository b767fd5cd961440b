namespace ScriptHost;

/// <summary>The numbers <c>pwsh -File</c> answers in the same situations, so that a CI script need not care who ran it.</summary>
internal static class ExitCodes
{
    internal const int Success = 0;
    internal const int Failed = 1;
    internal const int BadCommandLine = 64;

    /// <summary>128 + SIGINT, what shells report for a program ended by Ctrl+C.</summary>
    internal const int Interrupted = 130;
}
