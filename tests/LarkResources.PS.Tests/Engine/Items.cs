using System.Globalization;
using System.Management.Automation;

namespace LarkResources.PS.Tests.Engine;

/// <summary>Reads results by name, since the tests do not know the module's types.</summary>
internal static class Items
{
    internal static string? Text(this PSObject item, string property) => LanguagePrimitives.ConvertTo<string?>(Value(item, property));

    internal static long Number(this PSObject item, string property) => Convert.ToInt64(Value(item, property), CultureInfo.InvariantCulture);

    private static object? Value(PSObject item, string property) =>
        (item.Properties[property] ?? throw new InvalidOperationException($"There is no property {property} on {string.Join(", ", item.TypeNames)}.")).Value;
}
