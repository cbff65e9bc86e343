using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Sobolev.Export;
using Sobolev.Kernels;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Export;

/// <summary>Processes and standard deviations in ONNX, computed by ONNX Runtime.</summary>
public sealed class OnnxExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, int> Processes =>
        new(from correlation in Enum.GetNames<Correlation>() from order in new[] { 0, 1, 2 } select (correlation, order));

    [Theory]
    [MemberData(nameof(Processes))]
    public void A_process_agrees_with_predict(string correlation, int order) =>
        Compare(RandomModels.Process(Enum.Parse<Correlation>(correlation), order, seed: order));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void The_spread_of_networks_agrees_with_predict(int folds) => Compare(RandomModels.Network(Activation.Tanh, 3, folds));

    /// <summary>The weights of an exact process are large and cancel: in 32 bits nothing would be left.</summary>
    [Fact]
    public void A_process_of_32_bits_computes_in_64()
    {
        var fitted = RandomModels.Process(Correlation.SquaredExponential, 1, 5);
        var exact = ((ProcessModel)fitted.Model).Processes[0];
        var parameters = exact.Parameters with { Noise = Array.ConvertAll(exact.Parameters.Noise, _ => 1e-9) };
        var sharp = KrigingModel.Of(exact.Data, exact.Correlation, parameters)!;
        var model = RandomModels.Open(_folder, fitted with { Model = new ProcessModel(Scaling.None(2, 2), [sharp, sharp]) });
        using var session = Session(model, new ExportOptions("model"));
        float[] points = Array.ConvertAll(RandomModels.Points(2, 1), x => (float)x);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(points, [points.Length / 2, 2]))]);
        var (values, _) = model.Model.Predict(Array.ConvertAll(points, x => (double)x));
        float[] found = [.. results.Single(result => result.Name == "value").AsEnumerable<float>()];
        var size = values.Max(Math.Abs);
        Assert.All(values.Zip(found), pair => Assert.Equal(0, (pair.First - pair.Second) / size, 1e-6));
    }

    private void Compare(FittedModel fitted)
    {
        var model = RandomModels.Open(_folder, fitted);
        var points = RandomModels.Points(fitted.Model.Inputs, 11);
        using var session = Session(model, new ExportOptions("model", IsDouble: true, HasDeviations: true));
        var input = new DenseTensor<double>(points, [points.Length / fitted.Model.Inputs, fitted.Model.Inputs]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", input)]);
        var (values, partials) = fitted.Model.Predict(points);
        Close("value", values, 1e-12);
        Close("gradient", partials, 1e-12);
        var deviations = fitted.Uncertainty!.At(fitted.Model, points);
        Close("value_std", deviations.Values, 1e-10);
        Close("gradient_std", deviations.Jacobians, 1e-10);

        void Close(string name, double[] expected, double tolerance)
        {
            double[] found = [.. results.Single(result => result.Name == name).AsEnumerable<double>()];
            Assert.Equal(expected.Length, found.Length);
            var size = expected.Max(Math.Abs);
            Assert.True(size > 0, name);
            foreach (var (a, b) in expected.Zip(found))
                Assert.Equal(0, (a - b) / size, tolerance);
        }
    }

    private InferenceSession Session(TrainedModel model, ExportOptions options)
    {
        var path = _folder.File("model.onnx");
        using (var stream = File.Create(path))
            OnnxExport.Write(model, options, stream);
        // its optimiser folds constants of 64 bits in fewer
        using var asItStands = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        return new InferenceSession(path, asItStands);
    }
}
