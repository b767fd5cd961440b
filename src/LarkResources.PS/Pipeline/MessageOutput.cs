using System.Management.Automation;
using LarkResources.Messages;

namespace LarkResources.Pipeline;

/// <summary>Hands messages out.</summary>
internal static class MessageOutput
{
    /// <summary>Emits a message, and tells where resources may have been overlooked in it.</summary>
    public static void Emit(PSCmdlet cmdlet, LarkMessage message)
    {
        foreach (var notice in ContentNotices.Of(message))
        {
            ShellStream.WriteVerbose(cmdlet, ShownText.Lines(notice));
        }

        cmdlet.WriteObject(message);
    }
}
