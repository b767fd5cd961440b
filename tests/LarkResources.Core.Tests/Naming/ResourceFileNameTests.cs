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

    [Theory]
    [InlineData("report.pdf", null, "PK", 0)]
    [InlineData(null, "attachment; filename=report.pdf", "PK", 0)]
    [InlineData("report", "attachment; filename=report.pdf", "PK", 0)]
    [InlineData("report", "attachment; filename=other", "PK", int.MaxValue)]
    [InlineData(null, null, "PK", int.MaxValue)]
    [InlineData(null, null, "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1", int.MaxValue)]
    [InlineData(null, null, "\0\0\0\u0020ftypisom", int.MaxValue)]
    [InlineData(null, null, "\0\0\0\u0020ftyp", 64 << 10)]
    [InlineData(null, null, "\0\0\0\u0020moov....", 64 << 10)]
    [InlineData(null, null, "GIF89a", 64 << 10)]
    public void Waits_for_as_many_first_bytes_as_may_tell_the_kind(string? message, string? disposition, string first, int expected) =>
        Assert.Equal(expected, ResourceFileName.BytesThatTell(message, disposition, System.Text.Encoding.Latin1.GetBytes(first)));

    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("../report.pdf", "report.pdf")]
    [InlineData("report", null)]
    [InlineData("..", null)]
    [InlineData(null, null)]
    public void A_name_with_an_extension_is_known_before_any_answer(string? message, string? expected) =>
        Assert.Equal(expected, ResourceFileName.Known(message));

    [Theory]
    [InlineData("application/pdf", "", ".pdf")]
    [InlineData(null, "GIF89a", ".gif")]
    [InlineData(null, "", null)]
    [InlineData("image/jpeg", "GIF89a", ".gif")]
    [InlineData("text/plain", "BEGIN:VCARD", ".txt")]
    [InlineData("application/epub+zip", "PK\u0005\u0006", ".epub")]
    [InlineData("application/pdf", "PK\u0005\u0006", ".zip")]
    [InlineData("audio/mp4", "\0\0\0\u0020ftypisom\0\0\0\0", ".m4a")]
    [InlineData("image/png", "\0\0\0\u0020ftypisom\0\0\0\0", ".mp4")]
    [InlineData("audio/opus", "GIF89a", ".gif")]
    public void The_bytes_count_more_than_the_header_but_where_it_knows_the_kind_better(string? contentType, string first, string? expected) =>
        Assert.Equal(expected, FileExtension.Choose(contentType, System.Text.Encoding.Latin1.GetBytes(first)));
}
