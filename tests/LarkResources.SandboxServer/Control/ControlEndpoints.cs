using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LarkResources.Sandbox.Server.Faults;
using Microsoft.AspNetCore.Http;

namespace LarkResources.Sandbox.Server.Control;

/// <summary>Lets another process plan faults, read the record, and set what happens in the tenant.</summary>
internal sealed class ControlEndpoints(SandboxServer server)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(context, new { error = exception.Message });
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (context.Request.Method, parts)
        {
            case ("GET", [_, "faults"]):
                await WriteAsync(context, server.Faults.Snapshot().Select(entry => new { entry.Fault, entry.Fired }));
                break;
            case ("PUT" or "POST", [_, "faults"]):
                await PlanAsync(context);
                break;
            case ("DELETE", [_, "faults"]):
                server.Faults.Clear();
                await DoneAsync(context);
                break;
            case ("GET", [_, "requests"]):
                await WriteAsync(context, server.Requests.Snapshot());
                break;
            case ("GET", [_, "stats"]):
                await WriteAsync(context, server.Requests.Stats());
                break;
            case ("GET", [_, "resources", var key]):
                await WriteAsync(context, new { key, length = SandboxFiles.LengthOf(key), sha256 = SandboxFiles.Sha256Of(key) });
                break;
            case ("GET", [_, "mixed", var count, var seed]):
                await WriteAsync(context, SandboxFiles.OfMixedChat(Number(count), Number(seed)));
                break;
            case ("PUT" or "POST", [_, "now"]):
                server.Handler.Now = Time(context.Request.Query["time"]);
                await DoneAsync(context);
                break;
            case ("POST", [_, "edit"]):
                await WriteAsync(context, new { key = server.Handler.EditMessage(context.Request.Query["message"].ToString()) });
                break;
            case ("POST", [_, "recall"]):
                server.Handler.RecallMessage(context.Request.Query["message"].ToString());
                await DoneAsync(context);
                break;
            case ("POST", [_, "rename"]):
                server.Handler.RenameChat(context.Request.Query["chat"].ToString(), context.Request.Query["name"].ToString());
                await DoneAsync(context);
                break;
            case ("POST", [_, "reset"]):
                server.Reset();
                await DoneAsync(context);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    // PUT replaces the plan, POST adds to it.
    private async Task PlanAsync(HttpContext context)
    {
        var faults = await JsonSerializer.DeserializeAsync<Fault[]>(context.Request.Body, Json, context.RequestAborted) ?? [];
        if (HttpMethods.IsPut(context.Request.Method))
        {
            server.Faults.Clear();
        }

        server.Faults.Add(faults);
        await DoneAsync(context);
    }

    // Without a time everything is there, as at the start.
    private static DateTimeOffset? Time(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new ArgumentException($"'{text}' is no time.");

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ArgumentException($"'{text}' is no number.");

    private static Task DoneAsync(HttpContext context) => WriteAsync(context, new { ok = true });

    private static async Task WriteAsync<T>(HttpContext context, T value)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, Json);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
