using System.Management.Automation;
using LarkResources.Api;
using LarkResources.Binding;
using LarkResources.Connections;
using LarkResources.Errors;
using LarkResources.Pipeline;
using LarkResources.State;

namespace LarkResources.Commands;

/// <summary>A cmdlet that calls the platform: it knows the connection, and turns the failures of its work into error records.</summary>
public abstract class LarkCmdlet : AsyncCmdlet
{
    private Task? _connecting;

    /// <summary>The connection to use; by default the one that Connect-Lark set for the process.</summary>
    [Parameter]
    [LiveConnection]
    [ValidateNotNull]
    public LarkConnection? Connection { get; set; }

    /// <summary>Tells of requests and waits; made on the pipeline thread, at the first call.</summary>
    private protected CallReporter Reporter => field ??= new(this, SynchronizationContext.Current!);

    /// <summary>The connection in force.</summary>
    private protected LarkConnection ActiveConnection => Connection ?? DefaultConnection.Current ?? throw EnvironmentCredentials.NotConnected(Environment.GetEnvironmentVariable);

    /// <summary>False for a cmdlet that finds out by itself whether credentials are good.</summary>
    private protected virtual bool ChecksNewConnection => true;

    /// <summary>Connects with what the environment offers, for scripts that were given credentials and nothing else. Tried once for all records.</summary>
    private protected Task EnsureConnectedAsync() => _connecting ??= ConnectFromEnvironmentAsync();

    private async Task ConnectFromEnvironmentAsync()
    {
        if (Connection is not null || DefaultConnection.Current is not null || EnvironmentCredentials.Find(Environment.GetEnvironmentVariable) is not { } found)
        {
            return;
        }

        var connection = ConnectionFactory.ForEnvironment(found, new() { UserAgent = UserAgent.Name });
        try
        {
            if (ChecksNewConnection)
            {
                await connection.CheckAsync(Reporter, Stop);
            }
        }
        catch
        {
            connection.Close();
            throw;
        }

        if (DefaultConnection.SetIfNone(connection) == connection)
        {
            WriteVerbose(LarkErrors.Localized($"Connected with the credentials of the environment: {connection.ShownName}.", $"已用环境变量中的凭证连接：{connection.ShownName}。"));
        }
        else
        {
            connection.Close();
        }
    }

    private protected LarkClient Client => ActiveConnection.Client(Reporter);

    /// <summary>Connects if necessary and does the work of one record. Its failure is one error, and the next record is processed.</summary>
    /// <param name="work">The work.</param>
    /// <param name="isExpected">True for failures that the input makes likely: they are warnings.</param>
    private protected Task TryAsync(Func<Task> work, Func<LarkException, bool>? isExpected = null) => ReportAsync(
        async () =>
        {
            await EnsureConnectedAsync();
            await work();
        },
        isExpected);

    /// <summary>Reports the failure of a part of the work, or of work that needs no connection; the rest continues.</summary>
    private protected async Task ReportAsync(Func<Task> work, Func<LarkException, bool>? isExpected = null)
    {
        try
        {
            await work();
        }
        catch (LarkException e) when (e.ErrorId is ModuleErrors.NotConnected or ModuleErrors.PipeClosed)
        {
            // No further record could do better.
            ThrowTerminatingError(ErrorRecords.Create(e));
        }
        catch (LarkException e) when (isExpected?.Invoke(e) is true)
        {
            WriteWarning(e.Message);
        }
        catch (LarkException e)
        {
            WriteError(ErrorRecords.Create(e));
        }
    }

    /// <summary>Reports a failure that has happened already.</summary>
    private protected Task FailAsync(LarkException e) => ReportAsync(() => Task.FromException(e));
}
