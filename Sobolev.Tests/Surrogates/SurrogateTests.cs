using System.Reflection;

namespace Sobolev.Tests.Surrogates;

/// <summary>The library as its user meets it.</summary>
[Trait("Speed", "Slow")]
public sealed class SurrogateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ModelKind.Auto)]
    [InlineData(ModelKind.Network)]
    [InlineData(ModelKind.Kriging)]
    public void A_function_is_fitted_saved_and_loaded(ModelKind kind)
    {
        var (x, y, dydx) = Wave(20);
        var surrogate = Fit(x, y, dydx, new SurrogateOptions { Model = kind, Inputs = ["a", "b"], Outputs = ["y"] });
        double[] point = [0.3, -0.2];
        Assert.Equal(Math.Sin(0.3) * -0.2, surrogate.Predict(point)[0], 0.01);
        var gradient = surrogate.PredictGradient(point);
        Assert.Equal(Math.Cos(0.3) * -0.2, gradient[0, 0], 0.05);
        Assert.Equal(Math.Sin(0.3), gradient[0, 1], 0.05);
        Assert.InRange(surrogate.HeldOutError, 0, 0.1);
        Assert.True(surrogate.PredictDeviation(point)[0] > 0);
        Assert.True(surrogate.Covers(point) && !surrogate.Covers([0.3, 7]));

        surrogate.Save(_folder.File("wave.safetensors"));
        var loaded = Surrogate.Load(_folder.File("wave.safetensors"));
        Assert.Equal(["a", "b"], loaded.Inputs);
        Assert.Equal(surrogate.Kind, loaded.Kind);
        Assert.Equal(surrogate.Predict(point), loaded.Predict(point));
        Assert.Equal(surrogate.PredictGradient(point), loaded.PredictGradient(point));
        Assert.Equal(surrogate.PredictDeviation(point), loaded.PredictDeviation(point));
    }

    [Fact]
    public void The_same_seed_gives_the_same_surrogate()
    {
        var (x, y, dydx) = Wave(15);
        double[] point = [0.1, 0.1];
        Assert.Equal(Fit(x, y, dydx).Predict(point), Fit(x, y, dydx).Predict(point));
    }

    [Fact]
    public void Missing_numbers_are_left_out_and_wrong_partials_are_named()
    {
        var (x, y, dydx) = Wave(25);
        y[3, 0] = double.NaN;
        dydx[4, 0, 1] = double.NaN;
        for (var row = 0; row < 25; row++)
            dydx[row, 0, 0] *= -1;
        var surrogate = Fit(x, y, dydx);
        Assert.Equal("dy1/dx1 looks like -1.0 times the slope of y1 by x1; not used", Assert.Single(surrogate.Warnings));
        Assert.Equal(Math.Sin(0.3) * 0.4, surrogate.Predict([0.3, 0.4])[0], 0.01);
    }

    /// <summary>The process of a noisy function: its length scales and noise are those of the repeated points too.</summary>
    [Fact]
    public void A_point_of_weight_0_is_left_out_and_one_of_weight_2_counts_twice()
    {
        const int count = 14;
        var stream = new Sobolev.Randomness.RandomStream(0, "noise");
        var (x, y, dydx) = Wave(count);
        for (var row = 0; row < count; row++)
            y[row, 0] += 0.05 * stream.NextNormal();
        int[] weights = [.. Enumerable.Range(0, count).Select(row => row % 3)];
        var options = new SurrogateOptions { Model = ModelKind.Kriging, Holdout = 0, ChecksPartials = false };
        var weighted = Fit(x, y, dydx, options with { Weights = [.. weights.Select(weight => (double)weight)] });
        int[] rows = [.. weights.SelectMany((times, row) => Enumerable.Repeat(row, times))];
        var (points, values, slopes) = (new double[rows.Length, 2], new double[rows.Length, 1], new double[rows.Length, 1, 2]);
        foreach (var (row, k) in rows.Select((row, k) => (row, k)))
        {
            (points[k, 0], points[k, 1], values[k, 0]) = (x[row, 0], x[row, 1], y[row, 0]);
            (slopes[k, 0, 0], slopes[k, 0, 1]) = (dydx[row, 0, 0], dydx[row, 0, 1]);
        }

        var repeated = Fit(points, values, slopes, options);
        foreach (var point in new[] { new[] { 0.3, -0.2 }, [-0.5, 0.6] })
        {
            Assert.Equal(repeated.Predict(point)[0], weighted.Predict(point)[0], 1e-4);
            Assert.Equal(repeated.PredictGradient(point)[0, 1], weighted.PredictGradient(point)[0, 1], 1e-4);
        }

        weighted.Save(_folder.File("weighted.safetensors"));
        Assert.Equal(weighted.Predict([0.1, 0.1]), Surrogate.Load(_folder.File("weighted.safetensors")).Predict([0.1, 0.1]));
        foreach (var wrong in new[] { new double[3], new double[count], [.. Enumerable.Repeat(-1.0, count)] })
            Assert.Throws<ArgumentException>(() => Fit(x, y, dydx, options with { Weights = wrong }));
    }

    [Fact]
    public void Progress_is_reported_and_a_fit_can_be_cancelled()
    {
        var (x, y, dydx) = Wave(15);
        using var source = new CancellationTokenSource();
        var reports = new Reports(source);
        Assert.Throws<OperationCanceledException>(() => Surrogate.Fit(x, y, dydx, null, reports, source.Token));
        Assert.True(reports.Last.Step > 0);
        Assert.StartsWith("kriging", reports.Last.Candidate);
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused()
    {
        var (x, y, dydx) = Wave(6);
        Assert.Throws<ArgumentException>(() => Fit(new double[5, 2], y, dydx));
        Assert.Throws<ArgumentException>(() => Fit(x, y, new double[6, 1, 3]));
        Assert.Throws<ArgumentException>(() => Fit(x, y, dydx, new SurrogateOptions { Holdout = 1.5 }));
        Assert.Throws<ArgumentException>(() => Fit(x, y, dydx, new SurrogateOptions { Folds = 7 }));
        Assert.Throws<ArgumentException>(() => Fit(new double[6, 2], y, dydx));
        var surrogate = Fit(x, y, dydx, new SurrogateOptions { Model = ModelKind.Kriging });
        Assert.Throws<ArgumentException>(() => surrogate.Predict([1.0]));
    }

    /// <summary>The package's public types: a new one joins here on purpose.</summary>
    [Fact]
    public void The_public_types_are_few_and_known()
    {
        string[] known =
        [
            "Sobolev.ExitCode", "Sobolev.ModelKind", "Sobolev.SobolevException", "Sobolev.Surrogate", "Sobolev.SurrogateOptions",
            "Sobolev.SurrogateProgress",
            // shared with the tool's experiments
            "Sobolev.Files.LongBytes", "Sobolev.Files.StoredTensor", "Sobolev.Files.TensorFile", "Sobolev.Kernels.Activation",
            "Sobolev.Kernels.MlpShape",
            "Sobolev.Randomness.RandomStream", "Sobolev.State.TrialState", "Sobolev.Surrogates.Initialisation",
        ];
        Assert.Equal(known.Order(StringComparer.Ordinal),
            typeof(Surrogate).Assembly.GetExportedTypes().Select(type => type.FullName!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_members_of_a_surrogate_are_these()
    {
        string[] members =
        [
            .. typeof(Surrogate).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(member => member is PropertyInfo or MethodInfo { IsSpecialName: false }).Select(member => member.Name).Distinct()
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            ["Covers", "Fit", "HeldOutError", "Inputs", "Kind", "Load", "Outputs", "Predict", "PredictDeviation",
                "PredictGradient", "Save", "Warnings"],
            members);
    }

    /// <summary>The library neither brings nor loads libtorch, nor anything else.</summary>
    [Fact]
    public void The_library_refers_to_the_runtime_alone() =>
        Assert.All(typeof(Surrogate).Assembly.GetReferencedAssemblies(), name => Assert.StartsWith("System.", name.Name));

    private static Surrogate Fit(double[,] x, double[,] y, double[,,] dydx, SurrogateOptions? options = null) =>
        Surrogate.Fit(x, y, dydx, options, cancellation: TestContext.Current.CancellationToken);

    private static (double[,] X, double[,] Y, double[,,] Gradient) Wave(int count)
    {
        var stream = new Sobolev.Randomness.RandomStream(0, "wave");
        var (x, y, dydx) = (new double[count, 2], new double[count, 1], new double[count, 1, 2]);
        for (var row = 0; row < count; row++)
        {
            double a = stream.NextUniform(-1, 1), b = stream.NextUniform(-1, 1);
            (x[row, 0], x[row, 1], y[row, 0]) = (a, b, Math.Sin(a) * b);
            (dydx[row, 0, 0], dydx[row, 0, 1]) = (Math.Cos(a) * b, Math.Sin(a));
        }

        return (x, y, dydx);
    }

    private sealed class Reports(CancellationTokenSource source) : IProgress<SurrogateProgress>
    {
        public SurrogateProgress Last { get; private set; }

        public void Report(SurrogateProgress value)
        {
            Last = value;
            source.Cancel();
        }
    }
}
