using Sobolev.Data;
using Sobolev.Fitting;
using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Fitting;

/// <summary>Tables of a known function, with noise or holes, and a config that fits them in a moment.</summary>
internal static class Tables
{
    /// <summary>A network of 12 units and few iterations, without a process.</summary>
    public static readonly FitConfig Small = new()
    {
        Table = "table.csv",
        Model = ModelKind.Network,
        Network = new FitNetworkOptions { Widths = [12], Iterations = 200, SearchIterations = 100, Decays = [0] },
        Methods = [FitMethod.Sobolev],
    };

    /// <summary>y = sin(2 a) + a b, z = a - b^2 over [-1, 1]^2, of which noise and holes are given.</summary>
    /// <param name="noise">Standard deviation of what is added to the partials, in parts of their root mean square.</param>
    public static DerivativeTable Waves(int count, long seed = 0, double noise = 0)
    {
        var stream = new RandomStream(seed, "waves");
        var (points, values, jacobians, hessians) =
            (new double[2 * count], new double[2 * count], new double[4 * count], new double[8 * count]);
        for (var i = 0; i < count; i++)
        {
            double a = points[2 * i] = stream.NextUniform(-1, 1), b = points[2 * i + 1] = stream.NextUniform(-1, 1);
            (values[2 * i], values[2 * i + 1]) = (Math.Sin(2 * a) + a * b, a - b * b);
            double[] exact = [2 * Math.Cos(2 * a) + b, a, 1, -2 * b];
            double[] size = [1.5, 0.6, 1, 1.2];
            for (var k = 0; k < 4; k++)
                jacobians[4 * i + k] = exact[k] + noise * size[k] * stream.NextNormal();
            double[] second = [-4 * Math.Sin(2 * a), 1, 1, 0, 0, 0, 0, -2];
            second.CopyTo(hessians, 8 * i);
        }

        return new DerivativeTable(["a", "b"], ["y", "z"], count, points, values, jacobians, hessians);
    }

    /// <summary>One input and one output: y = sin 3x.</summary>
    public static DerivativeTable Sine(int count, long seed = 0)
    {
        var stream = new RandomStream(seed, "sine");
        double[] x = [.. Enumerable.Range(0, count).Select(_ => stream.NextUniform(-1, 1))];
        return new DerivativeTable(["x"], ["y"], count, x, Array.ConvertAll(x, x => Math.Sin(3 * x)),
            Array.ConvertAll(x, x => 3 * Math.Cos(3 * x)), null);
    }

    /// <summary>Removes entries at random.</summary>
    public static double[] WithHoles(double[] entries, double part, RandomStream stream) =>
        Array.ConvertAll(entries, entry => stream.NextDouble() < part ? double.NaN : entry);

    public static DerivativeTable WithHoles(DerivativeTable table, double part, long seed = 0)
    {
        var stream = new RandomStream(seed, "holes");
        return table with { Values = WithHoles(table.Values, part, stream), Jacobians = WithHoles(table.Jacobians, part, stream) };
    }

    public static FitExperiment Experiment(FitConfig config, DerivativeTable table) => new(config, FitData.Of("table", table));

    public static Samples Samples(DerivativeTable table) => FitData.Of("table", table).Samples;

    /// <summary>The last row of the first trial, trained whole.</summary>
    public static IReadOnlyList<double> Train(FitConfig config, DerivativeTable table)
    {
        var experiment = Experiment(config, table);
        using var trial = experiment.Build(experiment.Plan()[0]);
        while (!trial.IsFinished)
            trial.Advance();
        return trial.Evaluate();
    }
}
