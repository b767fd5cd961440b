using System.Management.Automation;

namespace LarkResources.Binding;

/// <summary>Keeps the <c>type</c> of an event that is piped, which is another thing of the same name, from being taken for that of a resource.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ResourceTypeAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PipedItem.Base(inputData) is string text && text.StartsWith("im.", StringComparison.Ordinal) ? null : inputData;
}
