using System.Text.Json;
using System.Text.Json.Nodes;

namespace LarkResources.Tests.Messages;

/// <summary>Contents in the shapes that the newest clients know, of made-up messages: <c>Data/contents.json</c>.</summary>
internal static class ContentCases
{
    private static readonly JsonObject[] All = Read();

    public static TheoryData<string> Names => [.. All.Select(Name)];

    public static LarkMessage Message(string name)
    {
        var found = Find(name);
        var item = Contents.Item("om_1", (string)found["type"]!, found["content"]!.ToJsonString());
        item["mentions"] = found["mentions"]?.DeepClone();
        return Contents.Parse(item);
    }

    public static string[] Keys(string name) => [.. Find(name)["keys"]!.AsArray().Select(key => (string)key!)];

    private static JsonObject Find(string name) => All.Single(one => Name(one) == name);

    private static string Name(JsonObject one) => (string)one["case"]!;

    private static JsonObject[] Read()
    {
        using var stream = typeof(ContentCases).Assembly.GetManifestResourceStream("contents.json")!;
        return [.. JsonSerializer.Deserialize<JsonArray>(stream)!.Select(one => one!.AsObject())];
    }
}
