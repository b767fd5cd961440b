using System.Text.Json;

namespace LarkResources;

/// <summary>One form of message content that carries resources.</summary>
internal interface IContentForm
{
    /// <summary>Adds the resources of the parsed content. Fields may be missing or of any kind.</summary>
    void Collect(JsonElement content, ResourceCollector found);
}
