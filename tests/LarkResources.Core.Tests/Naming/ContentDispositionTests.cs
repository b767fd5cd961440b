using System.Text;

namespace LarkResources.Tests.Naming;

public sealed class ContentDispositionTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("attachment", null)]
    [InlineData("attachment;", null)]
    [InlineData("attachment; filename=", null)]
    [InlineData("attachment; filename=\"\"", null)]
    [InlineData("attachment; filename", null)]
    [InlineData("attachment; name=x.txt", null)]
    [InlineData("attachment; filename=report.pdf", "report.pdf")]
    [InlineData("attachment; filename=\"report.pdf\"", "report.pdf")]
    [InlineData("ATTACHMENT;FILENAME = \"report.pdf\" ; size=3", "report.pdf")]
    [InlineData("filename=report.pdf", "report.pdf")]
    [InlineData("; filename=report.pdf", "report.pdf")]
    [InlineData("attachment; size=3; filename=my report v2.pdf; x=y", "my report v2.pdf")]
    [InlineData("attachment; filename=\"a;b=c.pdf\"", "a;b=c.pdf")]
    [InlineData("attachment; x=\"filename=no.txt\"; filename=yes.txt", "yes.txt")]
    [InlineData("attachment; filename=\"unterminated.pdf", "unterminated.pdf")]
    [InlineData("attachment; filename=\"", null)]
    [InlineData("attachment; filename=\"say \\\"hi\\\" \\\\o.txt\"", "say \"hi\" \\o.txt")]
    [InlineData("attachment; filename=\"C:\\temp\\new.txt\"", "C:\\temp\\new.txt")]
    [InlineData("attachment; filename=\"end\\", "end\\")]
    [InlineData("attachment; filename=\"100% done.pdf\"", "100% done.pdf")]
    [InlineData("attachment; filename=\"50%25.pdf\"", "50%25.pdf")]
    [InlineData("attachment; filename=\"one.txt\"; filename=\"two.txt\"", "one.txt")]
    public void Reads_the_plain_parameter(string? header, string? expected) => Assert.Equal(expected, ContentDisposition.FileName(header));

    [Theory]
    [InlineData("attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf", "报告.pdf")]
    [InlineData("attachment; filename*=utf-8'zh'%E6%8A%A5.pdf; filename=\"fallback.pdf\"", "报.pdf")]
    [InlineData("attachment; filename=\"fallback.pdf\"; filename*=UTF-8''%E6%8A%A5.pdf", "报.pdf")]
    [InlineData("attachment; filename*=ISO-8859-1''caf%E9.txt", "café.txt")]
    [InlineData("attachment; filename*=GBK''%B1%A8%B8%E6.pdf", "报告.pdf")]
    [InlineData("attachment; filename*=\"UTF-8''%E6%8A%A5.pdf\"", "报.pdf")]
    [InlineData("attachment; filename*=UTF-8''one.pdf; filename*=UTF-8''two.pdf", "one.pdf")]
    [InlineData("attachment; filename*=UTF-8''%FF%FE.pdf; filename=\"good.pdf\"", "good.pdf")]
    [InlineData("attachment; filename*=UTF-8''%E6%8; filename=\"good.pdf\"", "good.pdf")]
    [InlineData("attachment; filename*=UTF-8''%ZZ; filename=\"good.pdf\"", "good.pdf")]
    [InlineData("attachment; filename*=UTF-7''+AGE-; filename=\"good.pdf\"", "good.pdf")]
    [InlineData("attachment; filename*=plain.pdf; filename=\"good.pdf\"", "good.pdf")]
    [InlineData("attachment; filename*=UTF-8''; filename=\"good.pdf\"", "good.pdf")]
    [InlineData("attachment; filename*=UTF-8''a'b%27c.txt", "a'b'c.txt")]
    [InlineData("attachment; filename*0=\"long \"; filename*1=\"name.txt\"", "long name.txt")]
    [InlineData("attachment; filename*0*=UTF-8''%E6%8A; filename*1*=%A5.pdf", "报.pdf")]
    [InlineData("attachment; filename*1=b; filename=good.pdf", "good.pdf")]
    [InlineData("attachment; filename*0*=UTF-8''%E6%8A%A5; filename*1=\"100%.pdf\"", "报100%.pdf")]
    public void Prefers_the_extended_parameter(string header, string expected) => Assert.Equal(expected, ContentDisposition.FileName(header));

    [Theory]
    [InlineData("报告.pdf")]
    [InlineData("レポート \"最終\".pdf")]
    [InlineData("café 😀.pdf")]
    public void Undoes_raw_utf8_that_was_read_as_latin1(string name)
    {
        var wire = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name.Replace("\"", "\\\"", StringComparison.Ordinal)));

        Assert.Equal(name, ContentDisposition.FileName($"attachment; filename=\"{wire}\""));
    }

    [Theory]
    [InlineData("attachment; filename=\"caf\u00E9.pdf\"", "café.pdf")]
    [InlineData("attachment; filename=\"已经.pdf\"", "已经.pdf")]
    [InlineData("attachment; filename=\"=?UTF-8?B?5oql5ZGKLnBkZg==?=\"", "报告.pdf")]
    [InlineData("attachment; filename==?UTF-8?B?5oql5ZGKLnBkZg==?=", "报告.pdf")]
    [InlineData("attachment; filename=\"=?utf-8?Q?=E6=8A=A5_2.pdf?=\"", "报 2.pdf")]
    [InlineData("attachment; filename=\"=?UTF-8?B?5oql?= =?UTF-8?B?5ZGK?=.pdf\"", "报告.pdf")]
    [InlineData("attachment; filename=\"=?UTF-8?B?!!!?=.pdf\"", "=?UTF-8?B?!!!?=.pdf")]
    [InlineData("attachment; filename=\"=?x-none?B?5oql?=.pdf\"", "=?x-none?B?5oql?=.pdf")]
    [InlineData("attachment; filename=\"%E6%8A%A5%E5%91%8A.pdf\"", "报告.pdf")]
    [InlineData("attachment; filename=\"100%25.txt\"", "100%25.txt")]
    [InlineData("attachment; filename=\"50% off %E6.txt\"", "50% off %E6.txt")]
    [InlineData("attachment; filename=\"%FF%FE.txt\"", "%FF%FE.txt")]
    public void Undoes_other_encodings_only_where_they_are_certain(string header, string expected) =>
        Assert.Equal(expected, ContentDisposition.FileName(header));
}
