using CsCheck;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Sobolev.Export;
using Sobolev.Kernels;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Export;

/// <summary>Exported models, run by another implementation or read as plain weights.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<Activation> Activations => [.. Enum.GetValues<Activation>()];

    [Theory]
    [MemberData(nameof(Activations))]
    public void ONNX_Runtime_gives_our_values_and_gradients(Activation activation)
    {
        RandomModels.Networks(activation).Sample(
            random =>
            {
                var (model, points) = (Open(random.Model), random.Points);
                var (values, jacobians) = random.Model.Predict(points);
                var path = _folder.File("model.onnx");
                using (var stream = File.Create(path))
                    OnnxExport.Write(model, new ExportOptions("model"), stream);
                using var session = new InferenceSession(path);
                var input = new DenseTensor<float>(Array.ConvertAll(points, x => (float)x),
                    [points.Length / random.Model.Shape.Inputs, random.Model.Shape.Inputs]);
                using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", input)]);
                Close(values, [.. results.Single(result => result.Name == "value").AsEnumerable<float>().Select(x => (double)x)], 1e-5);
                Close(jacobians,
                    [.. results.Single(result => result.Name == "gradient").AsEnumerable<float>().Select(x => (double)x)], 1e-5);
            },
            iter: 20, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void In_64_bits_ONNX_Runtime_agrees_to_rounding(Activation activation)
    {
        // its optimiser folds constants of 64 bits in fewer: some 1e-9 are lost unless it is switched off
        using var asItStands = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        RandomModels.Networks(activation).Sample(
            random =>
            {
                var (model, points) = (Open(random.Model), random.Points);
                var (values, jacobians) = model.Model.Predict(points);
                var path = _folder.File("model.onnx");
                using (var stream = File.Create(path))
                    OnnxExport.Write(model, new ExportOptions("model", IsDouble: true), stream);
                using var session = new InferenceSession(path, asItStands);
                var input = new DenseTensor<double>(points, [points.Length / random.Model.Shape.Inputs, random.Model.Shape.Inputs]);
                using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", input)]);
                Close(values, [.. results.Single(result => result.Name == "value").AsEnumerable<double>()], 1e-12);
                Close(jacobians, [.. results.Single(result => result.Name == "gradient").AsEnumerable<double>()], 1e-12);
            },
            iter: 20, threads: 1);
    }

    [Fact]
    public void Exported_weights_need_no_scaling()
    {
        RandomModels.Networks(Activation.Silu).Sample(
            random =>
            {
                var model = Open(random.Model);
                var path = _folder.File("plain.safetensors");
                using (var stream = File.Create(path))
                    SafetensorsExport.Write(model, new ExportOptions("model", IsDouble: true), stream);
                var plain = TrainedModel.Open(path, null);
                Assert.All(Network(plain).Scaling.InputScale.Concat(Network(plain).Scaling.OutputScale), scale => Assert.Equal(1, scale));
                Assert.Equal(model.Inputs, plain.Inputs);
                Assert.Equal(model.Outputs, plain.Outputs);
                Close(model.Model.Predict(random.Points).Values, plain.Model.Predict(random.Points).Values, 1e-10);
                Close(model.Model.Predict(random.Points).Jacobians, plain.Model.Predict(random.Points).Jacobians, 1e-10);
            },
            iter: 20, threads: 1);
    }

    /// <summary>Differences of the tool's gradients, which other tests compare with autograd.</summary>
    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Softplus)]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Sine)]
    public void Hessians_are_differences_of_gradients(Activation activation)
    {
        RandomModels.Networks(activation).Sample(
            random =>
            {
                var (n, outputs) = (random.Model.Shape.Inputs, random.Model.Shape.Outputs);
                var point = random.Points[..n];
                var hessian = random.Model.Hessian(point);
                var scale = hessian.Max(Math.Abs) + 1e-3;
                for (var j = 0; j < n; j++)
                {
                    var step = 1e-5 * random.Model.Scaling.InputScale[j];
                    var (above, below) = (Moved(point, j, step), Moved(point, j, -step));
                    var (up, down) = (random.Model.Predict(above).Jacobians, random.Model.Predict(below).Jacobians);
                    for (var k = 0; k < outputs * n; k++)
                        Assert.Equal(0, (hessian[k * n + j] - (up[k] - down[k]) / (2 * step)) / scale, 1e-4);
                }
            },
            iter: 30, threads: 1);
    }

    [Fact]
    public void Hessians_of_piecewise_linear_networks_are_zero() =>
        RandomModels.Networks(Activation.Relu).Sample(
            random => Assert.All(random.Model.Hessian(random.Points.AsSpan(0, random.Model.Shape.Inputs)), entry => Assert.Equal(0, entry)),
            iter: 5,
            threads: 1);

    private TrainedModel Open(NetworkModel model) => RandomModels.Open(_folder, RandomModels.Fitted(model));

    private static NetworkModel Network(TrainedModel model) => Assert.IsType<NetworkModel>(model.Model);

    private static double[] Moved(double[] point, int coordinate, double by)
    {
        var moved = (double[])point.Clone();
        moved[coordinate] += by;
        return moved;
    }

    private static void Close(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = 1 + expected.Max(Math.Abs);
        foreach (var (a, b) in expected.Zip(actual))
            Assert.Equal(0, (a - b) / scale, tolerance);
    }
}
