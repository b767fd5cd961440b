using System.Net;
using LarkResources.Connections;
using LarkResources.Http;
using LarkResources.Models;
using LarkResources.Transfer;

namespace LarkResources.Bench.Clients;

/// <summary>The client of the module, without the shell around it.</summary>
internal sealed class ModuleClient : ITransferClient
{
    public async Task<string?> DownloadAsync(TransferOrder order)
    {
        var connection = Connect(order.BaseUri, order.Token, new());
        try
        {
            return (await SaveAsync(connection, order.Id, order.Target)).Sha256;
        }
        finally
        {
            connection.Close();
        }
    }

    /// <summary>Many files, as many at once as the cmdlet has in flight by default.</summary>
    public static async Task DownloadAllAsync(Uri baseUri, string token, IEnumerable<ResourceId> ids, string folder, ConnectionSettings quota)
    {
        var connection = Connect(baseUri, token, quota);
        try
        {
            await Parallel.ForEachAsync(
                ids,
                new ParallelOptions { MaxDegreeOfParallelism = 8 },
                async (id, _) => await SaveAsync(connection, id, Path.Combine(folder, id.FileKey)));
        }
        finally
        {
            connection.Close();
        }
    }

    public static LarkConnection Connect(Uri baseUri, string token, ConnectionSettings settings)
    {
        using var secret = new NetworkCredential(string.Empty, token).SecurePassword;

        return ConnectionFactory.ForToken(secret, settings with { BaseUri = baseUri }, new HttpStack());
    }

    private static Task<TransferResult> SaveAsync(LarkConnection connection, ResourceId id, string target)
    {
        var source = new ResourceSource(connection.Client(), id, connection.MaximumRetryCount);
        return new FileDownload(source, new TransferRequest(id), new ByteCounter())
            .RunAsync(_ => Task.FromResult(new FileTarget(target, Overwrite: true)), target, CancellationToken.None);
    }
}
