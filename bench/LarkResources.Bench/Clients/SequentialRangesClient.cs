using System.Globalization;
using System.Net.Http.Headers;

namespace LarkResources.Bench.Clients;

/// <summary>The method of the platform's own command line client: a probe of 128 KiB, then ranges one after the other.</summary>
/// <param name="rangeLength">8 MiB, and 32 MiB in newer ones.</param>
internal sealed class SequentialRangesClient(int rangeLength) : ITransferClient
{
    private const int ProbeLength = 128 << 10;

    public async Task<string?> DownloadAsync(TransferOrder order)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", "Bearer " + order.Token);
        await using var file = File.Create(order.Target);
        var total = await CopyAsync(http, order.Address, file, 0, ProbeLength);
        while (file.Position < total)
        {
            await CopyAsync(http, order.Address, file, file.Position, rangeLength);
        }

        return null;
    }

    private static async Task<long> CopyAsync(HttpClient http, Uri address, FileStream file, long from, int length)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = new RangeHeaderValue(from, from + length - 1);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(file);
        return response.Content.Headers.ContentRange?.Length
            ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"No range at byte {from}."));
    }
}
