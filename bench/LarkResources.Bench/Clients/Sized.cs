using LarkResources.Models;
using LarkResources.Sandbox;

namespace LarkResources.Bench.Clients;

/// <summary>The files that are transferred: the sandbox makes any size up on the spot.</summary>
internal static class Sized
{
    public static ResourceId Id(long length, int number) =>
        new(SandboxWorld.SizedMessageId(length, number), SandboxWorld.SizedKey(length, number), LarkResourceType.File);
}
