using System.Collections.Concurrent;
using LarkResources.Sandbox.Answers;
using LarkResources.Sandbox.Bytes;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox.Endpoints;

/// <summary>The main call: the bytes of a resource, or why there are none.</summary>
internal sealed class ResourceEndpoint(TenantState state)
{
    private readonly ConcurrentDictionary<string, ByteSource> replaced = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> calls = new(StringComparer.Ordinal);

    public void Replace(string fileKey, long length, int seed) => replaced[fileKey] = new PatternBytes(length, seed);

    public void Reset()
    {
        replaced.Clear();
        calls.Clear();
    }

    public HttpResponseMessage Get(SandboxCall call, string messageId, string fileKey)
    {
        var type = call.Query("type");
        if (type is null)
        {
            return call.InvalidField("type", "type is required");
        }

        if (type is not ("image" or "file" or "media") || !messageId.StartsWith("om_", StringComparison.Ordinal))
        {
            return call.Error(234001);
        }

        if (Provoked(messageId) is { } code)
        {
            return call.Error(code);
        }

        if (state.Find(messageId) is not { } message)
        {
            return call.Error(99992354);
        }

        return message.ResourceCode is { } refused ? call.Error(refused) : Serve(call, message, fileKey, type);
    }

    private HttpResponseMessage Serve(SandboxCall call, WorldMessage message, string fileKey, string type)
    {
        if (message.Folders.ContainsKey(fileKey))
        {
            return call.Error(234001);
        }

        var resource = message.Resources.FirstOrDefault(resource => resource.Key == fileKey);
        if (resource is null)
        {
            return call.Error(234003);
        }

        if (resource.IsOfPhone)
        {
            return type == "media" ? ResourceAnswer.Create(call, resource, resource.Bytes) : call.Error(502);
        }

        return resource.Type == type || (type == "media" && resource.ContentType.StartsWith("video/", StringComparison.Ordinal))
            ? ResourceAnswer.Create(call, resource, replaced.GetValueOrDefault(fileKey, resource.Bytes))
            : call.Error(234001);
    }

    private int? Provoked(string messageId)
    {
        if (ErrorFamilies.CodeIn(messageId, ErrorFamilies.Always) is { } code)
        {
            return code;
        }

        if (ErrorFamilies.TransientIn(messageId) is not { } transient)
        {
            return null;
        }

        // Failures and successes take turns, so that every run of a script sees the same.
        var call = calls.AddOrUpdate(messageId, 1, static (_, count) => count + 1);
        return call % (transient.Failures + 1) == 0 ? null : transient.Code;
    }
}
