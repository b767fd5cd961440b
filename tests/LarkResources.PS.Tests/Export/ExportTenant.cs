using System.Globalization;
using System.Text.Json;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Export;

/// <summary>How the tests of the export reach the tenant, and what they ask of it.</summary>
internal static class ExportTenant
{
    /// <summary>The quota is not what most tests are about.</summary>
    public const string Unhurried = "-CallsPerSecond 10000 -CallsPerMinute 600000";

    /// <summary>The start of the first day of every mixed chat.</summary>
    public static DateTimeOffset Day(double number) => new DateTimeOffset(2026, 11, 9, 1, 0, 0, TimeSpan.Zero).AddDays(number);

    public static string MixedChat(int count, int seed) => string.Create(CultureInfo.InvariantCulture, $"oc_mixed_{count}_{seed}");

    public static string MixedMessage(int count, int seed, int number) => string.Create(CultureInfo.InvariantCulture, $"om_mixed_{count}_{seed}_{number}");

    public static Task<HostedShell> ConnectForExportAsync(this Tenant tenant, string options = "") => tenant.ConnectAsync($"{Unhurried} {options}");

    /// <summary>Runs an export and gives the summary.</summary>
    public static ShellResult Export(this HostedShell shell, object chatId, string destination, string options = "") =>
        shell.Run($"Export-LarkChatResource -ChatId $chat -Destination $destination {options}; $ended = $?", ("chat", chatId), ("destination", destination));

    /// <summary>The same, where nothing may go wrong.</summary>
    public static ShellResult ExportWell(this HostedShell shell, object chatId, string destination, string options = "") =>
        shell.Export(chatId, destination, options).EnsureNoErrors();

    public static long Count(this ShellResult result, string property) => result.Output[^1].Number(property);

    /// <summary>How many calls of an endpoint the server has seen.</summary>
    public static async Task<int> CallsAsync(this Tenant tenant, string pathContains) => (await tenant.Server.GetRequestsAsync())
        .EnumerateArray()
        .Count(request => request.GetProperty("pathAndQuery").GetString()!.Contains(pathContains, StringComparison.Ordinal));

    /// <summary>The same since an earlier count.</summary>
    public static async Task<IReadOnlyList<string>> CallsSinceAsync(this Tenant tenant, int before) =>
        [.. (await tenant.ResourceCallsAsync()).Skip(before)];

    /// <summary>A fault of every call whose path holds a text.</summary>
    public static Task AlwaysAsync(this Tenant tenant, string pathContains, int status = 503) =>
        tenant.Server.SetFaultsAsync(JsonSerializer.Serialize(new object[] { new { action = "status", status, pathContains, times = 0 } }));

    public static Task NoFaultsAsync(this Tenant tenant) => tenant.Server.SetFaultsAsync("[]");

    /// <summary>The id of each error, without the command.</summary>
    public static IEnumerable<string> ErrorIds(this ShellResult result) => result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]);
}
