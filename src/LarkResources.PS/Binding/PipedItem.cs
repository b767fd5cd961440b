using System.Collections;
using System.Management.Automation;

namespace LarkResources.Binding;

/// <summary>Reads what scripts pipe: objects, hashtables, and events of the platform, in which the message lies inside.</summary>
internal static class PipedItem
{
    public static object? Base(object? item) => (item as PSObject)?.BaseObject ?? item;

    /// <summary>True where the item has the field, whatever is in it.</summary>
    public static bool Has(object? item, string name) =>
        Base(item) is IDictionary table ? table.Contains(name) : item is not null && PSObject.AsPSObject(item).Properties[name] is not null;

    /// <summary>The field of an object or a hashtable; null when it has none.</summary>
    public static object? Field(object? item, string name) =>
        Base(item) is IDictionary table ? table[name] : item is null ? null : PSObject.AsPSObject(item).Properties[name]?.Value;

    public static string? Text(object? item, string name) => Base(Field(item, name)) as string;

    /// <summary>The item itself, and the message inside it: of an event im.message.receive_v1, or of the <c>event</c> in that.</summary>
    public static IEnumerable<object?> WithMessageInside(object? item) => [item, Field(item, "message"), Field(Field(item, "event"), "message")];
}
