namespace LarkResources.Tests.Authentication;

internal static class RefreshTokenFiles
{
    /// <summary>As a renewal does it.</summary>
    public static void Write(this RefreshTokenFile file, string token)
    {
        using var place = file.Reserve();
        file.Write(token, place);
    }
}
