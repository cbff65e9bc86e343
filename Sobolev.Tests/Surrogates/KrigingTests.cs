using CsCheck;
using Sobolev.Data;
using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Surrogates;

public sealed class KrigingTests
{
    public static TheoryData<string> Correlations => [.. Enum.GetNames<Correlation>()];

    /// <summary>Each derivative of the covariance against a difference of the one below it.</summary>
    [Theory]
    [MemberData(nameof(Correlations))]
    public void Covariances_of_derivatives_are_derivatives_of_covariances(string correlation) =>
        Gen.Select(Gen.Double[-2, 2].Array[2], Gen.Double[-2, 2].Array[2], Gen.Double[0.5, 3].Array[2]).Sample((x, other, lengths) =>
        {
            const double step = 1e-5;
            foreach (var left in Observable.All(2, 2))
            {
                foreach (var right in Observable.All(2, 1))
                {
                    for (var input = 0; input < 2; input++)
                    {
                        // one more derivative, by x' on the right
                        var more = right.Order == 0
                            ? new Observable(input)
                            : new Observable(Math.Min(right.First, input), Math.Max(right.First, input));
                        double[] up = [.. other], down = [.. other];
                        (up[input], down[input]) = (other[input] + step, other[input] - step);
                        var difference = (Entry(x, up, left, right) - Entry(x, down, left, right)) / (2 * step);
                        Assert.Equal(difference, Entry(x, other, left, more), 1e-4 * (1 + Math.Abs(difference)));
                    }
                }
            }

            double Entry(double[] a, double[] b, Observable left, Observable right)
            {
                var data = new Observations(2, b, [0, 1], [right], [0.0]);
                var entry = new double[1];
                Covariance.Of(Named(correlation)).Cross(a, [left], data, lengths, entry);
                return entry[0];
            }
        }, iter: 50, threads: 1);

    [Theory]
    [MemberData(nameof(Correlations))]
    public void The_gradient_of_the_likelihood_is_that_of_differences(string correlation) =>
        Gen.Select(Gen.Int[3, 8], Gen.Long, Gen.Bool).Sample((rows, seed, isSecond) =>
        {
            var data = Data(rows, seed, isSecond ? 2 : 1);
            // weights for a third of the cases, known noise for another
            data = (seed % 3) switch
            {
                0 => data with { Weights = [.. data.Kinds.Select((_, equation) => 0.5 + equation % 4)] },
                1 or -1 => data with { KnownNoise = [.. data.Kinds.Select((_, equation) => 0.02 * (equation % 4))] },
                _ => data,
            };
            var likelihood = new KrigingLikelihood(data, Named(correlation));
            var stream = new RandomStream(seed, "parameters");
            double[] logarithms =
            [
                .. Enumerable.Range(0, 2).Select(_ => stream.NextUniform(-0.5, 0.7)),
                .. data.Different.Select(_ => stream.NextUniform(Math.Log(1e-3), Math.Log(0.3))),
                .. data.KnownNoise is null ? [] : new[] { stream.NextUniform(-1, 1) },
            ];
            var gradient = new double[logarithms.Length];
            likelihood.At(logarithms, gradient);
            for (var k = 0; k < logarithms.Length; k++)
            {
                const double step = 1e-5;
                double[] up = [.. logarithms], down = [.. logarithms];
                (up[k], down[k]) = (logarithms[k] + step, logarithms[k] - step);
                var unused = new double[logarithms.Length];
                var difference = (likelihood.At(up, unused) - likelihood.At(down, unused)) / (2 * step);
                Assert.Equal(difference, gradient[k], 1e-4 * (1 + Math.Abs(difference)));
            }
        }, iter: 30, threads: 1);

    /// <summary>The likelihood, up to a constant, and all that a process predicts.</summary>
    [Theory]
    [MemberData(nameof(Correlations))]
    public void A_weight_of_two_or_three_is_an_equation_two_or_three_times(string correlation)
    {
        var data = Data(7, 5, 2);
        var weighted = data with { Weights = [.. data.Kinds.Select((_, equation) => 1.0 + equation % 3)] };
        var repeated = Repeated(data, equation => 1 + equation % 3);
        double[][] points = [.. new[] { 1, 2 }.Select(seed => Logarithms(data, seed))];
        var (one, other) = (new KrigingLikelihood(weighted, Named(correlation)), new KrigingLikelihood(repeated, Named(correlation)));
        var (gradient, expected) = (new double[points[0].Length], new double[points[0].Length]);
        var differences = points.Select(point => one.At(point, gradient) - other.At(point, expected)).ToArray();
        Assert.Equal(differences[0], differences[1], 1e-8);
        Assert.All(gradient.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6 * (1 + Math.Abs(pair.Second))));

        var parameters = KrigingParameters.OfLogarithms(points[0], data);
        var few = KrigingModel.Of(weighted, Named(correlation), parameters)!;
        var many = KrigingModel.Of(repeated, Named(correlation), parameters)!;
        Observable[] kinds = [.. Observable.All(2, 1)];
        double[] mean = new double[3], meanOfMany = new double[3];
        few.Predict([0.3, -0.2], kinds, mean);
        many.Predict([0.3, -0.2], kinds, meanOfMany);
        Assert.All(mean.Zip(meanOfMany), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
        few.Variances([0.3, -0.2], kinds, mean);
        many.Variances([0.3, -0.2], kinds, meanOfMany);
        Assert.All(mean.Zip(meanOfMany), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    /// <summary>Left out by the inverse of the whole matrix, and by a process that never had those rows.</summary>
    [Theory]
    [MemberData(nameof(Correlations))]
    public void Rows_left_out_are_predicted_as_by_a_process_without_them(string correlation)
    {
        var data = Data(12, 3, 1);
        var parameters = new KrigingParameters([1.3, 0.9], [.. data.Different.Select((_, k) => 1e-3 * (k + 1))]);
        var whole = KrigingModel.Of(data, Named(correlation), parameters)!;
        var rows = Enumerable.Range(0, data.Equations)
            .Select(equation => Array.FindLastIndex(data.First, first => first <= equation)).ToArray();
        var (predicted, variance) = whole.LeaveOut(Array.ConvertAll(rows, row => row / 3));
        for (var group = 0; group < 4; group++)
        {
            int[] others = [.. Enumerable.Range(0, 12).Where(row => row / 3 != group)];
            var without = KrigingModel.Of(data.Take(others), Named(correlation), parameters)!;
            for (var equation = 0; equation < data.Equations; equation++)
            {
                if (rows[equation] / 3 != group)
                    continue;
                var (mean, spread) = (new double[1], new double[1]);
                without.Predict(data.Point(rows[equation]), [data.Kinds[equation]], mean);
                without.Variances(data.Point(rows[equation]), [data.Kinds[equation]], spread);
                Assert.Equal(mean[0], predicted[equation], 1e-7);
                // the variance of the whole process is estimated from all rows, and has the noise in it
                var own = Covariance.Of(Named(correlation)).Variance(data.Kinds[equation], parameters.Lengths)
                    * parameters.Noise[Array.IndexOf(data.Different, data.Kinds[equation])];
                Assert.Equal(spread[0] / without.Solution.Variance + own, variance[equation] / whole.Solution.Variance, 1e-7);
            }
        }
    }

    /// <summary>
    /// Rosenbrock's function from 20 values and gradients: 0.00018 of the values' deviation by a reference implementation of full
    /// gradient-enhanced kriging, 0.00063 by a process of scikit-learn on the values (docs/fit.md).
    /// </summary>
    [Fact]
    public void Twenty_points_of_Rosenbrock_are_enough()
    {
        var function = BenchmarkFunctions.Named("rosenbrock");
        var (training, test) = (FunctionSamples.Uniform(function, 20, new RandomStream(0, "training")),
            FunctionSamples.Uniform(function, 500, new RandomStream(0, "test")));
        var scaling = TableScaling.Of(training);
        var search = new KrigingSearch(Observations.Of(scaling.Scale(training with { Hessians = [] }), 0, 1), [.. Enumerable.Range(0, 20)],
            threads: () => 2);
        while (!search.HasEnded)
            search.Advance();
        var (values, _) = new ProcessModel(scaling, [search.Model!]).Predict(test.Points);
        var error = Math.Sqrt(values.Zip(test.Values, (a, b) => (a - b) * (a - b)).Average());
        Assert.InRange(error / Moments.OfColumns(test.Values, 1)[0].Deviation, 0, 0.00063);
    }

    [Fact]
    public void Gradients_and_second_derivatives_of_the_mean_are_those_of_differences()
    {
        var model = Process();
        var point = new[] { 0.2, -0.4 };
        var hessian = model.Hessian(point);
        for (var input = 0; input < 2; input++)
        {
            const double step = 1e-5;
            double[] up = [.. point], down = [.. point];
            (up[input], down[input]) = (point[input] + step, point[input] - step);
            var (above, below) = (model.Predict(up), model.Predict(down));
            Assert.Equal((above.Values[0] - below.Values[0]) / (2 * step), model.Predict(point).Jacobians[input], 1e-5);
            for (var other = 0; other < 2; other++)
                Assert.Equal((above.Jacobians[other] - below.Jacobians[other]) / (2 * step), hessian[2 * other + input], 1e-4);
        }
    }

    [Fact]
    public void A_model_file_gives_the_process_again()
    {
        var model = Process();
        var (tensors, metadata) = model.Tensors();
        var again = ProcessModel.Of(new Sobolev.Files.TensorFile(tensors, metadata));
        double[] points = [0.1, 0.2, -0.7, 0.9];
        Assert.Equal(model.Predict(points).Values, again.Predict(points).Values);
        Assert.Equal(model.Deviations(points).Jacobians, again.Deviations(points).Jacobians);
    }

    private static Correlation Named(string correlation) => Enum.Parse<Correlation>(correlation);

    private static ProcessModel Process()
    {
        var samples = Tests.Fitting.Tables.Samples(Tests.Fitting.Tables.Waves(15)) with { Hessians = [] };
        var scaling = TableScaling.Of(samples);
        return new ProcessModel(scaling,
        [
            .. Enumerable.Range(0, 2).Select(output => KrigingModel.Of(
                Observations.Of(scaling.Scale(samples), output, 1),
                output == 0 ? Correlation.SquaredExponential : Correlation.Matern52,
                new KrigingParameters([1.1, 1.4], [1e-6, 1e-6, 1e-6]))!),
        ]);
    }

    /// <summary>The rows again and again, each time with the equations that are repeated so often.</summary>
    private static Observations Repeated(Observations data, Func<int, int> times)
    {
        var (points, first, kinds, targets) = (new List<double>(), new List<int> { 0 }, new List<Observable>(), new List<double>());
        for (var time = 1; time <= 3; time++)
        {
            for (var row = 0; row < data.Rows; row++)
            {
                points.AddRange(data.Point(row));
                for (var equation = data.First[row]; equation < data.First[row + 1]; equation++)
                {
                    if (times(equation) < time)
                        continue;
                    kinds.Add(data.Kinds[equation]);
                    targets.Add(data.Targets[equation]);
                }

                first.Add(kinds.Count);
            }
        }

        return new Observations(data.Inputs, [.. points], [.. first], [.. kinds], [.. targets]);
    }

    private static double[] Logarithms(Observations data, long seed)
    {
        var stream = new RandomStream(seed, "parameters");
        return
        [
            .. Enumerable.Range(0, 2).Select(_ => stream.NextUniform(-0.5, 0.7)),
            .. data.Different.Select(_ => stream.NextUniform(Math.Log(1e-2), Math.Log(0.3))),
        ];
    }

    /// <summary>Rows of a wave with holes.</summary>
    private static Observations Data(int rows, long seed, int order)
    {
        var table = Tests.Fitting.Tables.WithHoles(Tests.Fitting.Tables.Waves(rows, seed), 0.2, seed);
        return Observations.Of(Tests.Fitting.Tables.Samples(table), 0, order);
    }
}
