using LarkResources.Api;
using LarkResources.Errors;
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

        var (wanted, unwanted, senders) = (new NamePatterns(include), new NamePatterns(exclude), senderIds.Select(id => ApiPath.Clean("SenderId", id)).ToHashSet(StringComparer.Ordinal));
        return new(
            resource => (resource.Kind is LarkResourceKind.Folder || ((wanted.IsEmpty || wanted.Match(NameOf(resource))) && !unwanted.Match(NameOf(resource)))) && (senders.Count == 0 || senders.Contains(resource.SenderId ?? string.Empty)),
            ResourceFilter.SignatureOf(include, exclude, senders));
    }

    /// <summary>A word on what is probably a name: it matches no sender, and so the export would be empty without a reason.</summary>
    public static IEnumerable<string> DoubtsAbout(IEnumerable<string> senderIds) => senderIds.Select(id => id.Trim()).Where(id => !ApiPath.HasFormOfSender(id)).Select(id => LarkErrors.Localized(
        $"-SenderId takes IDs of people (ou_…) or apps (cli_…), and '{id}' does not look like one: it matches only a sender with exactly this ID. Tab completes the senders of the latest messages.",
        $"-SenderId 需要人员（ou_…）或应用（cli_…）的 ID，而 '{id}' 看起来不是：它只匹配 ID 完全相同的发送者。按 Tab 键可补全最新消息的发送者。"));

    // A picture is sent without a name: its key is what there is before it is downloaded.
    private static string NameOf(LarkResource resource) => resource.Name ?? resource.FileKey;
}
