using System.Text.Json;
using Sobolev.Kernels;

namespace Sobolev.Tests.Kernels;

/// <summary>Losses, parameter gradients and five steps of Adam, against values that PyTorch's autograd gave in double precision.</summary>
public sealed class SobolevKernelGoldenTests
{
    private const double Relative = 1e-9;

    private static readonly JsonElement _golden = JsonDocument.Parse(File.ReadAllText(
        Environment.GetEnvironmentVariable("SOBOLEV_GOLDEN") ?? Path.Combine(AppContext.BaseDirectory, "TestData", "golden.json"))).RootElement;

    [Theory]
    [InlineData("regress_relu", Activation.Relu)]
    [InlineData("regress_tanh", Activation.Tanh)]
    public void Losses_and_parameter_gradients_are_those_of_autograd(string name, Activation activation)
    {
        var golden = _golden.GetProperty(name);
        var (kernel, batch) = Case(golden, activation);
        AssertClose(golden.GetProperty("targets_head"), batch.Y.Span[..3]);
        AssertClose(golden.GetProperty("target_gradients_head").EnumerateArray().SelectMany(row => row.EnumerateArray()), batch.Derivatives.Span[..6]);

        var gradient = new double[kernel.Shape.ParameterCount];
        var loss = kernel.Gradient(batch, new(1, 1), gradient);

        AssertClose(golden.GetProperty("value_loss").GetDouble(), loss.Value);
        AssertClose(golden.GetProperty("gradient_loss").GetDouble(), loss.Gradient);
        var rest = gradient.AsSpan();
        foreach (var digest in golden.GetProperty("parameter_gradients").EnumerateArray())
        {
            var count = digest.GetProperty("shape").EnumerateArray().Aggregate(1, (product, side) => product * side.GetInt32());
            double[] tensor = [.. rest[..count]];
            rest = rest[count..];
            var norm = Math.Sqrt(tensor.Sum(g => g * g));
            AssertClose(digest.GetProperty("norm").GetDouble(), norm);
            Assert.Equal(digest.GetProperty("sum").GetDouble(), tensor.Sum(), Relative * norm);
            var head = digest.GetProperty("head").EnumerateArray().Select(g => g.GetDouble()).ToArray();
            for (var i = 0; i < head.Length; i++)
                Assert.Equal(head[i], tensor[i], Relative * Math.Max(Math.Abs(head[i]), norm / Math.Sqrt(count)));
        }

        Assert.Equal(0, rest.Length);
    }

    [Theory]
    [InlineData("regress_relu", Activation.Relu)]
    [InlineData("regress_tanh", Activation.Tanh)]
    public void Five_steps_of_Adam_are_those_of_torch(string name, Activation activation)
    {
        var golden = _golden.GetProperty(name);
        var (kernel, batch) = Case(golden, activation);
        foreach (var losses in golden.GetProperty("loss_trace").EnumerateArray())
        {
            var loss = kernel.Update(batch, new(1, 1), new(golden.GetProperty("adam_lr").GetDouble()));
            AssertClose(losses[0].GetDouble(), loss.Value);
            AssertClose(losses[1].GetDouble(), loss.Gradient);
        }

        Assert.Equal(5, kernel.AdamSteps);
    }

    /// <summary>The network and the Rosenbrock batch of a golden case, from the closed formulas that its file was made with.</summary>
    private static (SobolevKernel<double> Kernel, KernelBatch<double> Batch) Case(JsonElement golden, Activation activation)
    {
        int n = golden.GetProperty("samples").GetInt32(), hidden = golden.GetProperty("hidden").GetInt32();
        var shape = new MlpShape(2, [hidden, hidden], 1, activation);
        var kernel = new SobolevKernel<double>(shape, n);
        double[] parameters = [.. shape.Layers.SelectMany((layer, l) => Layer(layer.FanIn, layer.FanOut, l + 2))];
        parameters.CopyTo(kernel.Parameters);

        var x = Fill(2 * n, 1, 2);
        double[] y = new double[n], d = new double[2 * n];
        for (var i = 0; i < n; i++)
        {
            var (a, b) = (x[2 * i], x[2 * i + 1]);
            var bend = b - a * a;
            y[i] = 100 * bend * bend + (a - 1) * (a - 1);
            d[2 * i] = -400 * bend * a + 2 * (a - 1);
            d[2 * i + 1] = 200 * bend;
        }

        return (kernel, new(n, x, y) { Derivatives = d });
    }

    private static IEnumerable<double> Layer(int fanIn, int fanOut, double salt) =>
        Fill(fanIn * fanOut, salt, Math.Sqrt(2.0 / fanIn)).Concat(Fill(fanOut, salt + 0.5, 0.1));

    private static double[] Fill(int count, double salt, double scale)
    {
        var fileSalt = _golden.GetProperty("salt").GetInt32();
        return [.. Enumerable.Range(0, count).Select(i => scale * Math.Sin(0.7 * i + 1.3 * (salt + fileSalt) + 0.1 * (i % 11)))];
    }

    private static void AssertClose(double expected, double actual) => Assert.Equal(expected, actual, Relative * Math.Abs(expected));

    private static void AssertClose(JsonElement expected, ReadOnlySpan<double> actual) => AssertClose(expected.EnumerateArray(), actual);

    private static void AssertClose(IEnumerable<JsonElement> expected, ReadOnlySpan<double> actual)
    {
        var i = 0;
        foreach (var value in expected)
            AssertClose(value.GetDouble(), actual[i++]);
    }
}
