using System.Globalization;

namespace LarkResources.Sandbox.World;

/// <summary>The numbers in the ids of a family, e.g. 2000 and 7 in <c>oc_mixed_2000_7</c>.</summary>
internal static class IdNumbers
{
    /// <summary>What stands after the prefix, parted at the underscores; null when the id is not of the family.</summary>
    public static long[]? After(string prefix, string id)
    {
        if (!id.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = id[prefix.Length..].Split('_');
        var numbers = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }
}
