namespace LarkResources.Sandbox.Bytes;

/// <summary>One colour.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B);
