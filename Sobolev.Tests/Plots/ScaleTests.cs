using CsCheck;
using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

public sealed class ScaleTests
{
    [Theory]
    [InlineData("ackley", false)]
    [InlineData("beale", true)]
    [InlineData("booth", false)]
    [InlineData("bukin", false)]
    [InlineData("mccormick", false)]
    [InlineData("rosenbrock", true)]
    [InlineData("styblinski-tang", false)]
    public void Only_functions_that_crowd_at_one_end_of_their_range_are_compressed(string name, bool compressed) =>
        Assert.Equal(compressed, ScaleOf(name).IsCompressed);

    [Fact]
    public void The_scale_is_monotone_and_spans_the_truth() =>
        Gen.Select(Gen.Double[-1e6, 1e6].Array[2, 40], Gen.Double[-1e7, 1e7], Gen.Double[-1e7, 1e7]).Where((v, _, _) => v.Max() > v.Min())
            .Sample((values, a, b) =>
        {
            var scale = ValueScale.For(values);
            Assert.Equal(0, scale.Position(values.Min()), 1e-12);
            Assert.Equal(1, scale.Position(values.Max()), 1e-12);
            Assert.True(scale.Position(Math.Min(a, b)) <= scale.Position(Math.Max(a, b)));
        });

    [Fact]
    public void A_compressed_scale_lifts_the_median_to_where_it_is_seen()
    {
        double[] skewed = [.. Enumerable.Range(0, 1001).Select(i => Math.Pow(i / 1000.0, 6))];
        Assert.Equal(0.4, ValueScale.For(skewed).Position(skewed[500]), 0.01);
        double[] mirrored = [.. skewed.Select(value => -value)];
        Assert.Equal(0.6, ValueScale.For(mirrored).Position(mirrored[500]), 0.01);
    }

    [Theory]
    [InlineData("beale")]
    [InlineData("rosenbrock")]
    [InlineData("mccormick")]
    public void Ticks_carry_true_values_and_keep_apart(string name)
    {
        var scale = ScaleOf(name);
        var ticks = scale.Ticks(0.15);
        Assert.InRange(ticks.Count, 3, 8);
        Assert.All(ticks, tick => Assert.Equal(tick.Position, scale.Position(double.Parse(tick.Label!.Replace('−', '-'))), 1e-9));
        Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.True(pair.Second.Position - pair.First.Position > 0.14));
    }

    [Fact]
    public void Arrows_grow_with_the_gradient_up_to_their_cell()
    {
        var scale = ArrowScale.For(Landscape.Named("rosenbrock").Truth());
        Gen.Select(Gen.Double[0, 1e5], Gen.Double[0, 1e5]).Sample((a, b) =>
            Assert.True(scale.Length(Math.Min(a, b)) <= scale.Length(Math.Max(a, b)) && scale.Length(Math.Max(a, b)) <= 1));
        Assert.InRange(scale.Length(100), 0.35, 0.6);
        Assert.Equal(0, scale.Length(0));
    }

    [Fact]
    public void Axis_ticks_are_inside_the_axis_few_and_in_order() =>
        Gen.Select(Gen.Double[-9, 9], Gen.Double[1e-6, 12], Gen.Bool).Sample((low, length, log) =>
        {
            var ticks = new AxisRange(low, low + length, log).Ticks(5);
            Assert.All(ticks, tick => Assert.InRange(tick.Position, low - 1e-6, low + length + 1e-6));
            Assert.Equal(ticks.OrderBy(tick => tick.Position), ticks);
            Assert.InRange(ticks.Count(tick => tick.Label is not null), 2, 10);
        });

    [Theory]
    [InlineData(0, "0")]
    [InlineData(40000, "40,000")]
    [InlineData(-0.05, "−0.05")]
    [InlineData(0.30000000000000004, "0.3")]
    [InlineData(1e6, "10⁶")]
    [InlineData(-2.5e-7, "−2.5·10⁻⁷")]
    public void Numbers_are_written_short(double value, string label) => Assert.Equal(label, NumberLabel.Of(value));

    [Theory]
    [InlineData(0, 1.6e6, "0", "0.5·10⁶", "10⁶", "1.5·10⁶")]
    [InlineData(0, 40000, "0", "10,000", "20,000", "30,000", "40,000")]
    [InlineData(0, 0.0011, "0", "0.5·10⁻³", "10⁻³")]
    [InlineData(-2e6, 0, "−2·10⁶", "−10⁶", "0")]
    public void An_axis_has_one_way_of_writing(double low, double high, params string[] labels) =>
        Assert.Equal(labels, AxisTicks.Linear(low, high, labels.Length - 1).Select(tick => tick.Label));

    [Fact]
    public void A_logarithmic_axis_has_one_way_of_writing() => Assert.Equal(["2·10⁵", "5·10⁵", "10⁶"],
        AxisTicks.Log(Math.Log10(2e5), Math.Log10(1.9e6), 5).Where(tick => tick.Label is not null).Select(tick => tick.Label));

    [Fact]
    public void Equal_values_and_single_values_have_an_axis_around_them()
    {
        foreach (var log in (bool[])[false, true])
        {
            var range = AxisRange.Over([3, 3, double.NaN, double.PositiveInfinity, log ? -1 : 3], log, 0.05)!;
            Assert.InRange(range.Coordinate(3), range.Low + 1e-3, range.High - 1e-3);
        }
        Assert.Null(AxisRange.Over([0, -1, double.NaN], log: true, 0.05));
    }

    private static ValueScale ScaleOf(string name) => ValueScale.For(Landscape.Named(name).Truth(arrows: 0).Values.Cast<double>());
}
