using System.Buffers;
using LarkResources.Sandbox.Server.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LarkResources.Sandbox.Server.Hosting;

/// <summary>Turns what Kestrel received into what the tenant takes, and the tenant's answer into what Kestrel sends.</summary>
internal static class MessageConversion
{
    private const int BlockSize = 64 * 1024;

    public static HttpRequestMessage ToMessage(HttpContext context, Uri baseUri)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var message = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(baseUri, target));
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            message.Content = new StreamContent(context.Request.Body);
        }

        foreach (var (name, values) in context.Request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!);
            }
        }

        return message;
    }

    public static async Task SendAsync(HttpResponseMessage answer, HttpContext context, SeenRequest seen)
    {
        var response = context.Response;
        response.StatusCode = seen.Status = (int)answer.StatusCode;
        response.ContentLength = answer.Content.Headers.ContentLength;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            response.Headers[name] = values.ToArray();
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
            int count;
            while ((count = await body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                seen.BytesSent += count;
                var sent = await response.BodyWriter.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
                if (sent.IsCompleted)
                {
                    // The client has gone; Kestrel would swallow the rest without a word.
                    return;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
