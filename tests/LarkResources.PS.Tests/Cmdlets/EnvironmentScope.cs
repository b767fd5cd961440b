namespace LarkResources.PS.Tests.Cmdlets;

/// <summary>Sets variables of this process for the time of one test.</summary>
internal sealed class EnvironmentScope : IDisposable
{
    private readonly Dictionary<string, string?> _before;

    /// <param name="cleared">Variables that must not be there unless they are set below.</param>
    /// <param name="settings">For example <c>NAME=value;OTHER=value</c>.</param>
    internal EnvironmentScope(IEnumerable<string> cleared, string settings)
    {
        _before = cleared.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        foreach (var name in _before.Keys)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        foreach (var pair in settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=', 2)))
        {
            Environment.SetEnvironmentVariable(pair[0], pair[1]);
        }
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
