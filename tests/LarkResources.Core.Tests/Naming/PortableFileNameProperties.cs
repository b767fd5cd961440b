using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LarkResources.Naming;

namespace LarkResources.Tests.Naming;

public sealed class PortableFileNameProperties
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3000);

    private static readonly string[] Fragments =
    [
        "CON", "nul", "COM1", "LPT\u00B3", "CONIN$", ".", "..", " ", "/", "\\", ":", "*", "\0", "\u202E", "\u200B", "\uFEFF", "\uD800", "\uDC00",
        "e", "\u0301", "\u0345", "報", "報告書", "\u3000", "😀", "👨\u200D👩", "\uFFFE", ".tar", ".gz", ".txt", ".png", ".part", ".PART", ".json", ".new", "_", "\u1100\u1161\u11A8",
        "\u0958", "\u212B", "\u037E", "\u1FEF", new('x', 100), new('報', 80), new(' ', 90), new('.', 120), "img_v3_", "(", ")", "İ", "ß",
    ];

    private static readonly Gen<string> AnyCharacter = Gen.Choose(0, 0xFFFF).Select(c => ((char)c).ToString());

    private static readonly Arbitrary<string> Candidates = Gen.Frequency(
            (3, Gen.Elements(Fragments)), (1, AnyCharacter), (1, Gen.Choose(0x10000, 0x10FFFF).Select(char.ConvertFromUtf32)))
        .ListOf().Select(string.Concat).ToArbitrary();

    private static readonly Arbitrary<(string Name, string Key)> NamesWithKeys =
        Candidates.Generator.SelectMany(name => Candidates.Generator.Select(key => (name, key))).ToArbitrary();

    [Fact]
    public void Every_result_is_valid_on_all_three_systems() =>
        Prop.ForAll(NamesWithKeys, x => NameRules.Violation(PortableFileName.Make(x.Name, x.Key, null)) == null
            && NameRules.Violation(PortableFileName.Make(x.Name, x.Key, "jpg")) == null).Check(Thorough);

    [Fact]
    public void A_result_is_its_own_portable_name() =>
        Prop.ForAll(NamesWithKeys, x => new[] { null, "jpg" }.All(extension =>
        {
            var once = PortableFileName.Make(x.Name, x.Key, extension);
            return PortableFileName.Make(once, x.Key, extension) == once && PortableFileName.Make(once, "other", null) == once;
        })).Check(Thorough);

    [Fact]
    public void The_extension_is_kept() =>
        Prop.ForAll(Candidates, text =>
        {
            var stem = "a" + text.Replace('/', ' ').Replace('\\', ' ');
            return PortableFileName.Make(stem + ".xlsx", "key", "png").EndsWith(".xlsx", StringComparison.Ordinal);
        }).Check(Thorough);

    [Fact]
    public void With_a_key_a_name_stays_valid_and_settled() =>
        Prop.ForAll(NamesWithKeys, x =>
        {
            var name = PortableFileName.WithKey(PortableFileName.Make(x.Name, "key", null), x.Key);
            return NameRules.Violation(name) == null && PortableFileName.WithKey(name, x.Key) == name && PortableFileName.Make(name, "key", null) == name;
        }).Check(Thorough);

    [Fact]
    public void Different_keys_give_different_names() =>
        Prop.ForAll(NamesWithKeys, x =>
        {
            var name = PortableFileName.Make(x.Name, "key", null);
            return x.Key.Length == 0 || PortableFileName.WithKey(name, x.Key) != PortableFileName.WithKey(name, x.Key + "x");
        }).Check(Thorough);

    [Fact]
    public void Headers_never_throw() =>
        Prop.ForAll(Gen.Elements("filename", "filename*", "filename*0*", "=", ";", "\"", "\\", "UTF-8''", "%", "%E6", "=?UTF-8?B?", "=?utf-8?Q?", "?=", "5rWL", "æµ", " ", "\0", "\uD800", "報")
            .ListOf().Select(string.Concat).ToArbitrary(), header => ContentDisposition.FileName(header) is null or { Length: > 0 }).Check(Thorough);

    [Fact]
    public void First_bytes_never_throw() =>
        Prop.ForAll(Gen.Elements<byte[]>([0x89, 80, 78, 71], "RIFF"u8.ToArray(), "PK\x03\x04"u8.ToArray(), "ftyp"u8.ToArray(), [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "OggS"u8.ToArray(), [0xFF, 0xFB], [0], [1, 2, 3, 4, 5, 6, 7])
            .ListOf().Select(parts => parts.SelectMany(part => part).ToArray()).ToArbitrary(), bytes => MediaTypes.Sniff(bytes) is null or { Length: > 2 }).Check(Thorough);

    [Fact]
    public void Generated_names_can_be_made_on_this_disk()
    {
        var folder = Directory.CreateTempSubdirectory("names");
        try
        {
            Prop.ForAll(Candidates, candidate =>
            {
                // The longest temporary name has to fit as well.
                var name = PortableFileName.Make(candidate, "key", null) + new string('x', PortableFileName.TempSuffixReserve);
                File.WriteAllBytes(Path.Combine(folder.FullName, name), Encoding.UTF8.GetBytes(name));
                return folder.EnumerateFiles().Any(file => file.Name == name);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
