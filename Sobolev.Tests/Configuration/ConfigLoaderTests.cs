using CsCheck;
using Sobolev.Configuration;

namespace Sobolev.Tests.Configuration;

public sealed class ConfigLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_source_wins_over_the_one_before_it()
    {
        Directory.CreateDirectory(_folder.File("sample"));
        File.WriteAllText(_folder.File("sample", "p.yaml"),
            "count: 10\nlarge: 10\nrate: 10\nword: preset\ninner: {depth: 1, learning_rate: 10}\n");
        var file = Write("c.yaml", "large: 20\nrate: 20\nword: file\ninner: {learning_rate: 20}\n");
        var sources = new ConfigSources
        {
            PresetFolder = _folder.Path,
            Preset = "p",
            File = file,
            Environment = new Dictionary<string, string>
            {
                ["SOBOLEV_RATE"] = "30",
                ["SOBOLEV_WORD"] = "environment",
                ["SOBOLEV_INNER__LEARNING_RATE"] = "30",
                ["SOBOLEV_LIBTORCH"] = "/x",
                ["PATH"] = "",
            },
            Sets = ["word=set", "inner.learning_rate=40"],
            Options = [("--learning-rate", Key("inner.learning_rate"), "50")],
        };
        var config = ConfigLoader.Load<SampleConfig>("sample", sources);
        Assert.Equal((10, 20, 30.0, "set", 50.0, 1),
            (config.Count, config.Large, config.Rate, config.Word, config.Inner.LearningRate, config.Inner.Depth));
    }

    [Theory]
    [InlineData("flag: yes", "c.yaml:1:7: flag: yes is not true or false")]
    [InlineData("count: 0", "c.yaml:1:8: count: 0 is not a whole number at least 1")]
    [InlineData("count: 2.5", "c.yaml:1:8: count: 2.5 is not a whole number at least 1")]
    [InlineData("count: 1_000", "c.yaml:1:8: count: 1_000 is not a whole number at least 1")]
    [InlineData("rate: .nan", "c.yaml:1:7: rate: .nan is not a finite number above 0")]
    [InlineData("rate: NaN", "c.yaml:1:7: rate: NaN is not a finite number above 0")]
    [InlineData("rate: 1,5", "c.yaml:1:7: rate: 1,5 is not a finite number above 0")]
    [InlineData("rate:", "c.yaml:1:6: rate: nothing is not a finite number above 0")]
    [InlineData("share: 1.5", "c.yaml:1:8: share: 1.5 is not a finite number from 0 to 1")]
    [InlineData("colour: gren", "c.yaml:1:9: colour: gren is not one of deep-red, green; did you mean green?")]
    [InlineData("time: soon", "c.yaml:1:7: time: soon is not a length of time such as 90s, 1.5h, 23h50m, 2d or 1-12:30:00")]
    [InlineData("widths: []", "c.yaml:1:9: widths: must have at least one item")]
    [InlineData("widths: [8, x]", "c.yaml:1:13: widths: x is not a whole number at least 1")]
    [InlineData("widths: {a: 1}", "c.yaml:1:9: widths: must be a list; each a whole number at least 1")]
    [InlineData("names: [alpha, betta]", "c.yaml:1:16: names: betta is not one of alpha, beta; did you mean beta?")]
    [InlineData("inner: 3", "c.yaml:1:8: inner: must be a mapping with keys such as depth, learning_rate")]
    [InlineData("inner: {dept: 3}", "c.yaml:1:9: inner.dept: unknown key; did you mean inner.depth?")]
    [InlineData("learning_rate: 3", "c.yaml:1:1: learning_rate: unknown key; did you mean inner.learning_rate?")]
    [InlineData("wrod: x", "c.yaml:1:1: wrod: unknown key; did you mean word?")]
    [InlineData("word: x\nword: y", "c.yaml:2:1: word: duplicate key; first defined at c.yaml:1:1")]
    [InlineData("a: &x 1\nb: *x", "c.yaml:1:4: not readable as YAML: anchors are not allowed: write the value where it is used")]
    [InlineData("word: !!str x", "c.yaml:1:7: not readable as YAML: tags are not allowed")]
    [InlineData("- 1", "c.yaml:1:1: a config must be a mapping: lines of key: value")]
    [InlineData("word: x\n---\nword: y", "c.yaml:2:1: a config must be a single document; remove everything after ---")]
    [InlineData("verb: other\nx: 1", "c.yaml:1:1: verb: this is a config of other, not of sample; run: sobolev other --config ...")]
    [InlineData("rate: 2\ninner:\n  depth: 9", "c.yaml:3:10: inner.depth: must be at most 4 where rate is above 1")]
    public void A_mistake_is_told_with_its_place_and_what_is_right(string yaml, string message) =>
        Assert.Equal(message, Refused(yaml).Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));

    [Fact]
    public void All_mistakes_are_told_at_once() =>
        Assert.Equal(3, Refused("count: 0\nrate: x\nwrod: y").Split('\n').Length);

    [Fact]
    public void A_bomb_of_aliases_is_refused_before_it_expands()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(
            "bcdefghi".Zip("abcdefgh", (name, other) => $"{name}: &{name} [{string.Join(',', Enumerable.Repeat("*" + other, 9))}]\n"));
        Assert.Contains("anchors are not allowed", Refused(bomb));
    }

    [Fact]
    public void Nesting_without_end_is_refused() =>
        Assert.Contains("nested deeper than 16 levels", Refused("word: " + new string('[', 3000)));

    [Theory]
    [InlineData("""{"count": 0}""", "c.json:1:11: count: 0 is not a whole number at least 1")]
    [InlineData("{\n  \"inner\": {\"dept\": 1}}", "c.json:2:13: inner.dept: unknown key; did you mean inner.depth?")]
    [InlineData("""{"word": "x", "word": "y"}""", "c.json:1:15: word: duplicate key; first defined at c.json:1:2")]
    [InlineData("[1]", "c.json:1:1: a config must be an object of \"key\": value")]
    public void Json_is_read_as_strictly(string json, string message) =>
        Assert.Equal(message, Refused(json, "c.json").Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));

    [Fact]
    public void Broken_json_names_the_place() => Assert.Contains("c.json:1:11: not readable as JSON", Refused("""{"count": }""", "c.json"));

    [Fact]
    public void Whatever_the_text_a_config_is_read_or_refused()
    {
        var pieces = Gen.OneOf(
            new[]
            {
                "count: 4",
                "widths: [1, 2]",
                "\n",
                ": ",
                "- ",
                "? ",
                "[",
                "]",
                "{",
                "}",
                "&a ",
                "*a",
                "!!str ",
                "|",
                ">",
                "\"",
                "'",
                "%YAML 1.2",
                "---",
                "...",
                "  ",
                "#",
                ",",
                "é",
                "\t",
                "inner:",
                "x",
            }.Select(piece => Gen.Const(piece)).ToArray());
        pieces.Array[0, 12].Select(parts => string.Concat(parts)).Sample(text =>
        {
            foreach (var name in new[] { "c.yaml", "c.json" })
            {
                try
                {
                    Load(Write(name, text));
                }
                catch (SobolevException refused)
                {
                    Assert.Equal(ExitCode.Usage, refused.ExitCode);
                }
            }
        }, iter: 2000, threads: 1);
    }

    [Fact]
    public void Json_and_yaml_of_one_config_are_equal()
    {
        var yaml = Load(Write("a.yaml", "count: 4\nwidths: [1, 2]\ninner: {depth: 3}\nshare: null\n"));
        var json = Load(Write("a.json", """{"count": 4, "widths": [1, 2], "inner": {"depth": 3}, "share": null}"""));
        Assert.Empty(ConfigWriter.Differences(yaml, json));
        Assert.Equal(4, json.Count);
    }

    [Theory]
    [InlineData("count", "write --set KEY=VALUE")]
    [InlineData("=3", "write --set KEY=VALUE")]
    [InlineData("inner.=3", "write --set KEY=VALUE")]
    [InlineData("widths=[1", "[1 is not a whole number")]
    [InlineData("widths=[1, 2]", "[1, 2] is the syntax of files; write 1,2")]
    [InlineData("inner.lerning_rate=3", "--set inner.lerning_rate=3: inner.lerning_rate: unknown key; did you mean inner.learning_rate?")]
    public void A_set_that_says_nothing_is_refused(string set, string message)
    {
        var error = Assert.Throws<SobolevException>(() =>
            ConfigLoader.Load<SampleConfig>("sample", new ConfigSources { PresetFolder = _folder.Path, Sets = [set] }));
        Assert.Contains(message, error.Message);
    }

    /// <summary>Options, --set and variables have one syntax of lists, which no shell expands.</summary>
    [Theory]
    [InlineData("1,2", new[] { 1, 2 })]
    [InlineData("1, 2", new[] { 1, 2 })]
    [InlineData("7", new[] { 7 })]
    public void A_list_has_commas_between_its_items(string text, int[] widths)
    {
        var sources = new ConfigSources { PresetFolder = _folder.Path };
        Assert.Equal(widths, ConfigLoader.Load<SampleConfig>("sample", sources with { Sets = [$"widths={text}"] }).Widths);
        var variable = new Dictionary<string, string> { ["SOBOLEV_WIDTHS"] = text };
        Assert.Equal(widths, ConfigLoader.Load<SampleConfig>("sample", sources with { Environment = variable }).Widths);
    }

    [Fact]
    public void Nothing_is_an_empty_list() =>
        Assert.Empty(ConfigLoader.Load<SampleConfig>("sample", new ConfigSources { PresetFolder = _folder.Path, Sets = ["names="] }).Names);

    [Fact]
    public void An_unknown_variable_of_the_tool_is_a_mistake()
    {
        var sources = new ConfigSources
        {
            PresetFolder = _folder.Path,
            Environment = new Dictionary<string, string> { ["SOBOLEV_CUONT"] = "3" },
        };
        var error = Assert.Throws<SobolevException>(() => ConfigLoader.Load<SampleConfig>("sample", sources));
        Assert.Equal("SOBOLEV_CUONT: cuont: unknown key; did you mean count?", error.Message);
    }

    [Fact]
    public void A_preset_that_is_not_there_names_those_that_are()
    {
        Directory.CreateDirectory(_folder.File("sample"));
        File.WriteAllText(_folder.File("sample", "quick.yaml"), "");
        var error = Assert.Throws<SobolevException>(() =>
            ConfigLoader.Load<SampleConfig>("sample", new ConfigSources { PresetFolder = _folder.Path, Preset = "quik" }));
        Assert.Equal("--preset: quik is unknown; did you mean quick? (sample has quick)", error.Message);
    }

    [Fact]
    public void Files_that_are_no_configs_are_refused_in_one_line()
    {
        Assert.Contains("no such file", Assert.Throws<SobolevException>(() => Load(_folder.File("none.yaml"))).Message);
        Assert.Contains("it is a folder", Assert.Throws<SobolevException>(() => Load(_folder.Path)).Message);
        File.WriteAllBytes(_folder.File("binary.yaml"), [0xFF, 0xFE, 0x00, 0x01]);
        Assert.Contains("not a text file", Assert.Throws<SobolevException>(() => Load(_folder.File("binary.yaml"))).Message);
        File.WriteAllText(_folder.File("large.yaml"), new string('#', 2 << 20));
        Assert.Contains("larger than 1 MiB", Assert.Throws<SobolevException>(() => Load(_folder.File("large.yaml"))).Message);
    }

    private static ConfigKey Key(string path) => ConfigKey.Leaves(ConfigKey.Of(typeof(SampleConfig))).Single(key => key.Path == path);

    private SampleConfig Load(string file) =>
        ConfigLoader.Load<SampleConfig>("sample", new ConfigSources { PresetFolder = _folder.Path, File = file });

    private string Refused(string text, string name = "c.yaml")
    {
        var error = Assert.Throws<SobolevException>(() => Load(Write(name, text)));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        return error.Message;
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }
}
