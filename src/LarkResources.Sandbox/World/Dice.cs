namespace LarkResources.Sandbox.World;

/// <summary>Numbers that look drawn and are the same in every run and on every platform.</summary>
internal static class Dice
{
    public static uint Roll(int seed, int number, int purpose) =>
        (uint)(Mix(Mix(((ulong)(uint)seed << 32) | (uint)number) + (uint)purpose) >> 32);

    /// <summary>The last step of SplitMix64: no two numbers give the same.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
