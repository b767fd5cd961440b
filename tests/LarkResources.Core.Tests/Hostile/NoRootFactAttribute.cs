namespace LarkResources.Tests.Hostile;

/// <summary>Needs permissions that hold.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NoRootFactAttribute : FactAttribute
{
    public NoRootFactAttribute()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Skip = "Root reads and writes what is closed to others all the same; run it as somebody else.";
        }
    }
}
