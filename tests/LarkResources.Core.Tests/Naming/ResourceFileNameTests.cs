namespace LarkResources.Tests.Naming;

public sealed class ResourceFileNameTests
{
    private const string Key = "file_v3_00ab";
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    [Theory]
    [InlineData("message.pdf", "attachment; filename=header.pdf", "image/png", "message.pdf")]
    [InlineData(null, "attachment; filename=plain.pdf; filename*=UTF-8''star.pdf", "image/png", "star.pdf")]
    [InlineData(null, "attachment; filename=plain.pdf", "image/png", "plain.pdf")]
    [InlineData("..", "attachment; filename=header.pdf", null, "header.pdf")]
    [InlineData("", "attachment; filename=\"../../\"", "application/pdf", Key + ".png")]
    [InlineData(null, null, "application/x-unheard-of", Key + ".png")]
    [InlineData(null, null, "application/octet-stream", Key + ".png")]
    [InlineData(null, null, null, Key + ".png")]
    [InlineData("photo", null, "image/jpeg", "photo.png")]
    [InlineData("photo", null, "application/octet-stream", "photo.png")]
    [InlineData("../../photo.exe", null, "image/jpeg", "photo.exe")]
    public void Takes_the_best_source(string? message, string? disposition, string? contentType, string expected) =>
        Assert.Equal(expected, ResourceFileName.Choose(message, disposition, contentType, Png, Key));

    [Fact]
    public void Without_any_hint_the_key_stands_alone() => Assert.Equal(Key, ResourceFileName.Choose(null, null, null, [], Key));
}
