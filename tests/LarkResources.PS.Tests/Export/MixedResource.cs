using System.Text.Json;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Export;

/// <summary>What one resource of a chat <c>oc_mixed_…</c> must come out as, in the words of the server.</summary>
/// <param name="MessageId">The message under whose id it is asked for.</param>
/// <param name="FileKey">The key.</param>
/// <param name="Kind">image, file, audio, video, cover or sticker.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="SentAt">When its message was sent.</param>
/// <param name="InThread">True when only the list of a thread shows the message.</param>
/// <param name="Code">The code with which it is refused; null when it is served.</param>
internal sealed record MixedResource(string MessageId, string FileKey, string Kind, long Length, string Sha256, DateTimeOffset SentAt, bool InThread, int? Code)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>True for what an export of the usual kinds has to bring to the disk.</summary>
    public bool IsServed => Code is null && Kind is not "cover";

    /// <summary>True for what such an export has to record as refused.</summary>
    public bool IsRefused => Code is not null && Kind is not "cover";

    /// <summary>All of a chat.</summary>
    public static async Task<IReadOnlyList<MixedResource>> AllOfAsync(SandboxServerProcess server, int count, int seed) =>
        (await server.GetMixedAsync(count, seed)).Deserialize<MixedResource[]>(Json)!;
}
