using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LarkResources.Errors;

namespace LarkResources.Export;

/// <summary>The form of one line of a manifest.</summary>
internal static class ManifestLine
{
    /// <summary>A manifest is read by people: Chinese stays Chinese. It is not HTML, and line breaks are escaped all the same.</summary>
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static readonly JsonConverter KindConverter = Named<LarkResourceKind>();

    private static readonly ManifestJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = Encoder,
        Converters = { Named<LarkResourceType>(), KindConverter, Named<ExportStatus>(), Named<RefusedTo>() },
    });

    private static JsonStringEnumConverter<T> Named<T>()
        where T : struct, Enum => new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

    /// <summary>The bytes of a line, with its end.</summary>
    public static byte[] Write(ManifestEntry entry) => [.. JsonSerializer.SerializeToUtf8Bytes(entry, Json.ManifestEntry), (byte)'\n'];

    /// <summary>The version of a line that may say things that this version does not know; 0 when there is none.</summary>
    public static int VersionOf(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Json.ManifestVersion)?.V ?? 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    /// <summary>Keeps this version of the module from writing where it would lose what a later one has written.</summary>
    /// <exception cref="LarkException">UnreadableManifest when the form is later than the known one.</exception>
    public static void RefuseLater(int version, int known, string path)
    {
        if (version > known)
        {
            throw LarkErrors.Local(ModuleErrors.UnreadableManifest, LarkErrors.Localized($"'{path}' was written by a later version of this module (form {version}).", $"'{path}' 由更高版本的模块写入（格式 {version}）。"), path);
        }
    }

    /// <summary>What a line says, whatever its version; null for text that is not a line of a manifest.</summary>
    public static ManifestEntry? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Json.ManifestEntry) is { V: > 0, MessageId.Length: > 0 } entry ? entry : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>Made by the compiler: reading ten thousand lines must not begin with looking at types.</summary>
[JsonSerializable(typeof(ManifestEntry))]
[JsonSerializable(typeof(ManifestVersion))]
internal sealed partial class ManifestJson : JsonSerializerContext;

/// <summary>What every form of a line has.</summary>
/// <param name="V">The version of its form.</param>
internal sealed record ManifestVersion(int V);
