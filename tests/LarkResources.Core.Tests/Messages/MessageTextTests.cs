using System.Globalization;
using System.Text.Json.Nodes;

namespace LarkResources.Tests.Messages;

public sealed class MessageTextTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentUICulture;

    public MessageTextTests() => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-US");

    public static TheoryData<string> Cases => ContentCases.Names;

    private static string Day => Local(1790000000000, "yyyy-MM-dd");

    private static string Minute => Local(1790000000000, "yyyy-MM-dd HH:mm");

    public void Dispose() => CultureInfo.CurrentUICulture = _before;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_content_reads_well(string name) => Assert.Equal(
        name switch
        {
            "raw card: the key is origin_key" =>
                "![img_v3_case_a1](img_v3_case_a1)\n![img_v3_case_a1](img_v3_case_a1) ![img_v3_case_a2](img_v3_case_a2)",
            "raw card, attachment as an object" => "![img_v3_case_b1](img_v3_case_b1)",
            "raw card: sound and video" => "[Voice message]\n[Video]",
            "user_dsl 2.0" => "![img_v3_case_d1](img_v3_case_d1)\n![img_v3_case_d2](img_v3_case_d2)",
            "user_dsl 1" => "**Lunch menu**\n![img_v3_case_e1](img_v3_case_e1)",
            "a key for each language" => "![img_v3_case_f1](img_v3_case_f1)",
            "stub of a 2.0 card: a warning, and not its stock picture" => "[Card: only a placeholder came]",
            "text with mentions" => "@Chen Wei see the plan, @all",
            "post" => "**Move**\n**Boxes:** [list](https://example.com/list)@Chen Wei\n![img_v3_case_g1](img_v3_case_g1)\n```bash\nls -l\n```",
            "system message from its template" => "Chen Wei invited Ana, Bo to this chat.",
            "place" => "[Place] Pier 4 (22.53, 113.94)",
            "poll" => "[Poll] Where?\n- Here\n- There",
            "task with a picture in its summary" => $"[Task] Paint the door![img_v3_case_h1](img_v3_case_h1)\nDue: {Day}",
            "shared chat and person" => "[Shared contact] ou_case2",
            "call" => $"[Video call] Stand-up, {Minute}",
            "voice with words" => "see you at nine",
            "unknown type with a key: told" => "[hologram]",
            _ => "no text is given for this case",
        },
        ContentCases.Message(name).Text);

    [Theory]
    [InlineData("text", """{"text":"hello"}""", "hello")]
    [InlineData("text", """{"text":"two\r\nlines\tand a tab"}""", "two\nlines\tand a tab")]
    [InlineData("text", """{}""", "")]
    [InlineData("text", """{"text":null}""", "")]
    [InlineData("text", "not JSON", "not JSON")]
    [InlineData("image", """{"image_key":"img_1"}""", "[Image]")]
    [InlineData("image", "not JSON", "[Image]")]
    [InlineData("file", """{"file_key":"k","file_name":"a.pdf"}""", "[File] a.pdf")]
    [InlineData("file", """{"file_key":"k"}""", "[File]")]
    [InlineData("folder", """{"file_key":"k","file_name":"docs"}""", "[Folder] docs")]
    [InlineData("audio", """{"file_key":"k","duration":3100}""", "[Voice message, 0:03]")]
    [InlineData("audio", """{"file_key":"k","duration":"3723000"}""", "[Voice message, 1:02:03]")]
    [InlineData("audio", """{"file_key":"k"}""", "[Voice message]")]
    [InlineData("media", """{"file_key":"k","file_name":"a.mp4","duration":61000}""", "[Video, 1:01] a.mp4")]
    [InlineData("video", """{"file_key":"k"}""", "[Video]")]
    [InlineData("sticker", """{"file_key":"k"}""", "[Sticker]")]
    [InlineData("share_chat", """{"chat_id":"oc_2"}""", "[Shared chat] oc_2")]
    [InlineData("share_user", "{}", "[Shared contact]")]
    [InlineData("location", """{"name":"Pier 4"}""", "[Place] Pier 4")]
    [InlineData("location", """{"latitude":"1","longitude":"2"}""", "[Place] 1, 2")]
    [InlineData("vote", """{"topic":"Where?","options":[{"text":"Here"},7,null,[]]}""", "[Poll] Where?\n- Here\n- 7")]
    [InlineData("vote", """{"options":"x"}""", "[Poll]")]
    [InlineData("todo", """{"summary":"Paint"}""", "[Task] Paint")]
    [InlineData("todo", """{"summary":{"title":"Door","content":[[{"tag":"text","text":"Paint"}]]},"due_time":"0"}""", "[Task] **Door**\nPaint")]
    [InlineData("video_chat", """{"topic":"Stand-up","start_time":"soon"}""", "[Video call] Stand-up")]
    [InlineData("share_calendar_event", """{"summary":"Fair"}""", "[Calendar event] Fair")]
    [InlineData("system", """{"template":"{from_user} renamed the chat to {name}. {unknown}","from_user":["Ana"],"name":"Boats"}""", "Ana renamed the chat to Boats. {unknown}")]
    [InlineData("system", """{"template":"{divider_text} {","divider_text":{"text":"New"}}""", "New {")]
    [InlineData("system", "{}", "[System message]")]
    [InlineData("hongbao", """{"text":"Best wishes"}""", "[Red packet] Best wishes")]
    [InlineData("made_up_tomorrow", """{"x":1}""", "[made_up_tomorrow]")]
    [InlineData("", "{}", "")]
    [InlineData("post", "{}", "[Post]")]
    [InlineData("post", "cut off", "[Post]")]
    [InlineData("interactive", "{}", "[Card]")]
    [InlineData("interactive", "[[]]", "[Card]")]
    [InlineData("merge_forward", "Merged and Forwarded Message", "[Merged forward, not expanded]")]
    public void Kinds(string type, string content, string expected) => Assert.Equal(expected, Contents.Parse(type, content).Text);

    [Fact]
    public void A_recalled_message_says_so()
    {
        var item = Contents.Item("om_1", "text", "This message was recalled");
        item["deleted"] = true;

        Assert.Equal("[Recalled message]", Contents.Parse(item).Text);
    }

    [Theory]
    [InlineData("""{"start_time":"1790000000000","end_time":"1790003600000"}""", "[Calendar event] Fair, {0} – {1}")]
    [InlineData("""{"start_time":"1790000000","end_time":"1790000000"}""", "[Calendar event] Fair, {0} – {0}")]
    public void Times_are_those_of_this_machine(string times, string expected)
    {
        var content = JsonNode.Parse(times)!.AsObject();
        content["summary"] = "Fair";
        var (first, last) = (Minute, Local(1790003600000, "yyyy-MM-dd HH:mm"));
        var shown = first[..10] == last[..10] ? expected.Replace("– {1}", $"– {last[^5..]}", StringComparison.Ordinal).Replace("– {0}", $"– {first[^5..]}", StringComparison.Ordinal) : expected;

        Assert.Equal(string.Format(CultureInfo.InvariantCulture, shown, first, last), Contents.Parse("calendar", content.ToJsonString()).Text);
    }

    [Theory]
    [InlineData("@_user_1 and @_user_12, @_user_1see @_user_13 @_user_", "@Chen Wei and @Ana, @Chen Weisee @_user_13 @_user_")]
    [InlineData("@_user_2@_all", "@ou_2@all")]
    [InlineData("@_user_3 a@_b @", "@_user_3 a@_b @")]
    [InlineData("@_user_1_", "@Chen Wei_")]
    public void Mentions_are_shown_by_name(string text, string expected)
    {
        var item = Contents.Item("om_1", "text", new JsonObject { ["text"] = text }.ToJsonString());
        item["mentions"] = JsonNode.Parse("""
            [{"key":"@_user_1","id":"ou_1","id_type":"open_id","name":" Chen\nWei "},{"key":"@_user_12","id":{"union_id":"on_1","open_id":"ou_12"},"name":"Ana"},
             {"key":"@_user_2","id":"ou_2","name":""},{"key":"@_user_3","name":null},{"id":"ou_4"},7,null]
            """);
        var message = Contents.Parse(item);

        Assert.Equal(expected, message.Text);
        Assert.Equal(("@_user_12", "ou_12", "open_id", "Ana"), (message.Mentions[1].Key, message.Mentions[1].Id, message.Mentions[1].IdType, message.Mentions[1].Name));
        Assert.Equal(4, message.Mentions.Count);
    }

    [Theory]
    [InlineData("""{"content":[[{"tag":"text","text":" a ","style":["bold","italic","underline","lineThrough"]}]]}""", " ***~~<u>a</u>~~***")]
    [InlineData("""{"content":[[{"tag":"text","text":"  ","style":["bold"]},{"tag":"text","text":"x","style":"bold"}]]}""", "  x")]
    [InlineData("""{"content":[[{"tag":"a","text":"a [b]","href":"https://x/y (z)"},{"tag":"a","href":"https://x"},{"tag":"a","text":"t"}]]}""", "[a \\[b\\]](https://x/y%20%28z%29)https://xt")]
    [InlineData("""{"content":[[{"tag":"at","user_id":"all"},{"tag":"at","user_id":"ou_9"},{"tag":"at","user_id":"@_user_7","user_name":"Bo"}]]}""", "@all@ou_9@Bo")]
    [InlineData("""{"content":[[{"tag":"emotion","emoji_type":"SMILE"}],[],[{"tag":"text","text":"b"}]]}""", ":SMILE:\n\nb")]
    [InlineData("""{"content":[[{"tag":"text","text":"a"},{"tag":"hr"},{"tag":"text","text":"b"}]]}""", "a\n---\nb")]
    [InlineData("""{"content":[[{"tag":"code_block","language":"C#","text":"x ``` y\n"}]]}""", "````c#\nx ``` y\n````")]
    [InlineData("""{"content":[[{"tag":"md","text":"**x** <at user_id=\"ou_1\">Bo</at> <font color='red'>red</font>"}]]}""", "**x** @Bo red")]
    [InlineData("""{"content":[[{"tag":"media","file_key":"k","image_key":"i"}]],"files":[{"file_key":"f","file_name":"a.csv"},{"file_key":"g","file_name":"docs","is_folder":true}]}""", "[Video]\n[File] a.csv\n[Folder] docs")]
    [InlineData("""{"content":[[{"tag":"text","text":"old"}]],"content_v2":[[{"tag":"text","text":"new"}]]}""", "new")]
    [InlineData("""{"content":[[{"tag":"text","text":"old"}]],"content_v2":[]}""", "old")]
    [InlineData("""{"zh_cn":{"title":"通知","content":[[]]},"en_us":{"title":"Notice","content":[[]]}}""", "**Notice**")]
    [InlineData("""{"fr_fr":7,"ja_jp":{"title":"おしらせ","content":[[]]}}""", "**おしらせ**")]
    [InlineData("""{"post":{"zh_cn":{"title":"通知"}}}""", "**通知**")]
    [InlineData("""{"title":"T","content":[[{"tag":"new_tag","text":"words"},{"tag":"other"},null,7,"s"]]}""", "**T**\nwords7s")]
    [InlineData("""{"title":{"a":1},"content":{"b":2}}""", "[Post]")]
    public void Posts(string content, string expected) => Assert.Equal(expected, Contents.Parse("post", content).Text);

    [Theory]
    [InlineData("simplified", """{"title":"Approval","elements":[[{"tag":"img","image_key":"img_1"},{"tag":"text","text":"Approved"}],[{"tag":"button","text":"Open","url":"https://x"}],[{"tag":"note","elements":[{"tag":"text","text":"by"},{"tag":"text","text":"Bo"}]}]]}""",
        "**Approval**\n![img_1](img_1)Approved\n[Open](https://x)\nby Bo")]
    [InlineData("1.0", """{"header":{"title":{"tag":"plain_text","content":"Build"}},"elements":[{"tag":"div","text":{"tag":"lark_md","content":"**ok** <at id=all></at>"},"fields":[{"text":{"tag":"lark_md","content":"a"}},{"text":{"tag":"plain_text","content":"b"}}],"extra":{"tag":"img","img_key":"img_1","alt":{"tag":"plain_text","content":"chart"}}},{"tag":"hr"},{"tag":"action","actions":[{"tag":"button","text":{"tag":"plain_text","content":"Yes"}},{"tag":"button","text":{"tag":"plain_text","content":"See"},"multi_url":{"url":"https://x"}}]}]}""",
        "**Build**\n**ok** @all\na\nb\n![chart](img_1)\n---\n[Yes] [See](https://x)")]
    [InlineData("2.0", """{"schema":"2.0","header":{"title":{"content":"T"},"subtitle":{"content":"S"},"text_tag_list":[{"tag":"text_tag","text":{"content":"new"}}]},"body":{"elements":[{"tag":"markdown","content":"- a\n- b"},{"tag":"column_set","columns":[{"tag":"column","elements":[{"tag":"markdown","content":"l"}]},{"tag":"column","elements":[{"tag":"markdown","content":"r"}]}]},{"tag":"collapsible_panel","header":{"title":{"tag":"plain_text","content":"More"}},"elements":[{"tag":"markdown","content":"m"}]},{"tag":"button","text":{"content":"Go"},"behaviors":[{"type":"open_url","default_url":"https://y"}]},{"tag":"table","columns":[{"name":"n","display_name":"Name"},{"name":"v"}],"rows":[{"n":"a|b","v":1},{"n":[{"text":"x"},{"text":"y"}]}]},{"tag":"chart","chart_spec":{"title":{"text":"Sales"}}},{"tag":"person","user_id":"ou_1"}]}}""",
        "**T**\nS\nnew\n- a\n- b\nl\nr\n**More**\nm\n[Go](https://y)\n| Name | v |\n| --- | --- |\n| a\\|b | 1 |\n| x, y |  |\n[Chart] Sales\nou_1")]
    [InlineData("raw", """{"json_card":"{\"header\":{\"property\":{\"title\":{\"property\":{\"content\":\"T\"}}}},\"body\":{\"property\":{\"elements\":[{\"tag\":\"markdown\",\"property\":{\"elements\":[{\"tag\":\"plain_text\",\"property\":{\"content\":\"b \",\"textStyle\":{\"attributes\":[\"bold\"]}}},{\"tag\":\"link\",\"property\":{\"content\":\"l\",\"url\":{\"url\":\"https://x\"}}},{\"tag\":\"at\",\"property\":{\"userID\":\"u1\"}}]}},{\"tag\":\"list\",\"property\":{\"items\":[{\"level\":0,\"type\":\"ol\",\"order\":2,\"elements\":[{\"tag\":\"plain_text\",\"property\":{\"content\":\"i\"}}]},{\"level\":1,\"type\":\"ul\",\"elements\":[]}]}},{\"tag\":\"code_block\",\"property\":{\"language\":\"go\",\"contents\":[{\"contents\":[{\"content\":\"a\"},{\"content\":\"b\\n\"}]}]}},{\"tag\":\"fallback_text\",\"property\":{\"text\":{\"content\":\"请升级至最新版本客户端，以查看内容\"}}},{\"tag\":\"heading\",\"property\":{\"level\":9,\"content\":\"h\"}},{\"tag\":\"blockquote\",\"property\":{\"content\":\"q\\nr\"}},{\"tag\":\"person\",\"property\":{\"userID\":\"u2\"}},{\"tag\":\"button\",\"property\":{\"text\":{\"property\":{\"content\":\"Go\"}},\"actions\":[{\"type\":\"open_url\",\"action\":{\"url\":\"https://z\"}}]}},{\"tag\":\"table\",\"property\":{\"columns\":[{\"name\":\"n\",\"displayName\":\"N\"}],\"rows\":[{\"n\":{\"data\":\"c\"}}]}}]}}}","json_attachment":"{\"at_users\":{\"u1\":{\"content\":\"Bo\"}},\"persons\":{\"u2\":{\"content\":\"Ana\"}}}"}""",
        "**T**\n**b** [l](https://x)@Bo\n2. i\n  - \n```go\nab\n```\n###### h\n> q\n> r\nAna\n[Go](https://z)\n| N |\n| --- |\n| c |")]
    [InlineData("languages", """{"i18n_header":{"zh_cn":{"title":{"content":"标题"}},"en_us":{"title":{"content":"Title"}}},"i18n_elements":{"zh_cn":[{"tag":"markdown","content":"甲"}],"en_us":[{"tag":"markdown","content":"a"}]}}""", "**Title**\na")]
    [InlineData("languages of a text", """{"elements":[{"tag":"div","text":{"tag":"plain_text","content":"甲","i18n":{"en_us":"a","zh_cn":"甲"}}}]}""", "a")]
    [InlineData("a title with a placeholder", """{"title":"Rollout","elements":[[{"tag":"text","text":"请升级至最新版本客户端，以查看内容"}]]}""", "**Rollout**\n[Card: only a placeholder came]")]
    [InlineData("an event: the card and a placeholder", """{"title":"Rollout","elements":[[{"tag":"text","text":"请升级至最新版本客户端，以查看内容"}]],"user_dsl":"{\"body\":{\"elements\":[{\"tag\":\"markdown\",\"content\":\"Done\"}]}}"}""", "**Rollout**\nDone")]
    [InlineData("fields to fill in", """{"elements":[{"tag":"input","label":{"content":"Why"},"placeholder":{"content":"reason"}},{"tag":"select_static","options":[{"text":{"content":"A"},"value":"a"},{"value":"b"}]},{"tag":"date_picker","initial_date":"2026-11-22"},{"tag":"checker","checked":true,"text":{"content":"ok"}},{"tag":"form","elements":[{"tag":"markdown","content":"f"}]}]}""",
        "Why\n[reason]\n[A / b]\n[2026-11-22]\n- [x] ok\nf")]
    public void Cards(string name, string content, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Contents.Parse("interactive", content).Text);
    }

    [Fact]
    public void A_forward_shows_each_message_below_its_sender()
    {
        var named = Contents.Parse(Contents.Item("om_2", "text", """{"text":"one\ntwo"}""", "om_1")) with { SenderName = "Chen\nWei" };
        var inner = Contents.Parse(Contents.Item("om_3", "merge_forward", "", "om_1"));
        var child = Contents.Parse(Contents.Item("om_4", "image", "{}", "om_3"));
        var closed = Contents.Parse(Contents.Item("om_5", "merge_forward", "", "om_3"));
        var forward = MessageTree.Build([Contents.Parse(Contents.Item("om_1", "merge_forward", "")), named, inner, child, closed], "om_1")!;

        Assert.Equal("[Merged forward]\n  Chen Wei: one\n    two\n  ou_1: [Merged forward]\n    ou_1: [Image]\n    ou_1: [Merged forward, not expanded]", forward.Text);
    }

    [Fact]
    public void A_copy_has_the_text_of_its_own_content()
    {
        var message = Contents.Parse("text", """{"text":"a"}""");
        Assert.Equal("a", message.Text);

        Assert.Equal("b", (message with { Content = """{"text":"b"}""" }).Text);
        Assert.Equal("[Recalled message]", (message with { IsDeleted = true }).Text);
        Assert.Equal("a", MessageParser.FromFields("om_1", "text", message.Content, _ => null, false).Text);
        Assert.Equal(string.Empty, new LarkMessage { MessageId = "om_1" }.Text);
    }

    [Fact]
    public void Labels_and_languages_follow_the_UI_culture()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-Hans-CN");

        Assert.Equal("[语音，0:03]", Contents.Parse("audio", """{"file_key":"k","duration":3100}""").Text);
        Assert.Equal("**通知**", Contents.Parse("post", """{"en_us":{"title":"Notice"},"zh_hk":{"title":"通知書"},"zh_cn":{"title":"通知"}}""").Text);
        Assert.Equal("[表情包]", Contents.Parse("sticker", """{"file_key":"k"}""").Text);
        Assert.Equal("[位置] 办公室（1, 2）", Contents.Parse("location", """{"name":"办公室","latitude":"1","longitude":"2"}""").Text);
        Assert.Equal($"[日程] 月会，{Local(1764547200000, "yyyy-MM-dd HH:mm")}", Contents.Parse("share_calendar_event", """{"summary":"月会","start_time":"1764547200000"}""").Text);
        Assert.Equal("@所有人", Contents.Parse("text", """{"text":"@_all"}""").Text);
        Assert.Equal("Chen、Ana 加入", Contents.Parse("system", """{"template":"{who} 加入","who":["Chen","Ana"]}""").Text);
    }

    [Theory]
    [InlineData("a\u202Egpj.exe", "agpj.exe")]
    [InlineData("a\u001b[31mb\u0000", "a\uFFFD[31mb\uFFFD")]
    [InlineData("x\u200B\u2066y\u2069\uFEFF", "xy")]
    [InlineData("\ud83d\udc68\u200d\ud83d\udc69", "\ud83d\udc68\u200d\ud83d\udc69")]
    [InlineData("a\u2028b\u0085c\r\r\nd", "a\nb\nc\n\nd")]
    public void Characters_that_rewrite_what_a_reader_sees_are_gone(string text, string expected) =>
        Assert.Equal(expected, Contents.Parse("text", new JsonObject { ["text"] = text }.ToJsonString()).Text);

    [Theory]
    [InlineData("file", "file_name")]
    [InlineData("location", "name")]
    [InlineData("video_chat", "topic")]
    [InlineData("share_calendar_event", "summary")]
    public void A_hostile_name_stays_on_one_line(string type, string field) =>
        Assert.EndsWith(" a b [x](y)", Contents.Parse(type, new JsonObject { [field] = "\u202Ea\n\nb [x](y)\t" }.ToJsonString()).Text, StringComparison.Ordinal);

    private static string Local(long milliseconds, string format) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).LocalDateTime.ToString(format, CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("text", 20_000)]
    [InlineData("post", 20_000)]
    [InlineData("system", 20_000)]
    [InlineData("interactive", 20_000)]
    public void A_name_that_stands_in_a_content_again_and_again_makes_no_text_that_is_many_times_as_long(string type, int count)
    {
        var name = new string('n', 20_000);
        var content = type switch
        {
            "text" => new JsonObject { ["text"] = string.Concat(Enumerable.Repeat("@_a", count)) },
            "system" => new JsonObject { ["template"] = string.Concat(Enumerable.Repeat("{u}", count)), ["u"] = name },
            "interactive" => new JsonObject
            {
                ["json_card"] = new JsonObject { ["body"] = new JsonObject { ["elements"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => new JsonObject { ["tag"] = "person", ["property"] = new JsonObject { ["userID"] = "u" } })]) } }.ToJsonString(),
                ["json_attachment"] = new JsonObject { ["persons"] = new JsonObject { ["u"] = new JsonObject { ["content"] = name } } }.ToJsonString(),
            },
            _ => new JsonObject { ["zh_cn"] = new JsonObject { ["content"] = new JsonArray(new JsonArray([.. Enumerable.Range(0, count).Select(_ => new JsonObject { ["tag"] = "at", ["user_id"] = "@_a" })])) } },
        };
        var item = Contents.Item("om_1", type, content.ToJsonString());
        item["mentions"] = new JsonArray(new JsonObject { ["key"] = "@_a", ["id"] = "ou_a", ["name"] = name });
        var text = Contents.Parse(item).Text;
        Assert.InRange(text.Length, 1000, 40_000 + (10 * content.ToJsonString().Length));
        Assert.StartsWith(type is "system" or "interactive" ? "nnn" : "@nnn", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table of empty cells")]
    [InlineData("table of one long cell")]
    [InlineData("pictures of one long key")]
    [InlineData("quotes in quotes")]
    [InlineData("one text for many ids")]
    public void A_card_makes_no_text_that_is_many_times_as_long_as_it_is(string which)
    {
        var end = new JsonObject { ["tag"] = "markdown", ["content"] = "the end" };
        JsonNode Column(string name) => new JsonObject { ["name"] = name };
        JsonObject Quote(int depth) => new()
        {
            ["tag"] = "blockquote",
            ["elements"] = new JsonArray(depth == 0 ? new JsonObject { ["tag"] = "plain_text", ["content"] = new string('\n', 100_000) } : Quote(depth - 1)),
        };
        JsonObject card = which switch
        {
            "table of empty cells" => new() { ["tag"] = "table", ["columns"] = new JsonArray([.. Enumerable.Range(0, 5000).Select(n => Column($"c{n}"))]), ["rows"] = new JsonArray([.. Enumerable.Range(0, 5000).Select(_ => new JsonObject())]) },
            "table of one long cell" => new() { ["tag"] = "table", ["columns"] = new JsonArray([.. Enumerable.Range(0, 2000).Select(_ => Column("c"))]), ["rows"] = new JsonArray(new JsonObject { ["c"] = new string('x', 200_000) }) },
            "pictures of one long key" => new() { ["tag"] = "img_combination", ["img_list"] = new JsonArray([.. Enumerable.Range(0, 3000).Select(_ => new JsonObject { ["imageID"] = "1" })]) },
            "quotes in quotes" => Quote(30),
            _ => new() { ["tag"] = "markdown", ["content"] = $"<at ids={new string(',', 400)}>{new string('N', 50_000)}</at>" },
        };
        var content = new JsonObject
        {
            ["json_card"] = new JsonObject { ["body"] = new JsonObject { ["elements"] = new JsonArray(new JsonObject { ["tag"] = "markdown", ["content"] = "the beginning" }, card, end) } }.ToJsonString(),
            ["json_attachment"] = new JsonObject { ["images"] = new JsonObject { ["1"] = new JsonObject { ["image_key"] = new string('k', which.StartsWith("pictures", StringComparison.Ordinal) ? 100_000 : 9) } } }.ToJsonString(),
        }.ToJsonString();
        var text = Contents.Parse("interactive", content).Text;
        Assert.InRange(text.Length, "the beginning".Length, 2000 + (16 * content.Length));
        Assert.StartsWith("the beginning", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forward_of_many_small_cards_makes_no_text_that_is_many_times_as_long_as_they_are()
    {
        var cells = string.Join(',', Enumerable.Repeat('0', 130));
        var card = $$"""{"elements":[{"tag":"table","columns":[{{cells}}],"rows":[{{cells}}]}]}""";
        var cards = Enumerable.Range(0, 100).Select(n => Contents.Parse("interactive", card) with { MessageId = $"om_{n}", UpperMessageId = "om_top" });
        var forward = MessageTree.Build([Contents.Parse("merge_forward", "{}") with { MessageId = "om_top" }, .. cards])!;
        Assert.Equal(100, forward.Children.Count);
        Assert.InRange(forward.Text.Length, 100, 100 * 20 * card.Length);
    }

    /// <summary>Each of these took minutes or longer: an element was read once for each column, each mention or each level around it.</summary>
    [Theory]
    [InlineData("columns of one name")]
    [InlineData("a column with a long name")]
    [InlineData("mentions of one person with a long key")]
    [InlineData("one person with a long name")]
    [InlineData("fallbacks in fallbacks")]
    public async Task What_many_elements_of_a_card_share_is_read_once(string which)
    {
        const int Many = 20_000;
        static string Times(string json) => string.Join(',', Enumerable.Repeat(json, Many));
        var (element, attachment) = which switch
        {
            "columns of one name" => ($$$"""{"tag":"table","columns":[{{{Times("""{"name":"a"}""")}}}],"rows":[{"a":{"tag":"x","elements":[{{{Times("{}")}}}]}}]}""", "{}"),
            "a column with a long name" => ($$$"""{"tag":"table","columns":[{"name":"{{{new string('c', 50 * Many)}}}"}],"rows":[{{{Times("""{"":0}""")}}}]}""", "{}"),
            "mentions of one person with a long key" => (Times("""{"tag":"at","property":{"userID":"a"}}"""), $$$$"""{"at_users":{"a":{"mention_key":"{{{{new string('k', 50 * Many)}}}}"}}}"""),
            "one person with a long name" => ($$$"""{"tag":"person_list","property":{"persons":[{{{Times("""{"id":"a"}""")}}}]}}""", $$$$"""{"persons":{"a":{"content":"{{{{new string('n', 50 * Many)}}}}"}}}"""),
            _ => (string.Concat(Enumerable.Repeat("""{"tag":"fallback_text","text":""", 40)) + "{}" + new string('}', 40), "{}"),
        };
        var card = $$$$"""{"body":{"elements":[{"tag":"markdown","content":"the beginning"},{{{{element}}}},{"tag":"markdown","content":"the end"}]}}""";
        var content = new JsonObject { ["json_card"] = card, ["json_attachment"] = attachment }.ToJsonString();
        var text = await Task.Run(() => Contents.Parse("interactive", content).Text).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.StartsWith("the beginning", text, StringComparison.Ordinal);
        Assert.EndsWith("the end", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_has_all_of_its_many_long_names()
    {
        string[] names = [.. Enumerable.Range(1, 500).Select(n => $"{n:d3} {new string('n', 60)}")];
        var keys = names.Select((_, index) => $"@_user_{index + 1}");
        var item = Contents.Item("om_1", "text", new JsonObject { ["text"] = string.Join(' ', keys) }.ToJsonString());
        item["mentions"] = new JsonArray([.. keys.Select((key, index) => new JsonObject { ["key"] = key, ["id"] = $"ou_{index}", ["name"] = names[index] })]);
        Assert.Equal(string.Join(' ', names.Select(name => "@" + name)), Contents.Parse(item).Text);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("post")]
    public void Code_keeps_its_indentation_beside_a_mention(string type)
    {
        const string Code = "def f(x):\n    if x:\n\treturn  1";
        JsonNode content = type == "text"
            ? new JsonObject { ["text"] = "@_user_1 " + Code }
            : new JsonObject
            {
                ["content"] = new JsonArray(
                    new JsonArray(new JsonObject { ["tag"] = "at", ["user_id"] = "@_user_1" }),
                    new JsonArray(new JsonObject { ["tag"] = "code_block", ["language"] = "PYTHON", ["text"] = Code })),
            };
        var item = Contents.Item("om_1", type, content.ToJsonString());
        item["mentions"] = new JsonArray(new JsonObject { ["key"] = "@_user_1", ["id"] = "ou_1", ["name"] = "Ann" });
        var text = Contents.Parse(item).Text;
        Assert.StartsWith("@Ann", text, StringComparison.Ordinal);
        Assert.Contains(Code, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_people_are_found_by_key_and_by_id()
    {
        var people = Enumerable.Range(1, 50).Select(n => new JsonObject { ["key"] = $"@_user_{n}", ["id"] = $"ou_{n}", ["name"] = $"Person {n}" });
        var at = Enumerable.Range(1, 50).Select(n => new JsonObject { ["tag"] = "at", ["user_id"] = n % 2 == 0 ? $"@_user_{n}" : $"ou_{n}" });
        var item = Contents.Item("om_1", "post", new JsonObject { ["zh_cn"] = new JsonObject { ["content"] = new JsonArray(new JsonArray([.. at])) } }.ToJsonString());
        item["mentions"] = new JsonArray([.. people]);
        Assert.Equal(string.Concat(Enumerable.Range(1, 50).Select(n => $"@Person {n}")), Contents.Parse(item).Text);
    }
}
