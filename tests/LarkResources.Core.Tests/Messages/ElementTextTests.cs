using System.Globalization;
using System.Text.Json.Nodes;

namespace LarkResources.Tests.Messages;

/// <summary>What single elements of posts and cards say.</summary>
public sealed class ElementTextTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentUICulture;

    public ElementTextTests() => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-US");

    public void Dispose() => CultureInfo.CurrentUICulture = _before;

    [Theory]
    [InlineData("""{"tag":"emoji","key":"SMILE"}""", ":SMILE:")]
    [InlineData("""{"tag":"local_datetime","milliseconds":"soon","fallbackText":"later"}""", "later")]
    [InlineData("""{"tag":"local_datetime","fallbackText":"later"}""", "later")]
    [InlineData("""{"tag":"person_list","persons":[{"id":"ou_a"},{},{"id":"ou_b"}]}""", "ou_a, ou_b")]
    [InlineData("""{"tag":"chart","chartSpec":{"title":{"text":"Sales"}}}""", "[Chart] Sales")]
    [InlineData("""{"tag":"text","text":"t","text_style":{"attributes":["italic"]}}""", "*t*")]
    [InlineData("""{"tag":"text","text":"t","style":["underline"]}""", "<u>t</u>")]
    [InlineData("""{"tag":"text","text":"t","style":["bold",7]}""", "**t**")]
    [InlineData("""{"tag":"text","text":" t ","style":["lineThrough"]}""", " ~~t~~")]
    [InlineData("""{"tag":"at","email":"a@example.com"}""", "@a@example.com")]
    [InlineData("""{"tag":"at","id":"ou_a"}""", "@ou_a")]
    [InlineData("""{"tag":"at","text":"Ana"}""", "@Ana")]
    [InlineData("""{"tag":"at","user_id":"ou_a","user_name":"@Ana"}""", "@Ana")]
    [InlineData("""{"tag":"at","user_id":"all"}""", "@all")]
    [InlineData("""{"tag":"at","user_id":"@_all"}""", "@all")]
    [InlineData("""{"tag":"at","user_id":"@all"}""", "@all")]
    [InlineData("""{"tag":"at"}""", "[Card]")]
    [InlineData("""{"tag":"img","imgKey":"img_a"}""", "![img_a](img_a)")]
    [InlineData("""{"tag":"img","imageID":"img_a"}""", "![img_a](img_a)")]
    [InlineData("""{"tag":"img","img_key":"img_a","imageID":"7"}""", "![img_a](img_a)")]
    [InlineData("""{"tag":"img","alt":{"content":"Pier"}}""", "[Image] Pier")]
    [InlineData("""{"tag":"img","img_key":"img_a","title":{"content":"Pier [4]"}}""", "![Pier \\[4\\]](img_a)")]
    [InlineData("""{"tag":"a","text":"t","href":"https://x/(a b)"}""", "[t](https://x/%28a%20b%29)")]
    [InlineData("""{"tag":"code_block","language":"PLAIN_TEXT","text":"x"}""", "```\nx\n```")]
    [InlineData("""{"tag":"code_block","language":"plaintext","text":"x"}""", "```\nx\n```")]
    [InlineData("""{"tag":"code_block","text":"x"}""", "```\nx\n```")]
    [InlineData("""{"tag":"code_block","language":"C++","content":"x\n"}""", "```c++\nx\n```")]
    [InlineData("""{"tag":"code_block","language":"objective-c","text":"x"}""", "```objective-c\nx\n```")]
    [InlineData("""{"tag":"code_block","language":"a_b.c#","text":"x"}""", "```a_b.c#\nx\n```")]
    [InlineData("""{"tag":"code_block","language":"go run","text":"x"}""", "```\nx\n```")]
    [InlineData("""{"tag":"code_block","text":"a ```` b"}""", "`````\na ```` b\n`````")]
    [InlineData("""{"tag":"code_span","content":"ab"}""", "`ab`")]
    [InlineData("""{"tag":"code_span","content":"a``b`"}""", "``` a``b` ```")]
    [InlineData("""{"tag":"code_span","content":""}""", "[Card]")]
    [InlineData("""{"tag":"table","columns":[],"rows":[{"x":"y"}]}""", "[Card]")]
    [InlineData("""{"tag":"table","columns":[{"name":"a"},{"name":"b","display_name":"B"}],"rows":[{"a":"x|y","b":true},{"a":["p","q"],"b":7}]}""", "| a | B |\n| --- | --- |\n| x\\|y | true |\n| p, q | 7 |")]
    [InlineData("""{"tag":"heading","level":2,"content":"h"}""", "## h")]
    [InlineData("""{"tag":"heading","content":"h"}""", "# h")]
    [InlineData("""{"tag":"blockquote","content":""}""", "[Card]")]
    [InlineData("""{"tag":"note","elements":[{"tag":"text","text":"a"},{"tag":"standard_icon"},{"tag":"text","text":"b"}]}""", "a b")]
    [InlineData("""{"tag":"tomorrow","label":{"content":"L"}}""", "L")]
    [InlineData("""{"tag":"tomorrow","placeholder":{"content":"P"}}""", "P")]
    [InlineData("""{"tag":"tomorrow","text":"T","label":{"content":"L"}}""", "T")]
    [InlineData("""{"tag":"overflow","placeholder":{"content":"More"}}""", "[More]")]
    [InlineData("""{"tag":"input","default_value":"v","placeholder":{"content":"P"}}""", "[v]")]
    [InlineData("""{"tag":"input","defaultValue":"v","placeholder":{"content":"P"}}""", "[v]")]
    [InlineData("""{"tag":"checker","text":{"content":"ok"}}""", "- [ ] ok")]
    [InlineData("""{"tag":"action","actions":[{"tag":"button","text":{"content":"A"}},{"tag":"select_img"},{"tag":"button","text":{"content":"B"}}]}""", "[A] [B]")]
    [InlineData("""{"tag":"audio","file_key":"k","duration":3600000}""", "[Voice message, 1:00:00]")]
    [InlineData("""{"tag":"audio","file_key":"k","duration":86400000}""", "[Voice message, 1.00:00:00]")]
    [InlineData("""{"tag":"div","text":"please upgrade"}""", "please upgrade")]
    public void Each_element_reads_well(string element, string expected) => Assert.Equal(expected, Card(element));

    /// <summary>Versions of the platform give a field different names: where two are there, the newer or more exact one counts.</summary>
    [Theory]
    [InlineData("""{"tag":"emoji","emoji_type":"OK","key":"no"}""", ":OK:")]
    [InlineData("""{"tag":"person","userID":"ou_a","user_id":"no"}""", "ou_a")]
    [InlineData("""{"tag":"chart","chart_spec":{"title":{"text":"A"}},"chartSpec":{"title":{"text":"no"}}}""", "[Chart] A")]
    [InlineData("""{"tag":"markdown","text":"a","content":"no"}""", "a")]
    [InlineData("""{"tag":"div","content":"a","elements":[{"tag":"text","text":"no"}]}""", "a")]
    [InlineData("""{"tag":"a","text":"t","href":"https://a","url":"https://no"}""", "[t](https://a)")]
    [InlineData("""{"tag":"a","text":"t","url":"https://a","default_url":"https://no"}""", "[t](https://a)")]
    [InlineData("""{"tag":"a","text":"t","default_url":"https://a","multi_url":{"url":"https://no"}}""", "[t](https://a)")]
    [InlineData("""{"tag":"a","text":"t","url":{"url":"https://a"},"href":{"url":"https://no"}}""", "[t](https://a)")]
    [InlineData("""{"tag":"a","text":"t","href":{"url":"https://a"},"multi_url":{"url":"https://no"}}""", "[t](https://a)")]
    [InlineData("""{"tag":"text","text":"t","style":["bold"],"textStyle":{"attributes":["italic"]}}""", "**t**")]
    [InlineData("""{"tag":"text","text":"t","textStyle":{"attributes":["bold"]},"text_style":{"attributes":["italic"]}}""", "**t**")]
    [InlineData("""{"tag":"at","user_id":"ou_a","userID":"no"}""", "@ou_a")]
    [InlineData("""{"tag":"at","userID":"ou_a","id":"no"}""", "@ou_a")]
    [InlineData("""{"tag":"at","id":"ou_a","email":"no"}""", "@ou_a")]
    [InlineData("""{"tag":"at","user_id":"ou_a","user_name":"Ana","text":"no"}""", "@Ana")]
    [InlineData("""{"tag":"img","image_key":"img_a","img_key":"img_no"}""", "![img_a](img_a)")]
    [InlineData("""{"tag":"img","img_key":"img_a","imgKey":"img_no"}""", "![img_a](img_a)")]
    [InlineData("""{"tag":"tomorrow","label":{"content":"L"},"placeholder":{"content":"no"}}""", "L")]
    [InlineData("""{"tag":"button","text":{"content":"Go"},"url":"https://a","behaviors":[{"default_url":"https://no"}]}""", "[Go](https://a)")]
    public void Of_two_names_of_a_field_the_better_one_counts(string element, string expected) => Assert.Equal(expected, Card(element));

    [Theory]
    [InlineData("a <b> c < d", "a <b> c < d")]
    [InlineData("<at id=ou_a></at> x", "@ou_a x")]
    [InlineData("<at id=ou_a>Ana</at>!", "@Ana!")]
    [InlineData("<at id=ou_a>Ana< / at>!", "@ou_aAna< / at>!")]
    [InlineData("<at id=ou_a>x</b>y", "@ou_ax</b>y")]
    [InlineData("<at id=ou_a>x<b>y</at>", "@ou_ax<b>y")]
    [InlineData("<at id=ou_a>x</at", "@ou_ax</at")]
    [InlineData("<at>all</at>", "@all")]
    [InlineData("<at>Ana</at>", "@Ana")]
    [InlineData("<person id='ou_a'></person>", "@ou_a")]
    [InlineData("<at ids=ou_a,ou_b></at>.", "@ou_a @ou_b.")]
    [InlineData("<at email=\"a@example.com\"></at>", "@a@example.com")]
    [InlineData("<at id=ou_a user_id=no ids=no email=no></at>", "@ou_a")]
    [InlineData("<at user_id=ou_a ids=no email=no></at>", "@ou_a")]
    [InlineData("<at ids=ou_a email=no></at>", "@ou_a")]
    [InlineData("<at user_id='ou_a'></at>", "@ou_a")]
    [InlineData("<at mention_key=@_user_1 mentions_key=@_user_2></at>", "@Chen Wei")]
    [InlineData("<at mentions_key=@_user_1,@_user_2 ids=ou_8,ou_9></at>", "@Chen Wei @Bo")]
    [InlineData("<at mention_key=@_user_1,@_user_2></at>", "@Chen Wei @Bo")]
    [InlineData("<at ids=ou_a,ou_b mention_key=@_user_1></at>", "@Chen Wei @ou_b")]
    [InlineData("x <at id=\"ou_a></at>y", "x y")]
    [InlineData("x <at id=></at>y", "x y")]
    [InlineData("x <at id=\"\"></at>y", "x y")]
    [InlineData("<font color='red'>x</font>", "x")]
    [InlineData("<text_tag color='red'>x</text_tag> @_user_1", "x @Chen Wei")]
    [InlineData("a<br>b<br/>c", "a\nb\nc")]
    [InlineData("a<hr>b", "a\n---\nb")]
    [InlineData("<a", "<a")]
    [InlineData("<>", "<>")]
    public void Tags_in_the_markdown_of_a_card_become_what_they_show(string markdown, string expected) =>
        Assert.Equal(expected, Card(new JsonObject { ["tag"] = "markdown", ["content"] = markdown }.ToJsonString()));

    [Theory]
    [InlineData("""{"tag":"at","user_id":"@_user_1","user_name":"no"}""", "@Chen Wei")]
    [InlineData("""{"tag":"at","user_id":"ou_1","user_name":"no"}""", "@Chen Wei")]
    [InlineData("""{"tag":"at","user_id":"@_user_3","user_name":"Ana"}""", "@Ana")]
    [InlineData("""{"tag":"at","user_id":"@_user_3"}""", "@ou_3")]
    [InlineData("""{"tag":"person","userID":"ou_1"}""", "Chen Wei")]
    [InlineData("""{"tag":"person","userID":"ou_3"}""", "ou_3")]
    public void A_person_is_called_as_the_message_mentions_them(string element, string expected) => Assert.Equal(expected, Card(element));

    [Fact]
    public void Many_mentions_are_found_like_few()
    {
        var item = Contents.Item("om_1", "text", """{"text":"@_user_1, @_user_12, @_user_13 and @_user_1"}""");
        item["mentions"] = new JsonArray([.. Enumerable.Range(1, 12).Append(1).Select((number, place) => (JsonNode)new JsonObject { ["key"] = $"@_user_{number}", ["name"] = $"N{number}{(place == 12 ? " again" : "")}" })]);

        Assert.Equal("@N1, @N12, @_user_13 and @N1", Contents.Parse(item).Text);
    }

    [Theory]
    [InlineData("""{"tag":"at","property":{"userID":"u1","text":"no"}}""", "@Bo")]
    [InlineData("""{"tag":"at","property":{"userID":"u2","user_name":"no"}}""", "@Chen Wei")]
    [InlineData("""{"tag":"person","property":{"userID":"u3"}}""", "Ana")]
    [InlineData("""{"tag":"img","property":{"imageID":"7","img_key":"img_no"}}""", "![img_a](img_a)")]
    public void A_raw_card_says_beside_its_elements_who_and_what_they_name(string element, string expected)
    {
        var content = new JsonObject
        {
            ["json_card"] = $$$"""{"body":{"elements":[{{{element}}}]}}""",
            ["json_attachment"] = """{"at_users":{"u1":{"content":"Bo"},"u2":{"mention_key":"@_user_1","content":"no"}},"persons":{"u3":{"content":"Ana"}},"images":{"7":{"origin_key":"img_a","token":"img_no"}}}""",
        };

        Assert.Equal(expected, Mentioning("interactive", content.ToJsonString()).Text);
    }

    [Theory]
    [InlineData("share_chat", """{"chat_name":"Boats","name":"no","chat_id":"oc_1"}""", "[Shared chat] Boats")]
    [InlineData("share_chat", """{"name":"Boats","chat_id":"oc_1"}""", "[Shared chat] Boats")]
    [InlineData("share_user", """{"user_name":"Ana","name":"no","user_id":"ou_9"}""", "[Shared contact] Ana")]
    [InlineData("share_user", """{"name":"Ana","user_id":"ou_1"}""", "[Shared contact] Ana")]
    [InlineData("share_user", """{"user_id":"ou_1"}""", "[Shared contact] Chen Wei")]
    [InlineData("share_user", """{"user_id":"ou_9"}""", "[Shared contact] ou_9")]
    [InlineData("location", """{"name":"Pier 4","latitude":"1"}""", "[Place] Pier 4")]
    [InlineData("location", """{"name":"Pier 4","latitude":"1","longitude":"2"}""", "[Place] Pier 4 (1, 2)")]
    [InlineData("todo", "{}", "[Task]")]
    [InlineData("system", """{"template":"{x}","x":{"text":"A","name":"no"}}""", "A")]
    [InlineData("system", """{"template":"{x}","x":{"name":"A","content":"no"}}""", "A")]
    [InlineData("system", """{"template":"{x}","x":{"content":"A","user_name":"no"}}""", "A")]
    [InlineData("system", """{"template":"{x}","x":{"user_name":"A"}}""", "A")]
    [InlineData("interactive", """{"header":{"title":{"content":"A"}},"title":"no","elements":[]}""", "**A**")]
    [InlineData("interactive", """{"user_dsl":"{\"title\":\"A\",\"elements\":[]}","title":"no"}""", "**A**")]
    [InlineData("interactive", """{"user_dsl":"cut off","title":"A","elements":[{"tag":"text","text":"b"}]}""", "**A**\nb")]
    [InlineData("interactive", """{"user_dsl":"{\"header\":{\"title\":{\"content\":\"A\"}}}","elements":[{"tag":"text","text":"b"}]}""", "**A**\nb")]
    [InlineData("interactive", """{"body":{"elements":[{"tag":"text","text":"a"}]},"elements":[{"tag":"text","text":"no"}]}""", "a")]
    [InlineData("interactive", """{"body":{},"elements":[{"tag":"text","text":"a"}]}""", "a")]
    [InlineData("interactive", """{"body":{"property":{"elements":[{"tag":"text","text":"a"}]},"elements":[{"tag":"text","text":"no"}]}}""", "a")]
    [InlineData("interactive", """{"header":{"text_tag_list":[{"text":{"content":"new"}},{},{"text":{"content":"hot"}}]}}""", "new, hot")]
    [InlineData("interactive", """{"json_card":"{\"elements\":[{\"tag\":\"text\",\"text\":\"a\"}]}","user_dsl":"{\"elements\":[{\"tag\":\"text\",\"text\":\"no\"}]}"}""", "a")]
    [InlineData("interactive", """{"elements":[[{"tag":"text","text":"请升级"}]]}""", "请升级")]
    [InlineData("interactive", """{"elements":[[{"tag":"text","text":"请查看最新版本"}]]}""", "请查看最新版本")]
    [InlineData("interactive", """{"elements":[[{"tag":"text","text":"upgrade to the latest version"}]]}""", "upgrade to the latest version")]
    [InlineData("interactive", """{"elements":[[{"tag":"text","text":"view the latest version"}]]}""", "view the latest version")]
    [InlineData("interactive", """{"elements":[[{"tag":"text","text":"Please update to the latest version to see the content"}]]}""", "[Card: only a placeholder came]")]
    [InlineData("post", """{"title":"A","content":[[{"tag":"text","text":"b"}]],"files":[{"file_name":"c.pdf"}]}""", "**A**\nb\n[File] c.pdf")]
    [InlineData("post", """{"en_us":{"title":"A","content":[],"files":[{"file_name":"c.pdf"}]},"files":[{"file_name":"c.pdf"}]}""", "**A**\n[File] c.pdf\n[File] c.pdf")]
    [InlineData("post", """{"files":[{"file_name":"c.pdf"}]}""", "[File] c.pdf")]
    [InlineData("post", """{"fr_fr":{"title":"A"},"es_es":{"title":"no"}}""", "**A**")]
    [InlineData("post", """{"fr_fr":{"title":"no"},"zh_cn":{"title":"A"}}""", "**A**")]
    [InlineData("post", """{"zh_cn":{"title":"no"},"en_gb":{"title":"A"}}""", "**A**")]
    public void Names_and_bodies_are_taken_from_the_best_of_several_fields(string type, string content, string expected) =>
        Assert.Equal(expected, Mentioning(type, content).Text);

    [Fact]
    public void An_event_over_several_days_has_both_of_them()
    {
        var (first, last) = (Minute(1790000000000), Minute(1790259200000));

        Assert.Equal($"[Calendar event], {first} – {last}", Contents.Parse("calendar", """{"start_time":"1790000000000","end_time":"1790259200000"}""").Text);
        Assert.Equal($"{first}", Card("""{"tag":"local_datetime","milliseconds":"1790000000000","fallbackText":"no"}"""));
    }

    private static string Minute(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Card(string element) => Mentioning("interactive", $$"""{"elements":[{{element}}]}""").Text;

    private static LarkMessage Mentioning(string type, string content)
    {
        var item = Contents.Item("om_1", type, content);
        item["mentions"] = JsonNode.Parse("""[{"key":"@_user_1","id":"ou_1","name":"Chen Wei"},{"key":"@_user_2","id":"ou_2","name":"Bo"},{"key":"@_user_3","id":"ou_3"}]""");
        return Contents.Parse(item);
    }
}
