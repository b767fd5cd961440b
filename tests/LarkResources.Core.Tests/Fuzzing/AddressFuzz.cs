using System.Text;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Fuzzing;

/// <summary>Addresses, ids and the file of the refresh token.</summary>
public sealed class AddressFuzz
{
    private static readonly string[] AddressPieces =
    [
        "https://", "http://", "HTTP://", "//", "user:pass", "@", "open.feishu.cn", "localhost", "127.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "evil.example", ":", "443", "99999", "/", "\\", "?", "#", "a=b", "%2f", "..", "报告.例", "file:", "javascript:", "ftp://",
    ];

    private static readonly string[] IdPieces = ["om_", "oc_", "omt_", "img_v3_", "file_v3_", "a", "0", "-", "_", ".", "..", "/", "\\", "%2F", "%2e", "?", "#", "&", "=", "@", ":", ";", " ", "\u200B", "\u202E", "/../", "報", "+"];

    [Fact]
    public void A_base_address_is_refused_or_safe_for_a_token() => Campaign.Run(15_000, random =>
    {
        var text = random.Text(AddressPieces, 7);
        if (WebAddress.Parse(text, UriKind.RelativeOrAbsolute) is not { } uri)
        {
            return;
        }

        try
        {
            var good = BaseAddress.Check(uri, allowUnencrypted: false);
            Assert.True(good.Scheme == "https" || (good.Scheme == "http" && (good.Host is "localhost" || System.Net.IPAddress.IsLoopback(System.Net.IPAddress.Parse(good.Host)))), text);
            Assert.Equal(string.Empty, good.UserInfo + good.Query + good.Fragment);
        }
        catch (LarkException e)
        {
            Assert.Equal("UnsafeBaseUri", e.ErrorId);
        }
    });

    [Fact]
    public void A_password_in_a_base_address_is_not_repeated() => Campaign.Run(5_000, random =>
    {
        var text = random.Pick("https://", "http://", "", "ftp://") + "me:PassWord" + random.Pick("", "@", "@x", ":") + "Rest@" + random.Pick("open.feishu.cn", "127.0.0.1", "a b") + random.Pick("", "/x@y", "?q");
        if (Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri))
        {
            var e = Assert.Throws<LarkException>(() => BaseAddress.Check(uri, allowUnencrypted: true));
            Assert.DoesNotContain("PassWord", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Rest", e.Message, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void An_id_is_refused_or_one_segment_of_the_path() => Campaign.Run(20_000, random =>
    {
        var id = random.Text(IdPieces, 6);
        var parameter = random.Pick("MessageId", "ChatId", "FileKey", "ThreadId");
        try
        {
            var segment = ApiPath.Segment(parameter, id);
            var address = ApiPath.Join(new Uri("https://open.feishu.cn/gate/"), $"open-apis/im/v1/messages/{segment}/resources/x?type=file");
            Assert.Equal(9, address.Segments.Length);
            Assert.Equal("/gate/open-apis/im/v1/messages/" + segment + "/resources/x", address.AbsolutePath);
            Assert.Equal("?type=file", address.Query);
            Assert.Equal(id.Trim(), Uri.UnescapeDataString(segment));
        }
        catch (LarkException e)
        {
            Assert.Equal("InvalidRequestParameter", e.ErrorId);
            Assert.DoesNotContain(e.Message.EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format);
        }
    });

    [Fact]
    public void Any_file_of_a_refresh_token_gives_a_token_none_or_a_clear_error()
    {
        using var folder = new TemporaryFolder();
        Campaign.Run(800, random =>
        {
            var path = folder.File(Guid.NewGuid().ToString("N"));
            var bytes = random.Next(4) switch
            {
                0 => random.Bytes(random.Next(200)),
                1 => [0xFF, 0xFE, .. random.Bytes(random.Next(60))],
                2 => Encoding.UTF8.GetBytes(random.Text(["ur-abc", "\n", " "], 5)),
                _ => new byte[random.Next(300_000)],
            };
            File.WriteAllBytes(path, bytes);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            try
            {
                var token = new RefreshTokenFile(path, TokenRig.Owner).Read();
                Assert.True(token is null || (token.Length is > 0 and < 100_000 && !token.Any(char.IsControl) && Uri.EscapeDataString(token).Length > 0));
            }
            catch (LarkException e)
            {
                Assert.Equal("WriteFailed", e.ErrorId);
            }

            File.Delete(path);
        });
    }
}
