using Sobolev.Export;
using Sobolev.Kernels;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Export;

/// <summary>Source files give the numbers of <c>predict</c>, in each language.</summary>
public sealed class SourceExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, Activation> Networks =>
        new(from format in new[] { "csharp", "python", "c" } from activation in Enum.GetValues<Activation>() select (format, activation));

    public static TheoryData<string, string, int> Processes =>
        new(from format in new[] { "csharp", "python", "c" }
            from correlation in Enum.GetNames<Correlation>()
            from order in new[] { 0, 1, 2 }
            select (format, correlation, order));

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_has_the_values_gradients_and_deviations_of_predict(string format, Activation activation)
    {
        var model = RandomModels.Network(activation, seed: (long)activation);
        Compare(format, model, hasDeviations: true);
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void A_process_has_the_values_and_gradients_of_predict(string format, string correlation, int order) =>
        Compare(format, RandomModels.Process(Enum.Parse<Correlation>(correlation), order, seed: order), hasDeviations: false);

    /// <summary>Without a spread only the floors are left, and nothing is divided by zero.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Few_folds_have_no_spread(int folds) =>
        Compare("csharp", RandomModels.Network(Activation.Silu, 1, folds), hasDeviations: true);

    [Fact]
    public void A_network_without_hidden_layers_is_a_linear_function()
    {
        var shape = new MlpShape(2, [], 2, Activation.Tanh);
        var network = new NetworkModel(shape, new Scaling([1, 2], [3, 4], [5, 6], [7, 8]), RandomModels.Weights(shape, 3));
        Compare("csharp", RandomModels.Fitted(network), hasDeviations: false);
    }

    /// <summary>A file's name becomes a name of the program, also one that the language reserves.</summary>
    [Theory]
    [InlineData("2nd model")]
    [InlineData("Predict")]
    [InlineData("System")]
    [InlineData("größe")]
    [InlineData("for")]
    public void Every_name_of_a_file_gives_a_program(string name)
    {
        foreach (var format in new[] { "csharp", "c" })
        {
            var path = Exported(format, RandomModels.Process(Correlation.Matern52, 1, 1), hasDeviations: false, name);
            if (format == "csharp")
                _ = ExportedPrograms.Run(format, path, [[1, 2]], 2, false);
            else
                Assert.Contains($"void {Identifiers.Snake(name)}_predict(", File.ReadAllText(path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_a_file_cannot_hold_is_refused()
    {
        var process = RandomModels.Open(_folder, RandomModels.Process(Correlation.Matern52, 1, 1));
        Assert.Contains("--std", Refused(process, new ExportOptions("m", HasDeviations: true)), StringComparison.Ordinal);
        Assert.Contains("64 bits", Refused(process, new ExportOptions("m", IsDouble: false)), StringComparison.Ordinal);
        var large = new MlpShape(2, [800, 800], 1, Activation.Silu);
        var network = new NetworkModel(large, Scaling.None(2, 1), RandomModels.Weights(large, 1));
        var model = RandomModels.Open(_folder, RandomModels.Fitted(network));
        Assert.Contains("too many for a source file", Refused(model, new ExportOptions("m")), StringComparison.Ordinal);

        string Refused(TrainedModel refused, ExportOptions options)
        {
            var error = Assert.Throws<SobolevException>(() => Format("c").Write(refused, options, new MemoryStream()));
            Assert.Equal(ExitCode.Usage, error.ExitCode);
            return error.Message;
        }
    }

    private void Compare(string format, FittedModel fitted, bool hasDeviations)
    {
        var path = Exported(format, fitted, hasDeviations, "a model");
        var (n, outputs) = (fitted.Model.Inputs, fitted.Model.Outputs);
        double[][] points =
        [
            .. RandomModels.Points(n, 7).Chunk(n),
            .. new[] { 0.0, 90, -90 }.Select(number => Enumerable.Repeat(number, n).ToArray()),
        ];
        var results = ExportedPrograms.Run(format, path, points, outputs, hasDeviations);
        Assert.Equal(points.Length, results.Length);
        foreach (var (point, result) in points.Zip(results))
        {
            var (values, partials) = fitted.Model.Predict(point);
            Close(values, result[..outputs]);
            Close(partials, result[outputs..(outputs * (1 + n))]);
            if (!hasDeviations)
                continue;
            var deviations = fitted.Uncertainty!.At(fitted.Model, point);
            Close(deviations.Values, result[(outputs * (1 + n))..(outputs * (2 + n))]);
            Close(deviations.Jacobians, result[(outputs * (2 + n))..]);
        }
    }

    private string Exported(string format, FittedModel fitted, bool hasDeviations, string name)
    {
        var model = RandomModels.Open(_folder, fitted);
        var path = _folder.File(Format(format).FileNameOf(name));
        using var stream = File.Create(path);
        Format(format).Write(model, new ExportOptions(Path.GetFileNameWithoutExtension(path), HasDeviations: hasDeviations), stream);
        return path;
    }

    private static ExportFormat Format(string name) => ExportFormat.All.Single(format => format.Name == name);

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var size = Math.Max(expected.Max(Math.Abs), 1e-300);
        foreach (var (a, b) in expected.Zip(actual))
            Assert.Equal(0, (a - b) / size, 1e-12);
    }
}
