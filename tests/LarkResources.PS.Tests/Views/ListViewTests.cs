using System.Xml.Linq;
using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Views;

/// <summary>What Format-List shows. That cmdlet comes with pwsh only: here the lists are the only views there are.</summary>
public sealed class ListViewTests : IDisposable
{
    private readonly TemporaryFolder _module = new();

    /// <summary>Initializes a new instance of the <see cref="ListViewTests"/> class.</summary>
    public ListViewTests()
    {
        var views = XDocument.Load(Path.Combine(StagedModule.Folder, "LarkResources.Format.ps1xml"));
        views.Descendants("View").Where(view => view.Element("TableControl") is not null).Remove();
        views.Save(Path.Combine(_module.Path, "Lists.Format.ps1xml"));
        _module.Write("Lists.psd1", "@{ ModuleVersion = '1.0'; FormatsToProcess = 'Lists.Format.ps1xml' }");
    }

    [Fact]
    public void Every_table_has_its_list_and_every_type_its_table()
    {
        var views = XDocument.Load(Path.Combine(StagedModule.Folder, "LarkResources.Format.ps1xml")).Descendants("View").ToList();
        var types = new[] { "LarkChat", "LarkConnection", "LarkErrorInfo", "LarkExportedResource", "LarkMessage", "LarkResource", "LarkResourceContent", "LarkResourceFile" }.Select(type => "LarkResources." + type).ToList();

        Assert.Superset(types.ToHashSet(), TypesOf("TableControl"));

        // There is never more than one summary or one page of an export, and both come among rows of a table that they must not disturb.
        Assert.Equal([.. TypesOf("TableControl"), "LarkResources.LarkExportSummary", "LarkResources.LarkGalleryFile"], TypesOf("ListControl"));

        HashSet<string> TypesOf(string control) => views.Where(view => view.Element(control) is not null).Select(view => view.Descendants("TypeName").Single().Value).ToHashSet();
    }

    [Fact]
    public void Content_is_told_and_not_poured_out() => Assert.Equal(
        """
        FileName    : img_v3_sandbox_chart.png
        Length      : 1.7 KiB (1707 bytes)
        ContentType : image/png
        Sha256      : b6500c16702330906228ffde551c822f227b0aeb3aabec9af5e451ccc29f7743
        MessageId   : om_sandbox_image
        FileKey     : img_v3_sandbox_chart
        Type        : Image
        """.ReplaceLineEndings("\n"),
        Show("Connect-Lark -Sandbox; Get-LarkMessageResource om_sandbox_image"));

    [Theory]
    [InlineData("en-US", "The app's bot is not", "In the chat open", false)]
    [InlineData("de-DE", "The app's bot is not", "In the chat open", false)]
    [InlineData("zh-CN", "应用的机器人不在", "在该群打开", true)]
    [InlineData("zh-Hant-TW", "应用的机器人不在", "在该群打开", true)]
    public void Error_is_explained_in_the_language_of_the_shell_and_only_that(string culture, string meaning, string recommendation, bool isChinese)
    {
        var text = Show("Get-LarkErrorInfo 234004", culture);

        Assert.Contains("Meaning         : " + meaning, text, StringComparison.Ordinal);
        Assert.Contains("Recommendation  : " + recommendation, text, StringComparison.Ordinal);
        Assert.Equal(isChinese, text.Contains("机器人", StringComparison.Ordinal));
        Assert.True(text.IndexOf("Recommendation", StringComparison.Ordinal) < text.IndexOf("HelpLink", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Get-LarkErrorInfo | Where-Object ErrorId -eq FileExists", "Recommendation  : Give another path")]
    [InlineData("Connect-Lark -Sandbox -PassThru", "Identity       : Sandbox")]
    [InlineData("Connect-Lark -Sandbox; Get-LarkMessageResource om_sandbox_legacy -OutFile $folder", "Length      : 26 B\n")]
    [InlineData("[LarkResources.LarkChat]@{ ChatId = 'oc_1'; Name = 'Team' }", "Name        : Team\nChatId      : oc_1\n")]
    [InlineData("[LarkResources.LarkResource]@{ MessageId = 'om_1'; FileKey = 'file_v3_1'; Type = 'File'; Kind = 'Audio'; Length = 12345 }", "Length         : 12 KiB (12345 bytes)\n")]
    [InlineData("[LarkResources.LarkResource]@{ MessageId = 'om_1'; FileKey = 'file_v3_1'; Type = 'File'; Kind = 'Audio' }", "Length         :\n")]
    [InlineData("[LarkResources.LarkMessage]@{ MessageId = 'om_1'; MessageType = 'text'; IsDeleted = $true }", "MessageId      : om_1\nCreateTime     :\nMessageType    : text\n")]
    [InlineData("[LarkResources.LarkMessage]@{ MessageId = 'om_1'; IsUpdated = $true }", "\nUpdateTime     :\n")]
    public void Lists_hold_what_the_tables_have_no_room_for(string script, string expected)
    {
        var text = Show(script);

        Assert.Contains(expected, text + "\n", StringComparison.Ordinal);
        Assert.DoesNotContain("#ERR", text, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();

    private string Show(string script, string uiCulture = "en-US")
    {
        using var folder = new TemporaryFolder();
        using var shell = new HostedShell(importModule: false, uiCulture, width: 100);

        // The first of two views of a type wins.
        shell.Run("Import-Module $lists; Import-Module $manifest", ("lists", Path.Combine(_module.Path, "Lists.psd1")), ("manifest", StagedModule.Manifest)).EnsureNoErrors();
        var lines = shell.Show(script, ("folder", folder.Path)).ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd());
        return string.Join('\n', lines).Trim('\n');
    }
}
