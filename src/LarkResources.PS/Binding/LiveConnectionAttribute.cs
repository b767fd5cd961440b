using System.Management.Automation;
using LarkResources.Errors;

namespace LarkResources.Binding;

/// <summary>Says what to use instead of a connection that has passed into another process, where only its description arrives.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LiveConnectionAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is PSObject item && item.TypeNames.Contains("Deserialized." + typeof(LarkConnection).FullName)
            ? throw new ArgumentTransformationMetadataException(LarkErrors.Localized(
                "A connection cannot be passed to another process, since its secrets stay in this one. Run Connect-Lark in the job, or use Start-ThreadJob or ForEach-Object -Parallel.",
                "连接不能传到另一个进程，因为其凭证只留在本进程中。请在作业中运行 Connect-Lark，或改用 Start-ThreadJob 或 ForEach-Object -Parallel。"))
            : inputData;
}
