using System.Net.Http.Headers;
using LarkResources.Text;

namespace LarkResources.Http;

/// <summary>Takes secrets out of the headers of an answer before anything reads them: they end in logs, in names of files and in manifests.</summary>
internal static class StruckHeaders
{
    public static void Clean(HttpResponseMessage response, SentSecrets secrets)
    {
        Clean(response.Headers, secrets);
        Clean(response.Content.Headers, secrets);
    }

    private static void Clean(HttpHeaders headers, SentSecrets secrets)
    {
        List<(string Name, string Value)>? found = null;
        foreach (var (name, values) in headers.NonValidated)
        {
            var value = values.ToString();
            if (secrets.AreIn(value) || secrets.AreIn(name))
            {
                (found ??= []).Add((name, value));
            }
        }

        foreach (var (name, value) in found ?? [])
        {
            // The address of a redirect must stay what it is; it is struck out where it is shown.
            if (name.Equals("Location", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            headers.Remove(name);

            // What names a version names no other one: struck out, two versions would have the same name.
            if (!secrets.AreIn(name) && !IsValidator(name))
            {
                headers.TryAddWithoutValidation(name, secrets.Strike(value));
            }
        }
    }

    private static bool IsValidator(string name) =>
        name.Equals("ETag", StringComparison.OrdinalIgnoreCase) || name.Equals("Last-Modified", StringComparison.OrdinalIgnoreCase);
}
