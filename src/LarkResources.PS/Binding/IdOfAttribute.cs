using System.Collections;
using System.Management.Automation;
using LarkResources.Errors;
using LarkResources.Messages;

namespace LarkResources.Binding;

/// <summary>
/// Lets a parameter for ids take text, objects and hashtables that have the id, and messages as JSON or in an event. From any other object
/// the engine says that it cannot be bound.
/// </summary>
/// <param name="names">The property and its aliases.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdOfAttribute(params string[] names) : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => PipedItem.Base(inputData) switch
    {
        string or IDictionary => One(inputData),
        IEnumerable items => items.Cast<object?>().Select(One).ToArray(),
        _ => One(inputData),
    };

    private string? One(object? item) => PipedItem.Base(item) switch
    {
        null => null,
        string text => MessageParser.FromJson(text) is { } message ? Value(message) : text,
        ValueType number => number.ToString(),
        _ => Value(item!),
    };

    private string? Value(object item) =>
        PipedItem.WithMessageInside(item).FirstOrDefault(inside => names.Any(name => PipedItem.Has(inside, name))) is { } found
            ? names.Select(name => PipedItem.Field(found, name)?.ToString()).FirstOrDefault(value => !string.IsNullOrEmpty(value))
            // Only with this inner exception does the binder try the other parameters that take values from the pipeline
            // (findings/argument-transformation-pipeline.sh).
            : throw new ArgumentTransformationMetadataException(LarkErrors.Localized($"The object has no property {names[0]}.", $"该对象没有属性 {names[0]}。"), new PSInvalidCastException());
}
