using System.Globalization;
using System.Text.Json;
using CsCheck;
using Sobolev.Configuration;

namespace Sobolev.Tests.Configuration;

public sealed class ConfigWriterTests
{
    private static readonly Gen<SampleConfig> _configs =
        from flag in Gen.Bool
        from count in Gen.Int[1, int.MaxValue]
        from rate in Gen.Double.Where(rate => double.IsFinite(rate) && rate > 0)
        from share in Gen.Double[0, 1].Nullable()
        from word in Gen.String[Gen.Char[' ', '~'], 0, 12]
        from seconds in Gen.Double[0, 1e6]
        from widths in Gen.Int[1, 999].Array[1, 5]
        from depth in Gen.Int[0, 4]
        select new SampleConfig
        {
            Flag = flag,
            Count = count,
            Rate = rate,
            Share = share,
            Word = word,
            Time = TimeSpan.FromSeconds(seconds),
            Widths = widths,
            Colour = Colour.Green,
            Inner = new Inner { Depth = depth },
        };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_reads_back_to_the_same(bool withDescriptions) =>
        _configs.Sample(config => ReadsBack(config, withDescriptions));

    [Fact]
    public void Numbers_are_invariant_whatever_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo.CurrentCulture = comma;
        try
        {
            Assert.Contains("rate: 0.25", ConfigWriter.ToYaml(new SampleConfig { Rate = 0.25 }, "sample"));
            ReadsBack(new SampleConfig { Rate = 1234.5, Share = 0.1, Time = TimeSpan.FromSeconds(1.5) }, withDescriptions: true);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Differences_are_named_with_both_values_and_may_be_allowed()
    {
        var differences = ConfigWriter.Differences(new SampleConfig(),
            new SampleConfig { Time = TimeSpan.FromSeconds(1), Inner = new Inner { Depth = 3 } }).ToArray();
        Assert.Equal(
            [("time", "90s", "1s", true), ("inner.depth", "2", "3", false)],
            differences.Select(difference => (difference.Key.Path, difference.One, difference.Other, difference.Key.MayChangeOnResume)));
    }

    [Fact]
    public void The_schema_has_every_key_with_meaning_limits_and_default()
    {
        using var schema = JsonDocument.Parse(ConfigSchema.Of(new SampleConfig(), "sample"));
        var properties = schema.RootElement.GetProperty("properties");
        Assert.Equal("sample", properties.GetProperty("verb").GetProperty("const").GetString());
        Assert.Equal(1, properties.GetProperty("count").GetProperty("minimum").GetDouble());
        Assert.Equal("a count", properties.GetProperty("count").GetProperty("description").GetString());
        Assert.Equal("deep-red", properties.GetProperty("colour").GetProperty("default").GetString());
        Assert.Equal(1e-3,
            properties.GetProperty("inner").GetProperty("properties").GetProperty("learning_rate").GetProperty("default").GetDouble());
        Assert.False(schema.RootElement.GetProperty("additionalProperties").GetBoolean());
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("23h50m", 85800)]
    [InlineData("2d", 172800)]
    [InlineData("0.3s", 0.3)]
    [InlineData("12", 12)]
    [InlineData("23:50:00", 85800)]
    [InlineData("90:30", 5430)]
    [InlineData("1-12", 129600)]
    [InlineData("2-00:10", 173400)]
    [InlineData("1-12:30:05", 131405)]
    public void Durations_are_read(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds, 1e-6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("-5s")]
    [InlineData("5m3h")]
    [InlineData("1e3s")]
    [InlineData("NaN")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Durations.TryParse(text, out _));

    private static void ReadsBack(SampleConfig config, bool withDescriptions)
    {
        var yaml = ConfigWriter.ToYaml(config, "sample", withDescriptions);
        var read = ConfigLoader.Load<SampleConfig>("sample",
            new ConfigSources { PresetFolder = "none", File = "-", StandardInput = new StringReader(yaml) });
        Assert.Empty(ConfigWriter.Differences(config, read));
    }
}
