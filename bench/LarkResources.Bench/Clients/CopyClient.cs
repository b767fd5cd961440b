namespace LarkResources.Bench.Clients;

/// <summary>What one writes first: one request for the whole, copied to a file; no hash, no part file, no resuming.</summary>
internal sealed class CopyClient : ITransferClient
{
    public async Task<string?> DownloadAsync(TransferOrder order)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", "Bearer " + order.Token);
        await using var body = await http.GetStreamAsync(order.Address);
        await using var file = File.Create(order.Target);
        await body.CopyToAsync(file);
        return null;
    }
}
