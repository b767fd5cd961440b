using System.Text;
using LarkResources.Tests.Authentication;
using LarkResources.Tests.Naming;

namespace LarkResources.Tests.Fuzzing;

/// <summary>File names against the rules of three systems, and folders in which no two resources may meet.</summary>
public sealed class NameFuzz
{
    private static readonly string[] Pieces =
    [
        "CON", "nul", "Com1", "LPT\u00B9", "CONIN$", "AUX", ".", "..", "../", "..\\", "C:", "\\\\?\\", "a:b", "::$DATA", "/etc/passwd", " ", "*", "\0", "\u202E", "\u200B", "\uFEFF", "\uD800", "\uDC00",
        "e", "\u0301", "\u0345", "報", "\u3000", "😀", "👨\u200D👩", "\uFFFE", ".tar", ".gz", ".txt", ".PNG", ".part", ".Part.Json", ".part.json.new", ".j\u017Fon", "_", "\u1100\u1161\u11A8", "\u0958", "\u212B", "\u1E9E", "ß", "ss", "ﬁ",
    ];

    private static readonly string[] Keys = ["img_v3_1", "img_v3_2", "file_v3_1", "a/b", "", "k"];

    [Fact]
    public void Every_name_is_good_on_three_systems_and_stays_as_it_is() => Campaign.Run(12_000, random =>
    {
        var candidate = random.OneIn(40) ? null : random.Text(Pieces, 12);
        var key = random.OneIn(2) ? random.Pick(Keys) : random.Text(Pieces, 4);
        var extension = random.Pick(null!, "png", ".tar.gz", "", "jpg");
        var name = PortableFileName.Make(candidate, key, extension);
        Assert.Null(NameRules.Violation(name));
        Assert.Equal(name, PortableFileName.Make(name, key, extension));
        Assert.Equal(name, PortableFileName.Make(name, "other", extension));
        Assert.Equal(name, name.Normalize(NormalizationForm.FormC));
        Assert.Equal(name, Path.GetFileName(name));
        var marked = PortableFileName.WithKey(name, key);
        Assert.Null(NameRules.Violation(marked));
        Assert.Equal(marked, PortableFileName.Make(marked, "other", null));
        Assert.Equal(marked, PortableFileName.WithKey(marked, key));
        Assert.True(key.Length == 0 || marked != PortableFileName.WithKey(name, key + "x"), $"'{marked}' for two keys");
        Assert.Equal(SplitFileName.Split(name).Extension, SplitFileName.Split(marked).Extension);
        var stem = "a" + (candidate ?? string.Empty).Replace('/', ' ').Replace('\\', ' ');
        Assert.EndsWith(".xlsx", PortableFileName.Make(stem + ".xlsx", "key", "png"), StringComparison.Ordinal);
    });

    [Fact]
    public void Every_name_can_be_made_on_this_disk()
    {
        using var folder = new TemporaryFolder();
        Campaign.Run(200, random =>
        {
            // The longest temporary name has to fit as well.
            var name = PortableFileName.Make(random.Text(Pieces, 12), "key", null) + new string('x', PortableFileName.TempSuffixReserve);
            File.WriteAllText(folder.File(name), name);
            Assert.Contains(name, Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName));
        });
    }

    [Fact]
    public void No_two_resources_get_one_name_in_a_folder() => Campaign.Run(10_000, random =>
    {
        // Few names and keys, so that they meet; some bear the key of another in their name, or the form a key gets there.
        var folder = new FolderNames();
        var given = new Dictionary<string, ResourceId>(StringComparer.Ordinal);
        for (var left = random.Next(2, 12); left > 0; left--)
        {
            var id = new ResourceId(random.Pick("om_1", "om_2"), random.Pick(Keys), random.Pick(LarkResourceType.File, LarkResourceType.Image));
            var name = PortableFileName.Make(
                random.Pick("a.png", "A.PNG", "a (img_v3_1).png", "a (img_v3_2).png", "a (file_v3_1).png", "img_v3_1.png", "stra\u00DFe.txt", "STRASSE.txt", "stra\u1E9Ee.txt", "i\u0307.txt", "İ.txt", "ﬁ.txt", "FI.txt", "☺\uFE0F.txt", "☺.txt"),
                id.FileKey,
                null);
            var reserved = folder.Reserve(name, id);
            Assert.Null(NameRules.Violation(reserved));
            Assert.Equal(reserved, folder.Reserve(name, id));
            var meeting = given.GetValueOrDefault(CaseBlind.Fold(reserved), id);
            Assert.True(meeting == id, $"'{reserved}' for {id} and for {meeting}");
            given[CaseBlind.Fold(reserved)] = id;
        }
    });

    [Fact]
    public void The_folder_of_a_chat_is_good_on_three_systems_and_found_by_its_id_alone() => Campaign.Run(12_000, random =>
    {
        var id = random.Pick("oc_1", "oc_2", "1", "con", "x.part", random.Text(Pieces, 3), new string('k', random.Next(200)));
        var other = random.Pick("oc_1", "oc_2", "oc_1 (oc_2)", "1", "con", random.Text(Pieces, 3));

        // No id that was ever read from an answer holds half a character.
        (id, other) = (InUtf8(id), InUtf8(other));
        var folder = PortableFileName.Folder(random.OneIn(6) ? null : random.Text([.. Pieces, "(oc_1)", " (oc_2)", "oc_2", "财务部"], 8), id);
        Assert.Null(NameRules.Violation(folder));
        Assert.Equal(folder, Path.GetFileName(folder));
        Assert.True(PortableFileName.IsFolderOf(folder, id), folder);
        Assert.True(id == other || !PortableFileName.IsFolderOf(folder, other), $"'{folder}' of '{id}' is taken for that of '{other}'");

        static string InUtf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    });

    [Fact]
    public void First_bytes_give_an_extension_or_none() => Campaign.Run(20_000, random =>
    {
        byte[][] starts =
        [
            [0x89, 80, 78, 71], "RIFF"u8.ToArray(), "PK\x03\x04"u8.ToArray(), "PK\x05\x06"u8.ToArray(), "ftyp"u8.ToArray(), "mimetype"u8.ToArray(), "word/"u8.ToArray(), "application/epub+zip"u8.ToArray(),
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "OggS"u8.ToArray(), [0xFF, 0xFB], [0x1A, 0x45, 0xDF, 0xA3], [0, 0, 0, 0], "BM"u8.ToArray(), new byte[26], [0xFF, 0xFF],
        ];
        var bytes = new List<byte>();
        for (var left = random.Next(8); left > 0; left--)
        {
            bytes.AddRange(random.OneIn(4) ? random.Bytes(random.Next(12)) : random.Pick<byte[]>(starts));
        }

        var extension = MediaTypes.Sniff(bytes.ToArray());
        Assert.True(extension is null || (extension[0] == '.' && SplitFileName.IsExtension(extension.AsSpan(1))), extension);
        Assert.NotNull(ResourceFileName.Choose(null, null, random.Text(["image/png", ";", "charset=x", ",", "application/"], 3), bytes.ToArray(), "key"));
    });

    [Theory]
    [MemberData(nameof(FileNameRules.Refused), MemberType = typeof(FileNameRules))]
    public void What_a_system_refuses_is_changed(string name, string system)
    {
        var made = PortableFileName.Make(name, "key", null);
        Assert.NotEqual(name, made);
        Assert.True(NameRules.Violation(made) is null, system);
    }

    [Theory]
    [MemberData(nameof(FileNameRules.Accepted), MemberType = typeof(FileNameRules))]
    public void What_all_systems_accept_is_left_alone(string name) => Assert.Equal(name, PortableFileName.Make(name, "key", null));

    [Theory]
    [MemberData(nameof(FileNameRules.Same), MemberType = typeof(FileNameRules))]
    public void Names_that_one_disk_takes_for_one_get_apart(string one, string other, string disk)
    {
        Assert.True(PortableFileName.IdentityKey(one) == PortableFileName.IdentityKey(other), disk);
        var folder = new FolderNames();
        var first = folder.Reserve(one, new("om_1", "k1", LarkResourceType.File));
        var second = folder.Reserve(other, new("om_1", "k2", LarkResourceType.File));
        Assert.Equal(one, first);
        Assert.Contains("k2", second, StringComparison.Ordinal);
    }
}
