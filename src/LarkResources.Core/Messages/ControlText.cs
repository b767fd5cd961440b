using System.Text.Json;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>What the parts of a card that are there to be clicked or filled in say.</summary>
internal static class ControlText
{
    /// <summary>The text; null for what is not such a part.</summary>
    public static string? Of(string? tag, JsonElement fields, ElementText elements)
    {
        switch (tag)
        {
            case "button":
                return Button(fields, elements);
            case "action" or "actions":
                return string.Join(' ', ElementText.Items(fields, "actions", "elements").Select(part => elements.Words(part)).Where(text => text.Length > 0));
            case "overflow" or "select_static" or "multi_select_static" or "select_person" or "multi_select_person":
                var options = ElementText.Items(fields, "options").Select(option => Named(elements, option)).OfType<string>().ToList();
                return Bracketed(options.Count > 0 ? string.Join(" / ", options) : elements.Words(fields.Field("placeholder")));
            case "date_picker" or "picker_date" or "picker_time" or "picker_datetime":
                return Bracketed(Initial(fields) ?? elements.Words(fields.Field("placeholder")));
            case "input":
                var value = fields.Text("default_value") ?? fields.Text("defaultValue") ?? elements.Words(fields.Field("placeholder"));
                return ElementText.Lines(elements.Words(fields.Field("label")), Bracketed(value));
            case "checker":
                return $"- [{(fields.Flag("checked") ? "x" : " ")}] {elements.Words(fields.Field("text"))}";
            case "select_img":
                return string.Empty;
            default:
                return null;
        }
    }

    private static string Button(JsonElement fields, ElementText elements)
    {
        var text = PrintableText.OneLine(elements.Words(fields.Field("text")));
        var leads = ElementText.Address(fields)
            ?? ElementText.Items(fields, "behaviors").Select(ElementText.Address)
                .Concat(ElementText.Items(fields, "actions").Select(action => ElementText.Address(action.Field("action") ?? default)))
                .FirstOrDefault(address => address is not null);
        return leads is null ? Bracketed(text) : Markdown.Link(text, leads);
    }

    private static string? Named(ElementText elements, JsonElement option) =>
        PrintableText.OneLine(elements.Words(option.Field("text"))) ?? PrintableText.OneLine(option.Text("value"));

    private static string? Initial(JsonElement fields)
    {
        foreach (var name in (ReadOnlySpan<string>)["initial_date", "initial_time", "initial_datetime", "initialDate", "initialTime", "initialDatetime"])
        {
            if (fields.Text(name) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private static string Bracketed(string? text) => PrintableText.OneLine(text) is { } line ? $"[{line}]" : string.Empty;
}
