using LarkResources.PS.Tests.SupplyChain;

/// <summary>What the runtime calls before a program that is started with this assembly in DOTNET_STARTUP_HOOKS. Name and place are the runtime's.</summary>
internal static class StartupHook
{
    private static NetworkEars? s_ears;

    public static void Initialize() => s_ears = new NetworkEars();
}
