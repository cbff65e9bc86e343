using System.Text.Json;
using Sobolev.Data;
using Sobolev.Kernels;
using Sobolev.Tests.Golden;

namespace Sobolev.Tests.Kernels;

/// <summary>Losses, parameter gradients and five steps of Adam, against values that PyTorch's autograd gave in double precision.</summary>
public sealed class SobolevKernelGoldenTests
{
    [Theory]
    [InlineData("regress_relu", Activation.Relu)]
    [InlineData("regress_tanh", Activation.Tanh)]
    public void Losses_and_parameter_gradients_are_those_of_autograd(string name, Activation activation)
    {
        var golden = GoldenFile.Case(name);
        var (kernel, batch) = Case(golden, activation);
        var gradient = new double[kernel.Shape.ParameterCount];
        var loss = kernel.Gradient(batch, new(1, 1), gradient);
        GoldenFile.Same(golden.GetProperty("value_loss"), loss.Value);
        GoldenFile.Same(golden.GetProperty("gradient_loss"), loss.Gradient);
        GoldenMlp.SameGradients(golden, gradient);
    }

    [Theory]
    [InlineData("regress_relu", Activation.Relu)]
    [InlineData("regress_tanh", Activation.Tanh)]
    public void Five_steps_of_Adam_are_those_of_torch(string name, Activation activation)
    {
        var golden = GoldenFile.Case(name);
        var (kernel, batch) = Case(golden, activation);
        foreach (var losses in golden.GetProperty("loss_trace").EnumerateArray())
        {
            var loss = kernel.Update(batch, new(1, 1), new(golden.GetProperty("adam_lr").GetDouble()));
            GoldenFile.Same(losses[0], loss.Value);
            GoldenFile.Same(losses[1], loss.Gradient);
        }

        Assert.Equal(5, kernel.AdamSteps);
    }

    /// <summary>The network and the Rosenbrock batch of a golden case; the batch is held to the file's own first entries.</summary>
    private static (SobolevKernel<double> Kernel, KernelBatch<double> Batch) Case(JsonElement golden, Activation activation)
    {
        var n = golden.GetProperty("samples").GetInt32();
        var kernel = new SobolevKernel<double>(GoldenMlp.Shape(golden, activation), n);
        GoldenMlp.Parameters(kernel.Shape).CopyTo(kernel.Parameters);

        var x = GoldenFile.Fill(2 * n, 1, 2);
        var (y, d) = (new double[n], new double[2 * n]);
        for (var i = 0; i < n; i++)
        {
            y[i] = BenchmarkFunctions.Rosenbrock.Value(x[2 * i], x[2 * i + 1]);
            (d[2 * i], d[2 * i + 1]) = BenchmarkFunctions.Rosenbrock.Gradient(x[2 * i], x[2 * i + 1]);
        }

        for (var i = 0; i < 3; i++)
        {
            GoldenFile.Same(golden.GetProperty("targets_head")[i], y[i]);
            GoldenFile.Same(golden.GetProperty("target_gradients_head")[i][0], d[2 * i]);
            GoldenFile.Same(golden.GetProperty("target_gradients_head")[i][1], d[2 * i + 1]);
        }

        return (kernel, new(n, x, y) { Derivatives = d });
    }
}
