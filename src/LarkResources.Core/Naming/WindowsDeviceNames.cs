namespace LarkResources.Naming;

/// <summary>Names that Windows keeps for devices, in any folder, in any case and with any extension.</summary>
internal static class WindowsDeviceNames
{
    private static readonly HashSet<string> Names = new(
        ["CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$", .. Ports("COM"), .. Ports("LPT")],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>True when Windows would open a device instead of a file of this name.</summary>
    internal static bool Contains(string name)
    {
        // "NUL.tar.gz" and "NUL .txt" are devices too: only what stands before the first dot counts, without its trailing spaces.
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return Names.Contains((dot < 0 ? name : name[..dot]).TrimEnd());
    }

    // Windows reads the superscripts one, two and three as digits here.
    private static IEnumerable<string> Ports(string prefix) => "0123456789¹²³".Select(digit => prefix + digit);
}
