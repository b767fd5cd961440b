using System.Globalization;
using LarkResources.Sandbox.Answers;
using LarkResources.Sandbox.Server.Control;
using LarkResources.Sandbox.Server.Faults;
using LarkResources.Sandbox.Server.Recording;
using Microsoft.AspNetCore.Http;

namespace LarkResources.Sandbox.Server.Hosting;

/// <summary>The way of one request: record, wait, fault or quota, tenant, answer.</summary>
internal sealed class RequestPipeline(SandboxServer server, SandboxServerOptions options)
{
    private readonly ControlEndpoints control = new(server);

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/_sandbox"))
        {
            await control.HandleAsync(context);
            return;
        }

        var onOtherHost = server.OtherBaseUri?.Port == context.Connection.LocalPort;
        var entry = server.Requests.Begin(context, onOtherHost);
        try
        {
            if (options.Latency > TimeSpan.Zero)
            {
                await Task.Delay(options.Latency, context.RequestAborted);
            }

            await AnswerAsync(context, entry, onOtherHost);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client went away, or a fault sent it away.
        }
        finally
        {
            server.Requests.End(entry);
        }
    }

    private async Task AnswerAsync(HttpContext context, RequestLog.Entry entry, bool onOtherHost)
    {
        var seen = entry.Request;
        var fault = server.Faults.Take(seen.Method, seen.PathAndQuery, Tampering.RangeStart(seen.Range), onOtherHost);
        seen.Fault = fault?.Action.ToString();
        var gate = Gate(context);
        switch (fault?.Action)
        {
            case FaultAction.Refuse:
                await RefuseAsync(context, gate);
                return;
            case FaultAction.StallHeaders:
                await Task.Delay(fault.DelayMs == 0 ? Timeout.Infinite : fault.DelayMs, context.RequestAborted);
                break;
        }

        using var answer = await AskAsync(context, entry, fault, onOtherHost);
        if (fault is not null && BrokenTransfer.Handles(fault.Action))
        {
            if (gate is null)
            {
                // A stream of HTTP/2 has no wire of its own; the nearest thing is to end it at once.
                context.Abort();
                return;
            }

            context.Response.Headers.Connection = "close";
            await new BrokenTransfer(gate, fault, seen, context.RequestAborted).SendAsync(answer);
            return;
        }

        await MessageConversion.SendAsync(answer, context, seen);
    }

    private async Task<HttpResponseMessage> AskAsync(HttpContext context, RequestLog.Entry entry, Fault? fault, bool onOtherHost)
    {
        var logId = "fault" + entry.Request.Number.ToString("D10", CultureInfo.InvariantCulture);
        var early = fault is null ? null : FaultAnswers.Create(fault, server.Handler, entry.Request.PathAndQuery, logId);
        if (early is null && entry.QuotaWait is { } wait)
        {
            early = ApiAnswer.WithRateLimit(ApiAnswer.Error(ErrorTable.RateLimited, logId), options.PerSecond, Math.Max(1, Math.Ceiling(wait.TotalSeconds)));
        }

        if (early is not null)
        {
            early.Headers.TryAddWithoutValidation("X-Tt-Logid", logId);
            return early;
        }

        using var question = MessageConversion.ToMessage(context, server.BaseUri);
        if (onOtherHost && !entry.Request.HasAuthorization)
        {
            // A storage host lets in whoever has the address.
            question.Headers.TryAddWithoutValidation("Authorization", "Bearer " + SandboxCredentials.StaticTenantToken);
        }

        if (fault is null)
        {
            return await server.Tenant.SendAsync(question, context.RequestAborted);
        }

        Tampering.Question(fault, question, server.Handler);
        var answer = await server.Tenant.SendAsync(question, context.RequestAborted);
        await Tampering.AnswerAsync(fault, answer, context.RequestAborted);
        return answer;
    }

    private static ConnectionGate? Gate(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol) ? context.Features.Get<ConnectionGate>() : null;

    private static async Task RefuseAsync(HttpContext context, ConnectionGate? gate)
    {
        if (gate is null)
        {
            context.Abort();
            return;
        }

        gate.TakeOver();
        await gate.ResetAsync();
    }
}
