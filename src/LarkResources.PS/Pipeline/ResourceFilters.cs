using LarkResources.Api;
using LarkResources.Export;

namespace LarkResources.Pipeline;

/// <summary>Makes the filter of an export from its parameters.</summary>
internal static class ResourceFilters
{
    /// <param name="include">Patterns of which one must match the name; none lets all pass.</param>
    /// <param name="exclude">Patterns of which none may match.</param>
    /// <param name="senderIds">Who must have sent it; none lets all pass.</param>
    /// <remarks>The name of a folder that was sent does not count, those of the files in it do.</remarks>
    /// <returns>Null where nothing is left out.</returns>
    /// <exception cref="LarkException">InvalidRequestParameter for what cannot be the id of a sender.</exception>
    public static ResourceFilter? Of(string[] include, string[] exclude, string[] senderIds)
    {
        if (include.Length + exclude.Length + senderIds.Length == 0)
        {
            return null;
        }

        var (wanted, unwanted, senders) = (new NamePatterns(include), new NamePatterns(exclude), senderIds.Select(ApiPath.CleanSender).ToHashSet(StringComparer.Ordinal));
        return new(
            resource => (resource.Kind is LarkResourceKind.Folder || ((wanted.IsEmpty || wanted.Match(NameOf(resource))) && !unwanted.Match(NameOf(resource)))) && (senders.Count == 0 || senders.Contains(resource.SenderId ?? string.Empty)),
            ResourceFilter.SignatureOf(include, exclude, senders));
    }

    // A picture is sent without a name: its key is what there is before it is downloaded.
    private static string NameOf(LarkResource resource) => resource.Name ?? resource.FileKey;
}
