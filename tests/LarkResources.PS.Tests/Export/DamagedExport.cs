using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Export;

/// <summary>What the tests have in common that damage an export between two runs.</summary>
public abstract class DamagedExport(Tenant tenant, int seed) : IDisposable
{
    private const int Many = 60;

    protected Tenant Tenant { get; } = tenant;

    private protected TemporaryFolder Folder { get; } = new();

    protected string Chat => ExportTenant.MixedChat(Many, seed);

    protected string ChatFolder => ExportedChat.FolderOf(Folder.Path, Chat);

    protected string Manifest => ExportedChat.ManifestOf(ChatFolder);

    protected string State => Path.Combine(ChatFolder, "export.json");

    /// <inheritdoc/>
    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task<HostedShell> ExportedAsync()
    {
        var shell = await Tenant.ConnectForExportAsync();
        shell.ExportWell(Chat, Folder.Path);
        return shell;
    }

    /// <summary>Other bytes under the time that the export gave the file: what a power cut or a bad disk leaves, and a person does not.</summary>
    protected static void Damage(string path, byte[] bytes)
    {
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, time);
    }

    protected async Task MustHoldAsync()
    {
        var chat = ExportedChat.Read(Folder.Path, Chat);
        var expected = (await MixedResource.AllOfAsync(Tenant.Server, Many, seed)).Where(resource => !resource.InThread).ToList();
        Assert.All(expected.Where(resource => resource.IsServed), resource => Assert.Equal(resource.Sha256, chat.Last[(resource.MessageId, resource.FileKey)].Sha256));
        Assert.Equal(chat.Saved.Select(line => line.Path!).Concat(["export.json", "manifest.jsonl"]).Order(StringComparer.Ordinal), chat.Files);
    }
}
