using System.Globalization;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Views;

/// <summary>What a person sees in a window of 100 columns.</summary>
public sealed class ViewTests : IDisposable
{
    private const int Width = 100;

    private const string Message = """
        [LarkResources.LarkMessage]@{
            MessageId = 'om_dc13264520392913993dd051dba21dcf'; MessageType = 'merge_forward'; CreateTime = [DateTimeOffset]'2026-09-01T10:00:30Z'
            Resources = [LarkResources.LarkResource[]]@($first, $second)
        }
        """;

    private const string Resources = """
        $first = [LarkResources.LarkResource]@{ MessageId = 'om_1'; FileKey = 'file_v3_00v4_456a92d6-c6ea-4de4-ac3f-7afcf44ac78g'; Type = 'File'; Kind = 'Audio'; Name = 'contract.pdf'; Length = 12345 }
        $second = [LarkResources.LarkResource]@{ MessageId = 'om_1'; FileKey = 'img_v3_1'; Type = 'Image'; Kind = 'Image' }
        $third = [LarkResources.LarkResource]@{ MessageId = 'om_1'; FileKey = 'file_v3_2'; Type = 'File'; Kind = 'Sticker'; IsSupported = $false; Note = 'Not served.' }
        """;

    private readonly HostedShell _shell = new(width: Width);

    [Fact]
    public void Files_stand_under_their_folder()
    {
        using var folder = new TemporaryFolder();

        var text = Show("Connect-Lark -Sandbox; Get-LarkMessageResource om_sandbox_post -OutFile $folder -ThrottleLimit 1; Get-LarkMessageResource om_sandbox_1mib -OutFile $folder", ("folder", folder.Path));

        Is(
            $"""
               Directory: {folder.Path}

              Length ContentType              Name
              ------ -----------              ----
               911 B image/png                img_v3_sandbox_post_chart.png
             2.9 KiB video/mp4                month-end.mp4
             1.5 KiB image/png                img_v3_sandbox_post_cover.png
                24 B text/csv                 ledger.csv
             1.0 MiB application/octet-stream 1mib.bin
            """,
            text);
    }

    [Fact]
    public void Content_is_told_and_not_poured_out()
    {
        Is(
            """
              Length ContentType              FileName
              ------ -----------              --------
             1.7 KiB image/png                img_v3_sandbox_chart.png
            """,
            Show("Connect-Lark -Sandbox; Get-LarkMessageResource om_sandbox_image"));
    }

    [Fact]
    public void Connection_tells_who_where_and_until_when()
    {
        var text = Show("Connect-Lark -Sandbox -PassThru");

        Assert.Matches(@"^AppId +Identity Region TokenExpiresAt +BaseUri\n-.*\ncli_sandbox +Sandbox +\d{4}-\d\d-\d\d \d\d:\d\d https://sandbox.invalid/$", text);
    }

    [Fact]
    public void Errors_have_their_codes_below_each_other_and_say_what_to_do()
    {
        var rows = Show("Get-LarkErrorInfo 234040, 99991672").Split('\n');

        Assert.Equal("    Code ErrorId                  Category            Meaning", rows[0].TrimEnd());
        Assert.Contains(rows, row => row.StartsWith("  234040 MessageInvisible         PermissionDenied    This identity cannot see the message.", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith("99991672 ScopeMissing             PermissionDenied    The app lacks a scope this call needs.", StringComparison.Ordinal));
        Assert.Equal(2, rows.Count(row => row.Length > 54 && row[54..].StartsWith("=> ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Meaning_of_an_error_is_wrapped_and_not_cut()
    {
        var rows = Show("Get-LarkErrorInfo 234009").Split('\n')[2..];

        // Where the engine breaks a line is its own affair.
        Assert.True(rows.Length > 1);
        Assert.Equal(
            "ThePlatformDoesNotServeResourcesOfExternalChatsToThisApp.=>AskAMemberOfTheChatToForwardTheFileToAnInternalChatThatTheBotIsIn.",
            string.Concat(rows.Select(row => row[54..])).Replace(" ", string.Empty, StringComparison.Ordinal),
            ignoreCase: true);
    }

    [Theory]
    [InlineData("zh-CN", "应用的机器人不在消息所在的群组中。")]
    [InlineData("de-DE", "The app's bot is not")]
    public void Meaning_of_an_error_is_told_in_the_language_of_the_shell(string culture, string meaning)
    {
        using var shell = new HostedShell(uiCulture: culture, width: Width);

        Assert.Contains(meaning, shell.Show("Get-LarkErrorInfo 234004"), StringComparison.Ordinal);
    }

    [Fact]
    public void Chats_keep_their_ids_whole() => Is(
        """
        ChatId                              IsExternal Name
        ------                              ---------- ----
        oc_a0553eda9014c201e6969b478895c230 True       Finance Team, all of it, from ledger to archive
        """,
        Show("[LarkResources.LarkChat]@{ ChatId = 'oc_a0553eda9014c201e6969b478895c230'; Name = 'Finance Team, all of it, from ledger to archive'; IsExternal = $true }"));

    [Fact]
    public void Messages_tell_what_can_be_had_of_them()
    {
        var sent = new DateTimeOffset(2026, 9, 1, 10, 0, 30, TimeSpan.Zero).LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

        Is(
            $"""
            CreateTime       MessageId                           MessageType   Resources
            ----------       ---------                           -----------   ---------
            {sent} om_dc13264520392913993dd051dba21dcf merge_forward contract.pdf, [Image]
                             om_2                                text          (recalled)
                             om_3                                text
            """,
            Show($"{Resources}\n{Message}\n[LarkResources.LarkMessage]@{{ MessageId = 'om_2'; MessageType = 'text'; IsDeleted = $true }}; [LarkResources.LarkMessage]@{{ MessageId = 'om_3'; MessageType = 'text' }}"));
    }

    [Fact]
    public void Resources_tell_their_size_where_it_is_known() => Is(
        """
        Kind      Length FileKey                                           Name
        ----      ------ -------                                           ----
        Audio     12 KiB file_v3_00v4_456a92d6-c6ea-4de4-ac3f-7afcf44ac78g contract.pdf
        Image            img_v3_1
        Sticker          file_v3_2                                         Not served.
        """,
        Show($"{Resources}\n$first, $second, $third"));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(10240, "10 KiB")]
    [InlineData(1047552, "1.0 MiB")]
    [InlineData(8388608, "8.0 MiB")]
    [InlineData(1073741824, "1.0 GiB")]
    public void Sizes_are_written_for_people(long bytes, string text) =>
        Assert.Equal(text, Assert.Single(_shell.Run("[LarkResources.ByteSize]::Text($bytes)", ("bytes", bytes)).OutputAs<string>()));

    /// <inheritdoc/>
    public void Dispose() => _shell.Dispose();

    private static void Is(string expected, string actual) => Assert.Equal(expected.ReplaceLineEndings("\n"), actual);

    // Blank lines around it and blanks at the ends of lines say nothing to a person.
    private string Show(string script, params (string, object?)[] variables)
    {
        var lines = _shell.Show(script, variables).ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).ToList();
        Assert.All(lines, line => Assert.InRange(line.Length, 0, Width));
        return string.Join('\n', lines).Trim('\n');
    }
}
