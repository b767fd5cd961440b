using LarkResources.Models;

namespace LarkResources.Bench.Clients;

/// <summary>A way to get a resource into a file, as it runs in a process of its own.</summary>
internal interface ITransferClient
{
    /// <summary>Downloads over connections of its own; gives the SHA-256 when the client computes one.</summary>
    Task<string?> DownloadAsync(TransferOrder order);
}

/// <summary>What is to be downloaded, and to where.</summary>
/// <param name="BaseUri">The server.</param>
/// <param name="Token">What the server accepts.</param>
/// <param name="Id">The resource.</param>
/// <param name="Target">The file.</param>
internal sealed record TransferOrder(Uri BaseUri, string Token, ResourceId Id, string Target)
{
    public Uri Address => AddressOf(BaseUri, Id);

    public static Uri AddressOf(Uri baseUri, ResourceId id) =>
        new(baseUri, $"open-apis/im/v1/messages/{id.MessageId}/resources/{id.FileKey}?type=file");
}
