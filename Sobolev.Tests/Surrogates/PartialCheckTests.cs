using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Surrogates;

/// <summary>Wrong columns of partials are found, and right ones are not accused.</summary>
public sealed class PartialCheckTests
{
    private static readonly string[] _inputs = ["a", "b", "c"];

    [Fact]
    public void Right_partials_agree_also_with_noise_and_holes()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            Assert.All(Checks(Table(60, seed)), check => Assert.Equal(PartialVerdict.Agrees, check.Verdict));
            Assert.All(Checks(Table(60, seed, (partial, _, noise) => partial + 0.3 * noise)),
                check => Assert.Equal(PartialVerdict.Agrees, check.Verdict));
        }
    }

    [Fact]
    public void Forces_instead_of_gradients_are_told()
    {
        var checks = Checks(Table(60, 0, (partial, _, _) => -partial));
        Assert.All(checks, check => Assert.Equal(PartialVerdict.Multiple, check.Verdict));
        Assert.Equal("dy/da looks like -1.0 times the slope of y by a; not used", checks[0].Sentence(_inputs, ["y"]));
    }

    [Fact]
    public void A_column_in_degrees_is_told_and_the_others_are_kept()
    {
        var checks = Checks(Table(60, 0, (partial, column, _) => column == 1 ? partial * 180 / Math.PI : partial));
        Assert.Equal([PartialVerdict.Agrees, PartialVerdict.Multiple, PartialVerdict.Agrees], checks.Select(check => check.Verdict));
        Assert.Equal(57.3, checks[1].Factor, 1.5);
    }

    [Fact]
    public void Swapped_columns_are_told()
    {
        var table = Table(60, 0);
        double[] swapped =
            [.. Enumerable.Range(0, table.Jacobians.Length).Select(k => table.Jacobians[k % 3 == 2 ? k : k % 3 == 0 ? k + 1 : k - 1])];
        var checks = Checks(table with { Jacobians = swapped });
        Assert.Equal([PartialVerdict.Other, PartialVerdict.Other, PartialVerdict.Agrees], checks.Select(check => check.Verdict));
        Assert.Equal("dy/da looks like dy/db; not used", checks[0].Sentence(_inputs, ["y"]));
    }

    [Fact]
    public void Noise_alone_is_told() =>
        Assert.Equal(PartialVerdict.Unrelated, Checks(Table(60, 0, (partial, column, noise) => column == 2 ? noise : partial))[2].Verdict);

    /// <summary>Values that say nothing of the slope accuse no partial.</summary>
    [Fact]
    public void Few_values_accuse_no_one() =>
        Assert.All(Checks(Table(4, 0, (partial, _, _) => -partial)), check => Assert.Equal(PartialVerdict.Agrees, check.Verdict));

    private static IReadOnlyList<PartialCheck> Checks(Samples table)
    {
        var splits = new SplitRule(0, 2).Of(table, new RandomStream(0, "split"));
        var candidate = new KrigingCandidate(table, splits, usesPartials: false, threads: () => 1);
        while (!candidate.HasEnded)
            candidate.Advance();
        return PartialCheck.Of(table, candidate.Whole());
    }

    /// <summary>y = sin(a + b / 2) + b c, and its partials as <paramref name="change"/> has them.</summary>
    private static Samples Table(int rows, long seed, Func<double, int, double, double>? change = null)
    {
        var stream = new RandomStream(seed, "check");
        var (points, values, jacobians) = (new double[3 * rows], new double[rows], new double[3 * rows]);
        for (var row = 0; row < rows; row++)
        {
            double a = stream.NextUniform(-1, 1), b = stream.NextUniform(-1, 1), c = stream.NextUniform(-1, 1);
            (points[3 * row], points[3 * row + 1], points[3 * row + 2]) = (a, b, c);
            values[row] = Math.Sin(a + b / 2) + b * c;
            double[] partials = [Math.Cos(a + b / 2), Math.Cos(a + b / 2) / 2 + c, b];
            for (var column = 0; column < 3; column++)
                jacobians[3 * row + column] = change is null ? partials[column] : change(partials[column], column, stream.NextNormal());
        }

        return new Samples(rows, 3, 1, points, values, jacobians, []);
    }
}
