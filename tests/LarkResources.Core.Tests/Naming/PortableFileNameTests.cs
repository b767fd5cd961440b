using System.Text;

namespace LarkResources.Tests.Naming;

public sealed class PortableFileNameTests
{
    private const string Key = "img_v3_02ab_key";

    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("报告 2024 最终版.docx", "报告 2024 最终版.docx")]
    [InlineData("naïve café.txt", "naïve café.txt")]
    [InlineData("cafe\u0301.txt", "caf\u00E9.txt")]
    [InlineData("图片\u3000一.png", "图片\u3000一.png")]
    [InlineData("❤\uFE0F.png", "❤\uFE0F.png")]
    [InlineData("👨\u200D👩.png", "👨_👩.png")]
    [InlineData("a..b.txt", "a..b.txt")]
    [InlineData("-rf", "-rf")]
    [InlineData("100%25 & more; $(x) `y` 'z'.txt", "100%25 & more; $(x) `y` 'z'.txt")]
    public void Keeps_what_every_system_takes(string candidate, string expected) =>
        Assert.Equal(expected, PortableFileName.Make(candidate, Key, null));

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData(@"..\..\Windows\win.ini", "win.ini")]
    [InlineData("/etc/cron.d/job", "job")]
    [InlineData(@"C:\Users\me\a.txt", "a.txt")]
    [InlineData("C:a.txt", "C_a.txt")]
    [InlineData(@"\\server\share\a.txt", "a.txt")]
    [InlineData("a/b\\c.txt", "c.txt")]
    [InlineData("Q1/Q2 numbers.xlsx", "Q2 numbers.xlsx")]
    [InlineData("a.txt:stream", "a.txt_stream")]
    [InlineData("a.txt::$DATA", "a.txt__$DATA")]
    public void Only_the_last_segment_survives(string candidate, string expected) =>
        Assert.Equal(expected, PortableFileName.Make(candidate, Key, null));

    [Theory]
    [InlineData("a<b>c:d\"e|f?g*h.txt", "a_b_c_d_e_f_g_h.txt")]
    [InlineData("line\r\nbreak\ttab.txt", "line__break_tab.txt")]
    [InlineData("nul\0byte.txt", "nul_byte.txt")]
    [InlineData("del\u007Fc1\u0085.txt", "del_c1_.txt")]
    [InlineData("annexe\u202Egpj.exe", "annexe_gpj.exe")]
    [InlineData("\u2067x\u2069\u061C\u200E.png", "_x___.png")]
    [InlineData("zero\u200Bwidth\u200C\uFEFF\u2060.png", "zero_width___.png")]
    [InlineData("sep\u2028\u2029.png", "sep__.png")]
    [InlineData("non\uFFFE\uFDD0\U0001FFFF.png", "non___.png")]
    [InlineData("tag\U000E0061.png", "tag_.png")]
    [InlineData("blank\u3164\u115F.png", "blank__.png")]
    [InlineData("unassigned\U00040000.png", "unassigned_.png")]
    public void Replaces_characters_that_one_system_refuses_or_a_person_cannot_see(string candidate, string expected) =>
        Assert.Equal(expected, PortableFileName.Make(candidate, Key, null));

    // Not in the table above: an attribute cannot hold half a character.
    [Fact]
    public void Replaces_half_a_character()
    {
        Assert.Equal("half_.png", PortableFileName.Make("half\uD83D.png", Key, null));
        Assert.Equal("_half.png", PortableFileName.Make("\uDE00half.png", Key, null));
    }

    [Theory]
    [InlineData("CON", "_CON")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("Nul.tar.gz", "_Nul.tar.gz")]
    [InlineData("aux .txt", "_aux .txt")]
    [InlineData("PRN.", "_PRN")]
    [InlineData("COM0", "_COM0")]
    [InlineData("com9.log", "_com9.log")]
    [InlineData("LPT\u00B2.txt", "_LPT\u00B2.txt")]
    [InlineData("COM\u00B9", "_COM\u00B9")]
    [InlineData("CONIN$", "_CONIN$")]
    [InlineData("conout$.txt", "_conout$.txt")]
    [InlineData("CLOCK$", "_CLOCK$")]
    [InlineData("  NUL  ", "_NUL")]
    [InlineData("CONSOLE.txt", "CONSOLE.txt")]
    [InlineData("COM10", "COM10")]
    [InlineData("my CON.txt", "my CON.txt")]
    public void Devices_of_windows_get_a_prefix(string candidate, string expected) =>
        Assert.Equal(expected, PortableFileName.Make(candidate, Key, null));

    [Theory]
    [InlineData(".x", "_.x")]
    [InlineData(".git", "_.git")]
    [InlineData(".gitignore.txt", "_.gitignore.txt")]
    [InlineData("desktop.ini", "_desktop.ini")]
    [InlineData("Desktop.INI", "_Desktop.INI")]
    [InlineData("De\u017Fktop.ini", "_De\u017Fktop.ini")]
    [InlineData("Thumbs.db", "_Thumbs.db")]
    [InlineData("autorun.inf", "_autorun.inf")]
    [InlineData("x.url", "x.url_")]
    [InlineData("x.SCF", "x.SCF_")]
    [InlineData("x.lnk", "x.lnk_")]
    [InlineData("x.library-ms", "x.library-ms_")]
    [InlineData("x.searchConnector-ms", "x.searchConnector-ms_")]
    [InlineData("x.webloc", "x.webloc_")]
    [InlineData("x.desktop", "x.desktop_")]
    [InlineData("x.{20D04FE0-3AEA-1069-A2D8-08002B30309D}", "x.{20D04FE0-3AEA-1069-A2D8-08002B30309D}_")]
    [InlineData("desktop.ini.txt", "desktop.ini.txt")]
    [InlineData("my desktop.ini", "my desktop.ini")]
    [InlineData("x.url.txt", "x.url.txt")]
    [InlineData("url", "url")]
    [InlineData("{20D04FE0-3AEA-1069-A2D8-08002B30309D}", "{20D04FE0-3AEA-1069-A2D8-08002B30309D}")]
    public void Names_that_are_hidden_or_that_a_file_manager_acts_on_become_plain_ones(string candidate, string expected)
    {
        Assert.Equal(expected, PortableFileName.Make(candidate, Key, null));
        Assert.Equal(expected, PortableFileName.FolderPart(candidate, Key));
        Assert.Equal(expected, PortableFileName.Make(expected, Key, null));
        Assert.DoesNotContain(PortableFileName.WithKey(expected, Key), (string[])[".x", "desktop.ini", "x.url"]);
    }

    [Theory]
    [InlineData("  lead.txt", "lead.txt")]
    [InlineData("trail.txt. . .", "trail.txt")]
    [InlineData("\u3000\u00A0wide.txt\u3000", "wide.txt")]
    [InlineData("report.", "report")]
    [InlineData("...a", "_...a")]
    public void Trims_the_ends(string candidate, string expected) =>
        Assert.Equal(expected, PortableFileName.Make(candidate, Key, null));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData(" . . ")]
    [InlineData("folder/")]
    [InlineData(@"..\..\")]
    public void Falls_back_to_the_key_when_nothing_survives(string? candidate)
    {
        Assert.Equal(Key, PortableFileName.Make(candidate, Key, null));
        Assert.Equal(Key + ".png", PortableFileName.Make(candidate, Key, "png"));
    }

    [Theory]
    [InlineData("", "resource")]
    [InlineData("..", "resource")]
    [InlineData("../../x", "_.._.._x")]
    [InlineData("con", "_con")]
    public void A_hostile_key_is_made_portable_too(string key, string expected) =>
        Assert.Equal(expected, PortableFileName.Make(null, key, null));

    [Theory]
    [InlineData("photo", ".jpg", "photo.jpg")]
    [InlineData("photo", "jpg", "photo.jpg")]
    [InlineData("photo.png", "jpg", "photo.png")]
    [InlineData("Mr. Smith", "pdf", "Mr. Smith.pdf")]
    [InlineData("合同.最终版", "pdf", "合同.最终版.pdf")]
    [InlineData("archive.zip.001", "zip", "archive.zip.001")]
    [InlineData("notes.c++", "txt", "notes.c++")]
    [InlineData("notes.x-y", "txt", "notes.x-y")]
    [InlineData("notes.x_y", "txt", "notes.x_y")]
    [InlineData("notes.abcdefghijklmnop", "txt", "notes.abcdefghijklmnop")]
    [InlineData("notes.abcdefghijklmnopq", "txt", "notes.abcdefghijklmnopq.txt")]
    [InlineData("notes", "tar.gz", "notes.tar.gz")]
    [InlineData(".gitignore", "txt", "_.gitignore")]
    [InlineData("NUL", "txt", "_NUL.txt")]
    [InlineData("photo", "../evil", "photo")]
    [InlineData("photo", "", "photo")]
    [InlineData("photo", "aaaaaaaaaaaaaaaaa", "photo")]
    public void Adds_the_extension_only_to_a_name_without_one(string candidate, string extension, string expected) =>
        Assert.Equal(expected, PortableFileName.Make(candidate, Key, extension));

    [Theory]
    [InlineData("a", 1)]
    [InlineData("é", 2)]
    [InlineData("報", 3)]
    [InlineData("😀", 4)]
    public void A_long_name_is_cut_by_bytes_and_keeps_its_extension(string letter, int bytes)
    {
        var name = PortableFileName.Make(string.Concat(Enumerable.Repeat(letter, 300)) + ".xlsx", Key, null);

        Assert.EndsWith(letter + ".xlsx", name, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 231 - bytes + 1, 231);
        Assert.Null(NameRules.Violation(name));
    }

    [Fact]
    public void A_visible_character_is_not_cut_in_two()
    {
        // "ẹ" with a line below: three bytes would still fit, all five do not.
        var name = PortableFileName.Make(new string('a', 227) + "\u1EB9\u0331bc", Key, null);

        Assert.Equal(new string('a', 227), name);
    }

    [Fact]
    public void A_tower_of_marks_higher_than_the_limit_is_cut_where_it_must()
    {
        var name = PortableFileName.Make("a" + string.Concat(Enumerable.Repeat("\u0334", 5000)) + ".txt", Key, null);

        Assert.StartsWith("a\u0334", name, StringComparison.Ordinal);
        Assert.EndsWith(".txt", name, StringComparison.Ordinal);
        Assert.Null(NameRules.Violation(name));
    }

    [Fact]
    public void A_tower_of_marks_of_two_units_each_is_cut_between_them()
    {
        var name = PortableFileName.Make("a" + string.Concat(Enumerable.Repeat("\U0001D165", 100)), Key, null);

        Assert.Equal("a" + string.Concat(Enumerable.Repeat("\U0001D165", 57)), name);
    }

    [Fact]
    public void A_name_of_just_the_longest_length_stays_whole()
    {
        var name = new string('n', PortableFileName.MaxBytes - 4) + ".txt";

        Assert.Equal(name, PortableFileName.Make(name, Key, null));
    }

    [Theory]
    [InlineData("Finance Team", "Finance Team (oc_abc)")]
    [InlineData("A/B", "A_B (oc_abc)")]
    [InlineData("..", "oc_abc")]
    [InlineData(null, "oc_abc")]
    public void A_folder_is_called_by_name_and_key(string? name, string expected)
    {
        Assert.Equal(expected, PortableFileName.Folder(name, "oc_abc"));
        Assert.True(PortableFileName.IsFolderOf(expected, "oc_abc"));
        Assert.False(PortableFileName.IsFolderOf(expected, "oc_ab"));
    }

    [Theory]
    [InlineData("Q1/Q2", "Q1_Q2")]
    [InlineData("..", "fld_1")]
    [InlineData(null, "fld_1")]
    public void A_folder_inside_another_is_called_by_its_name_alone(string? name, string expected) =>
        Assert.Equal(expected, PortableFileName.FolderPart(name, "fld_1"));

    [Fact]
    public void The_path_of_a_folder_grows_until_it_would_be_too_long()
    {
        Assert.Equal("Photos", FolderPath.Join(null, "Photos", "fld_1"));
        Assert.Equal("Photos/fld_2", FolderPath.Join("Photos", "..", "fld_2"));
        Assert.Equal(new string('p', 389) + "/0123456789", FolderPath.Join(new string('p', 389), "0123456789", "fld_3"));
        Assert.Equal(new string('p', 390), FolderPath.Join(new string('p', 390), "0123456789", "fld_3"));
    }

    [Fact]
    public void Cutting_does_not_make_a_device_name()
    {
        var name = PortableFileName.Make("CON" + new string(' ', 300) + "x.txt", Key, null);

        Assert.Equal("_CON.txt", name);
    }

    [Fact]
    public void A_name_of_ten_million_characters_is_no_trouble()
    {
        var name = PortableFileName.Make(string.Concat(Enumerable.Repeat("\u0345\u0300", 5_000_000)) + ".txt", Key, null);

        Assert.Null(NameRules.Violation(name));
    }

    [Theory]
    [InlineData("x.bin.part", "x.bin.part_")]
    [InlineData("x.bin.PART", "x.bin.PART_")]
    [InlineData("x.bin.part.json", "x.bin.part.json_")]
    [InlineData("x.bin.Part.Json.New", "x.bin.Part.Json.New_")]
    [InlineData("x.part.j\u017Fon", "x.part.j\u017Fon_")]
    [InlineData(".part", "_.part_")]
    [InlineData("x.bin.part. ", "x.bin.part_")]
    [InlineData("x.part.jxon", "x.part.jxon")]
    [InlineData("x.par\u017F", "x.par\u017F")]
    [InlineData("x.json", "x.json")]
    [InlineData("part.json", "part.json")]
    [InlineData("x.part.txt", "x.part.txt")]
    public void The_names_of_growing_files_are_not_given_to_resources(string candidate, string expected)
    {
        Assert.Equal(expected, PortableFileName.Make(candidate, "key", null));
        Assert.Equal(expected, PortableFileName.Make(expected, "key", null));
        Assert.Equal(expected, ResourceFileName.Choose(null, $"attachment; filename*=UTF-8''{Uri.EscapeDataString(candidate)}", null, [], "key"));
    }

    [Fact]
    public void A_long_name_of_a_growing_file_still_fits()
    {
        var name = PortableFileName.Make(new string('n', 300) + ".part.json", "key", null);

        Assert.Equal((PortableFileName.MaxBytes, null), (name.Length, NameRules.Violation(name)));
    }
}
