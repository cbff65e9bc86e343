using CsCheck;
using Sobolev.Randomness;
using Sobolev.Surrogates;
using Sobolev.Tests.Fitting;

namespace Sobolev.Tests.Surrogates;

public sealed class TableScalingTests
{
    [Fact]
    public void Without_holes_the_scaling_is_that_of_functions() => Gen.Select(Gen.Int[2, 40], Gen.Long).Sample((count, seed) =>
    {
        var samples = Samples(Tables.Waves(count, seed));
        var (expected, actual) = (Scaling.Of(samples, inputs: true, outputs: true), TableScaling.Of(samples));
        AssertClose(
            [.. expected.InputMean, .. expected.InputScale, .. expected.OutputMean, .. expected.OutputScale],
            [.. actual.InputMean, .. actual.InputScale, .. actual.OutputMean, .. actual.OutputScale]);
    });

    [Fact]
    public void Missing_values_do_not_count()
    {
        var table = Tables.Waves(20);
        var some = Enumerable.Range(0, 12).ToArray();
        var holes = table.Values.Select((value, k) => k / 2 < 12 ? value : double.NaN).ToArray();
        var (expected, actual) = (TableScaling.Of(Samples(table).Take(some)), TableScaling.Of(Samples(table with { Values = holes })));
        AssertClose(expected.OutputMean, actual.OutputMean);
        AssertClose(expected.OutputScale, actual.OutputScale);
    }

    /// <summary>For a linear function the deviation of the values follows from the partials.</summary>
    [Fact]
    public void An_output_known_by_derivatives_alone_takes_its_scale_from_them()
    {
        var stream = new RandomStream(3, "linear");
        var points = Enumerable.Range(0, 4000).Select(_ => 5 * stream.NextNormal()).ToArray();
        var jacobians = Enumerable.Range(0, 2000).SelectMany(_ => new[] { 3.0, -4.0 }).ToArray();
        var table = new Sobolev.Data.DerivativeTable(["a", "b"], ["y"], 2000, points,
            [.. Enumerable.Repeat(double.NaN, 2000)], jacobians, null);
        var scaling = TableScaling.Of(Samples(table));
        Assert.Equal(0, scaling.OutputMean[0]);
        Assert.InRange(scaling.OutputScale[0], 24, 26);
    }

    [Fact]
    public void A_constant_column_is_shifted_and_stays_finite()
    {
        var table = Tables.Sine(10) with { Values = [.. Enumerable.Repeat(0.1, 10)], Jacobians = new double[10] };
        var samples = Samples(table);
        var scaling = TableScaling.Of(samples);
        Assert.Equal((0.1, 1), (scaling.OutputMean[0], scaling.OutputScale[0]), new Close());
        var scaled = TableScaling.Scale(samples, scaling, Full(samples));
        Assert.All([.. scaled.Values, .. scaled.Jacobians, .. scaled.JacobianWeights!], entry => Assert.True(double.IsFinite(entry)));
    }

    /// <summary>
    /// Errors as large as the partials themselves cost 1 for each output and any number of inputs; missing entries cost nothing.
    /// </summary>
    [Fact]
    public void Relative_gradients_count_each_input_alike() =>
        Gen.Select(Gen.Int[15, 40], Gen.Bool, Gen.Long).Sample((count, hasHoles, seed) =>
    {
        var table = Tables.Waves(count, seed);
        var samples = Samples(hasHoles ? Tables.WithHoles(table, 0.3, seed) : table);
        var scaled = TableScaling.Scale(samples, TableScaling.Of(samples), Full(samples));
        for (var column = 0; column < 4; column++)
        {
            int[] rows = [.. Enumerable.Range(0, count).Where(row => !double.IsNaN(samples.Jacobians[4 * row + column]))];
            if (rows.Length > 0)
                Assert.Equal(0.5,
                    rows.Average(row => scaled.JacobianWeights![4 * row + column] * Math.Pow(scaled.Jacobians[4 * row + column], 2)), 1e-9);
            Assert.All(Enumerable.Range(0, count).Except(rows), row => Assert.Equal(0, scaled.JacobianWeights![4 * row + column]));
        }
    });

    [Fact]
    public void A_partial_that_hardly_varies_does_not_rule()
    {
        var table = Tables.Waves(30);
        var jacobians = table.Jacobians.Select((partial, k) => k % 4 == 1 ? 1e-9 * partial : partial).ToArray();
        var samples = Samples(table with { Jacobians = jacobians });
        var weights = TableScaling.Scale(samples, TableScaling.Of(samples), Full(samples)).JacobianWeights!;
        Assert.InRange(weights[1] / weights[0], 1, 200);
    }

    private static Samples Samples(Sobolev.Data.DerivativeTable table) => Tables.Samples(table);

    /// <summary>Every partial is trusted alike.</summary>
    private static double[] Full(Samples samples) => [.. Enumerable.Repeat(1.0, samples.Outputs * samples.Inputs)];

    private static void AssertClose(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * (1 + Math.Abs(pair.First))));

    private sealed class Close : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) => Math.Abs(x.Item1 - y.Item1) + Math.Abs(x.Item2 - y.Item2) < 1e-12;

        public int GetHashCode((double, double) pair) => 0;
    }
}
