using System.Collections;
using System.Management.Automation;

namespace LarkResources.Binding;

/// <summary>Lets a parameter for ids take text, and objects that have the id as a property. From any other object the engine says that it cannot be bound.</summary>
/// <param name="names">The property and its aliases.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdOfAttribute(params string[] names) : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Base(inputData) switch
    {
        null => null,
        string text => text,
        IEnumerable items => items.Cast<object?>().Select(One).ToArray(),
        _ => One(inputData),
    };

    private static object? Base(object? item) => (item as PSObject)?.BaseObject ?? item;

    private object? One(object? item) => Base(item) switch
    {
        null => null,
        string text => text,
        ValueType number => number.ToString(),
        _ => Value(PSObject.AsPSObject(item!)),
    };

    private string? Value(PSObject item)
    {
        var properties = names.Select(name => item.Properties[name]).OfType<PSPropertyInfo>().ToArray();
        return properties.Length > 0
            ? properties.Select(property => property.Value?.ToString()).FirstOrDefault(value => !string.IsNullOrEmpty(value))
            // Only with this inner exception does the binder try the other parameters that take values from the pipeline
            // (findings/argument-transformation-pipeline.sh).
            : throw new ArgumentTransformationMetadataException($"The object has no property {names[0]}.", new PSInvalidCastException());
    }
}
