using System.Diagnostics.Tracing;

namespace LarkResources.PS.Tests.SupplyChain;

/// <summary>Writes down every name that its process resolves and every address it connects to, whichever code it is that does so.</summary>
internal sealed class NetworkEars : EventListener
{
    internal const string LogVariable = "LARKRESOURCES_TEST_NETWORK_LOG";

    private readonly Lock _gate = new();

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name is "System.Net.NameResolution" or "System.Net.Sockets" or "System.Net.Http")
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName is "ResolutionStart" or "ConnectStart" or "RequestStart" && Environment.GetEnvironmentVariable(LogVariable) is { } path)
        {
            lock (_gate)
            {
                File.AppendAllText(path, $"{eventData.EventName} {string.Join(' ', eventData.Payload ?? [])}\n");
            }
        }
    }
}
