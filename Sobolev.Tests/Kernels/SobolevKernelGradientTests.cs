using CsCheck;
using Sobolev.Kernels;
using Sobolev.Randomness;

namespace Sobolev.Tests.Kernels;

/// <summary>Values, slopes, losses and gradients against plain loops and finite differences.</summary>
public sealed class SobolevKernelGradientTests
{
    [Fact]
    public void Gradients_agree_with_central_differences_of_the_loss() =>
        KernelCase.Any.Sample(sample =>
        {
            var kernel = sample.Kernel<double>();
            var batch = sample.Batch<double>();
            double[] gradient = new double[sample.Shape.ParameterCount], ignored = new double[gradient.Length],
                start = [.. kernel.Parameters];
            kernel.Gradient(batch, sample.Weights, gradient);
            var stream = new RandomStream(sample.Seed, "differences");
            for (var trial = 0; trial < 3; trial++)
            {
                var direction = new double[gradient.Length];
                stream.NextDirection(direction);
                var along = gradient.Zip(direction, (g, d) => g * d).Sum();
                var tolerance = 1e-7 * (1 + Math.Sqrt(gradient.Sum(g => g * g)));
                // The loss of a kinked network jumps where a step crosses a kink; a smaller step then crosses none.
                Assert.Contains([1e-5, 1e-6, 1e-7], step => Math.Abs(along - Difference(direction, step)) < tolerance);
            }

            double Difference(double[] direction, double step) => (LossAt(direction, step) - LossAt(direction, -step)) / (2 * step);

            double LossAt(double[] direction, double step)
            {
                for (var i = 0; i < start.Length; i++)
                    kernel.Parameters[i] = start[i] + step * direction[i];
                var loss = kernel.Gradient(batch, sample.Weights, ignored);
                return sample.Weights.Value * loss.Value + sample.Weights.Gradient * loss.Gradient;
            }
        }, iter: 40, threads: 1);

    [Fact]
    public void Predicted_values_are_those_of_plain_loops() =>
        KernelCase.Any.Sample(sample =>
        {
            var kernel = sample.Kernel<double>();
            var x = sample.Batch<double>().X.ToArray();
            var values = new double[sample.Rows * sample.Shape.Outputs];
            kernel.Predict(x, values, []);
            for (var row = 0; row < sample.Rows; row++)
            {
                var expected =
                    PlainNetwork(sample.Shape, kernel.Parameters, x[(row * sample.Shape.Inputs)..((row + 1) * sample.Shape.Inputs)]);
                for (var j = 0; j < expected.Length; j++)
                    Assert.Equal(expected[j], values[row * expected.Length + j], 1e-12);
            }
        }, iter: 60, threads: 1);

    [Fact]
    public void Predicted_Jacobians_are_the_slopes_of_predicted_values_in_chunks_of_any_size() =>
        KernelCase.Smooth.Sample(sample =>
        {
            const double Step = 1e-5;
            const int Points = 70; // more than a chunk
            var kernel = sample.Kernel<double>();
            int inputs = sample.Shape.Inputs, outputs = sample.Shape.Outputs;
            var stream = new RandomStream(sample.Seed, "points");
            double[] x = [.. Enumerable.Range(0, Points * inputs).Select(_ => stream.NextNormal())];
            double[] values = new double[Points * outputs], above = new double[values.Length], below = new double[values.Length];
            var jacobians = new double[Points * outputs * inputs];
            kernel.Predict(x, values, jacobians);
            for (var i = 0; i < inputs; i++)
            {
                kernel.Predict([.. x.Select((value, k) => k % inputs == i ? value + Step : value)], above, []);
                kernel.Predict([.. x.Select((value, k) => k % inputs == i ? value - Step : value)], below, []);
                for (var k = 0; k < values.Length; k++)
                    Assert.Equal((above[k] - below[k]) / (2 * Step), jacobians[k * inputs + i], 1e-6);
            }
        }, iter: 10, threads: 1);

    [Fact]
    public void Losses_are_those_of_the_predicted_jet() =>
        KernelCase.Any.Sample(sample =>
        {
            var kernel = sample.Kernel<double>();
            var batch = sample.Batch<double>();
            int inputs = sample.Shape.Inputs, outputs = sample.Shape.Outputs;
            double[] values = new double[sample.Rows * outputs], jacobians = new double[sample.Rows * outputs * inputs];
            kernel.Predict(batch.X.Span, values, jacobians);
            double value = 0, gradient = 0;
            for (var i = 0; i < values.Length; i++)
                value += Masked(batch.ValueMask, i) * Math.Pow(values[i] - batch.Y.Span[i], 2);
            for (var k = 0; k < sample.Rows * sample.Directions; k++)
            {
                for (var i = 0; i < inputs; i++)
                {
                    double slope = 0;
                    for (var j = 0; j < outputs; j++)
                        slope += DirectionOf(batch, sample, k, j) * jacobians[((k / sample.Directions * outputs) + j) * inputs + i];
                    gradient += Masked(batch.DerivativeMask, k * inputs + i) * Math.Pow(slope - batch.Derivatives.Span[k * inputs + i], 2);
                }
            }

            var loss = kernel.Gradient(batch, sample.Weights, new double[sample.Shape.ParameterCount]);
            Assert.Equal(value / sample.Rows, loss.Value, 1e-10 * (1 + value));
            Assert.Equal(sample.Weights.Gradient == 0 ? 0 : gradient / sample.Rows, loss.Gradient, 1e-10 * (1 + gradient));
        }, iter: 60, threads: 1);

    [Fact]
    public void Missing_targets_may_be_anything()
    {
        var sample = new KernelCase(new(2, [7], 2, Activation.Tanh), 5, 0, HasMasks: true, new(1, 1), Seed: 3);
        var batch = sample.Batch<double>();
        double[] expected = new double[sample.Shape.ParameterCount], actual = new double[expected.Length];
        var loss = sample.Kernel<double>().Gradient(batch, sample.Weights, expected);
        var holed = batch with { Y = Holed(batch.Y, batch.ValueMask), Derivatives = Holed(batch.Derivatives, batch.DerivativeMask) };
        Assert.Contains(double.NaN, holed.Y.ToArray());
        Assert.Equal(loss, sample.Kernel<double>().Gradient(holed, sample.Weights, actual));
        Assert.Equal(expected, actual);

        static double[] Holed(ReadOnlyMemory<double> target, ReadOnlyMemory<double> mask) =>
            [.. target.ToArray().Zip(mask.ToArray(), (value, present) => present == 0 ? double.NaN : value)];
    }

    private static double[] PlainNetwork(MlpShape shape, ReadOnlySpan<double> parameters, double[] point)
    {
        var rest = parameters;
        var layers = shape.Layers.ToArray();
        for (var l = 0; l < layers.Length; l++)
        {
            var (fanIn, fanOut) = layers[l];
            var next = rest.Slice(fanIn * fanOut, fanOut).ToArray();
            for (var j = 0; j < fanOut; j++)
            {
                for (var k = 0; k < fanIn; k++)
                    next[j] += rest[j * fanIn + k] * point[k];
            }

            point = l == layers.Length - 1 ? next : [.. next.Select(z => PlainActivation(shape.Activation, z))];
            rest = rest[((fanIn + 1) * fanOut)..];
        }

        return point;
    }

    private static double PlainActivation(Activation activation, double z) => activation switch
    {
        Activation.Relu => Math.Max(z, 0),
        Activation.LeakyRelu => z > 0 ? z : 0.01 * z,
        Activation.Tanh => Math.Tanh(z),
        Activation.Softplus => Math.Log(1 + Math.Exp(z)),
        Activation.Silu => z / (1 + Math.Exp(-z)),
        Activation.Sine => Math.Sin(z),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    private static double Masked(ReadOnlyMemory<double> mask, int i) => mask.IsEmpty ? 1 : mask.Span[i];

    private static double DirectionOf(KernelBatch<double> batch, KernelCase sample, int row, int output) =>
        sample.Projections > 0 ? batch.Directions.Span[row * sample.Shape.Outputs + output]
        : row % sample.Shape.Outputs == output ? 1 : 0;
}
