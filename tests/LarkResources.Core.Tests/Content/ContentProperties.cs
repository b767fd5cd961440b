using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LarkResources.Messages;

namespace LarkResources.Tests.Content;

public sealed class ContentProperties
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3000);

    private static readonly string[] Types = ["image", "file", "audio", "media", "video", "post", "sticker", "folder", "interactive", "merge_forward", "text", "?"];

    private static readonly string[] Names =
    [
        "tag", "image_key", "img_key", "imageID", "file_key", "file_name", "content", "content_v2", "files", "is_folder", "zh_cn", "elements", "property",
        "json_card", "json_attachment", "images", "token", "duration", "text", "attachment", "message", "event", "body", "sender", "sender_id", "create_time",
    ];

    private static readonly Gen<JsonNode?> Leaf = Gen.Elements<Func<JsonNode?>>(
        () => null, () => true, () => 1e300, () => -1, () => "", () => "img_1", () => "md", () => "![a](img_2)", () => "media", () => "{\"img_key\":\"img_3\"}",
        () => "{\"images\":{\"img_1\":{\"token\":\"t\"}}}", () => "{\"cut", () => "\uFFFD\0\u202E", () => "merge_forward").Select(make => make());

    private static readonly Arbitrary<(string Type, string Content)> Nested =
        Gen.Elements(Types).SelectMany(type => Gen.Sized(size => Node(Math.Min(size, 12))).Select(node => (type, node?.ToJsonString() ?? "null"))).ToArbitrary();

    private static readonly Arbitrary<(string Type, string Content)> Garbage =
        Gen.Elements(Types).SelectMany(type => Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf()
            .Select(bytes => (type, Encoding.Latin1.GetString(bytes)))).ToArbitrary();

    [Fact]
    public void Any_nesting_is_read_without_a_crash_and_each_key_once() =>
        Prop.ForAll(Nested, x => IsSound(Contents.Parse(x.Type, x.Content), x.Content)).Check(Thorough);

    [Fact]
    public void Any_bytes_are_read_without_a_crash() =>
        Prop.ForAll(Garbage, x => IsSound(Contents.Parse(x.Type, x.Content), x.Content)).Check(Thorough);

    [Fact]
    public void Content_cut_anywhere_is_read_without_a_crash() =>
        Prop.ForAll(Nested, x => Enumerable.Range(0, x.Content.Length).All(end => IsSound(Contents.Parse(x.Type, x.Content[..end]), x.Content[..end]))).Check(Thorough.WithMaxTest(100));

    [Fact]
    public void Any_item_is_read_without_a_crash() =>
        Prop.ForAll(Nested, x => Contents.ParseText(x.Content).MessageId is not null).Check(Thorough);

    [Fact]
    public void Any_set_of_links_becomes_a_tree_that_holds_every_item_once() =>
        Prop.ForAll(Gen.Choose(0, 12).SelectMany(upper => Gen.Choose(0, 12).Select(id => (id, upper))).ArrayOf().ToArbitrary(), links =>
        {
            var items = links.Select(link => new LarkMessage { MessageId = $"om_{link.id}", UpperMessageId = $"om_{link.upper}" }).ToList();
            var tree = MessageTree.Build(items);
            return items.Count == 0 ? tree is null : Ids(tree!).Order(StringComparer.Ordinal).SequenceEqual(items.Select(item => item.MessageId).Distinct().Order(StringComparer.Ordinal));
        }).Check(Thorough);

    private static IEnumerable<string> Ids(LarkMessage message) => message.Children.SelectMany(Ids).Prepend(message.MessageId);

    private static bool IsSound(LarkMessage message, string content) =>
        message.Content == content
        && message.Resources.All(resource => resource.FileKey.Length > 0)
        && message.Resources.DistinctBy(resource => (resource.FileKey, resource.Type)).Count() == message.Resources.Count;

    private static Gen<JsonNode?> Node(int size) => size <= 1
        ? Leaf
        : Gen.Frequency(
            (1, Leaf),
            (2, Node(size / 2).ListOf(3).Select(items => (JsonNode?)new JsonArray([.. items]))),
            (4, Gen.Elements(Names).ListOf(3).SelectMany(names => Node(size / 2).ListOf(3).Select(values => (JsonNode?)Object(names.Zip(values))))));

    private static JsonObject Object(IEnumerable<(string Name, JsonNode? Value)> fields)
    {
        var result = new JsonObject();
        foreach (var (name, value) in fields)
        {
            result[name] = value;
        }

        return result;
    }
}
