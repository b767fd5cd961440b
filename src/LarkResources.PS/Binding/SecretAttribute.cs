using System.Management.Automation;
using LarkResources.Errors;

namespace LarkResources.Binding;

/// <summary>Says how to give a secret where one is given as text: the engine only says that text cannot be converted.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => PipedItem.Base(inputData) is string
        ? throw new ArgumentTransformationMetadataException(LarkErrors.Localized(
            "A plain-text secret is refused because it would stay in the shell history. Give a SecureString: (Read-Host -AsSecureString) at a prompt, (Get-Secret NAME) in a script.",
            "密钥不能以明文文本传入，否则会留在命令历史记录中。请给出 SecureString：命令行中用 (Read-Host -AsSecureString)，脚本中用 (Get-Secret NAME)。"))
        : inputData;
}
