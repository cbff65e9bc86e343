using CsCheck;
using Sobolev.Kernels;

namespace Sobolev.Tests.Kernels;

/// <summary>Updates: Adam, bits, memory and what is refused.</summary>
public sealed class SobolevKernelUpdateTests
{
    private static readonly AdamStep _adam = new(1e-3, WeightDecay: 0.01);

    [Fact]
    public void A_gradient_term_of_weight_zero_leaves_the_plain_regression_step() =>
        KernelCase.Any.Sample(sample =>
        {
            var batch = sample.Batch<float>();
            SobolevKernel<float> without = sample.Kernel<float>(), zero = sample.Kernel<float>();
            var expected = without.Update(batch with { Derivatives = default, Directions = default }, new(1, 1), _adam);
            Assert.Equal(expected, zero.Update(batch, new(1, 0), _adam));
            Assert.Equal(without.Parameters, zero.Parameters);
        }, iter: 20, threads: 1);

    [Fact]
    public void An_update_is_the_textbook_step_of_Adam_on_the_gradient() =>
        KernelCase.Any.Sample(sample =>
        {
            var kernel = sample.Kernel<double>();
            var batch = sample.Batch<double>();
            var count = sample.Shape.ParameterCount;
            double[] parameters = [.. kernel.Parameters], m = new double[count], v = new double[count], gradient = new double[count];
            for (var step = 1; step <= 3; step++)
            {
                kernel.Gradient(batch, sample.Weights, gradient);
                for (var i = 0; i < count; i++)
                {
                    var g = gradient[i] + _adam.WeightDecay * parameters[i];
                    m[i] = _adam.Beta1 * m[i] + (1 - _adam.Beta1) * g;
                    v[i] = _adam.Beta2 * v[i] + (1 - _adam.Beta2) * g * g;
                    var (mean, square) = (m[i] / (1 - Math.Pow(_adam.Beta1, step)), v[i] / (1 - Math.Pow(_adam.Beta2, step)));
                    parameters[i] -= _adam.LearningRate * mean / (Math.Sqrt(square) + _adam.Epsilon);
                }

                kernel.Update(batch, sample.Weights, _adam);
                for (var i = 0; i < count; i++)
                    Assert.Equal(parameters[i], kernel.Parameters[i], 1e-11);
                // Both continue from the same point: Adam's first steps divide rounding by rounding where a gradient vanishes.
                parameters.CopyTo(kernel.Parameters);
                m.CopyTo(kernel.FirstMoments);
                v.CopyTo(kernel.SecondMoments);
            }
        }, iter: 20, threads: 1);

    [Fact]
    public void Every_width_gives_the_same_bits_without_logarithms_and_sines() =>
        KernelCase.OfSameBits.Sample(sample =>
        {
            var expected = Trained(sample.Kernel<float>(SimdWidth.Scalar), sample.Batch<float>(), sample.Weights);
            foreach (var width in new[] { SimdWidth.Vector128, SimdWidth.Vector256, SimdWidth.Vector512 })
                Assert.Equal(expected, Trained(sample.Kernel<float>(width), sample.Batch<float>(), sample.Weights));
        }, iter: 20, threads: 1);

    [Fact]
    public void Every_width_agrees_for_smooth_networks() =>
        KernelCase.Smooth.Sample(sample =>
        {
            double[] expected = new double[sample.Shape.ParameterCount], actual = new double[expected.Length];
            sample.Kernel<double>(SimdWidth.Scalar).Gradient(sample.Batch<double>(), sample.Weights, expected);
            foreach (var width in new[] { SimdWidth.Vector128, SimdWidth.Vector256, SimdWidth.Vector512 })
            {
                sample.Kernel<double>(width).Gradient(sample.Batch<double>(), sample.Weights, actual);
                AssertClose(expected, actual, 1e-12);
            }
        }, iter: 20, threads: 1);

    [Fact]
    public void Single_precision_agrees_with_double() =>
        KernelCase.Smooth.Sample(sample =>
        {
            var expected = new double[sample.Shape.ParameterCount];
            var actual = new float[expected.Length];
            sample.Kernel<double>().Gradient(sample.Batch<double>(), sample.Weights, expected);
            sample.Kernel<float>().Gradient(sample.Batch<float>(), sample.Weights, actual);
            AssertClose(expected, [.. actual.Select(g => (double)g)], 1e-4);
        }, iter: 40, threads: 1);

    [Fact]
    public void Whatever_else_the_kernel_did_an_update_gives_the_same_bits() =>
        Gen.Select(KernelCase.Any, KernelCase.Any).Sample((sample, other) =>
        {
            var expected = Trained(sample.Kernel<float>(), sample.Batch<float>(), sample.Weights);

            // Leftovers of larger batches and of the other path must not show.
            var kernel = sample.Kernel<float>(capacity: 50);
            var larger = (sample with { Rows = 50, Seed = other.Seed }).Batch<float>();
            float[] start = [.. kernel.Parameters];
            kernel.Update(larger, new(1, 1), _adam);
            kernel.Update(larger, new(1, 0), _adam);
            kernel.Predict(larger.X.Span, new float[50 * sample.Shape.Outputs], new float[50 * sample.Shape.Outputs * sample.Shape.Inputs]);
            start.CopyTo(kernel.Parameters);
            kernel.FirstMoments.Clear();
            kernel.SecondMoments.Clear();
            kernel.AdamSteps = 0;
            Assert.Equal(expected, Trained(kernel, sample.Batch<float>(), sample.Weights));
        }, iter: 20, threads: 1);

    [Fact]
    public void A_kernel_with_the_state_of_another_goes_on_where_it_stopped()
    {
        var sample = new KernelCase(new(3, [20, 20], 1, Activation.Silu), 9, 0, HasMasks: false, new(1, 1), Seed: 5);
        SobolevKernel<float> one = sample.Kernel<float>(), other = sample.Kernel<float>();
        Trained(one, sample.Batch<float>(), sample.Weights);
        one.Parameters.CopyTo(other.Parameters);
        one.FirstMoments.CopyTo(other.FirstMoments);
        one.SecondMoments.CopyTo(other.SecondMoments);
        other.AdamSteps = one.AdamSteps;
        Assert.Equal(Trained(one, sample.Batch<float>(), sample.Weights), Trained(other, sample.Batch<float>(), sample.Weights));
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Tanh)]
    public void Updates_and_predictions_allocate_nothing(Activation activation)
    {
        var sample = new KernelCase(new(2, [20, 20], 2, activation), 9, 0, HasMasks: true, new(1, 1), Seed: 5);
        var kernel = sample.Kernel<float>();
        var batch = sample.Batch<float>();
        float[] values = new float[18], jacobians = new float[36];
        Step();
        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 5; i++)
                Step();
        }));

        void Step()
        {
            kernel.Update(batch, new(1, 1), _adam);
            kernel.Update(batch, new(1, 0), _adam);
            kernel.Predict(batch.X.Span, values, jacobians);
        }
    }

    [Fact]
    public void A_batch_larger_than_the_capacity_is_refused()
    {
        var sample = new KernelCase(new(2, [4], 1, Activation.Relu), 9, 0, HasMasks: false, new(1, 1), Seed: 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => sample.Kernel<float>(capacity: 8)
            .Update(sample.Batch<float>(), sample.Weights, _adam));
    }

    [Fact]
    public void An_array_too_short_for_the_rows_is_refused_by_name()
    {
        var sample = new KernelCase(new(2, [4], 2, Activation.Relu), 9, 1, HasMasks: true, new(1, 1), Seed: 5);
        var batch = sample.Batch<float>();
        var kernel = sample.Kernel<float>();
        AssertRefused(batch with { X = new float[17] }, "X");
        AssertRefused(batch with { Y = new float[17] }, "Y");
        AssertRefused(batch with { ValueMask = new float[17] }, "ValueMask");
        AssertRefused(batch with { Derivatives = new float[17] }, "Derivatives");
        AssertRefused(batch with { DerivativeMask = new float[17] }, "DerivativeMask");
        AssertRefused(batch with { Directions = new float[17] }, "Directions");
        Assert.Throws<ArgumentOutOfRangeException>(() => kernel.Update(batch with { Projections = 3 }, new(1, 1), _adam));
        Assert.Equal(0, kernel.AdamSteps);

        void AssertRefused(KernelBatch<float> wrong, string name) =>
            Assert.StartsWith(name + " ", Assert.Throws<ArgumentException>(() => kernel.Update(wrong, new(1, 1), _adam)).Message);
    }

    [Fact]
    public void A_network_that_diverged_shows_in_the_loss()
    {
        var sample = new KernelCase(new(2, [4, 4], 1, Activation.Relu), 9, 0, HasMasks: false, new(1, 1), Seed: 5);
        var kernel = sample.Kernel<float>();
        kernel.Parameters[0] = float.NaN;
        Assert.True(double.IsNaN(kernel.Update(sample.Batch<float>(), new(1, 1), _adam).Value));
        Assert.Contains(float.NaN, kernel.FirstMoments.ToArray());
    }

    [Fact]
    public void Moments_below_the_least_normal_number_become_zero()
    {
        // All units are dead: their gradient is zero, and what Adam remembers would fade into slow subnormal numbers.
        var sample = new KernelCase(new(2, [4], 1, Activation.Relu), 9, 0, HasMasks: false, new(1, 1), Seed: 5);
        var kernel = sample.Kernel<float>();
        kernel.Parameters[..12].Fill(-100);
        kernel.Parameters[..8].Clear();
        kernel.FirstMoments.Fill(1.2e-38f);
        kernel.SecondMoments.Fill(1e-39f);
        kernel.Update(sample.Batch<float>(), new(1, 1), new(1e-3));
        Assert.All(kernel.FirstMoments[..16].ToArray(), moment => Assert.Equal(0, moment));
        Assert.All(kernel.SecondMoments[..16].ToArray(), moment => Assert.Equal(0, moment));
    }

    private static float[] Trained(SobolevKernel<float> kernel, KernelBatch<float> batch, ObjectiveWeights weights)
    {
        for (var i = 0; i < 3; i++)
            kernel.Update(batch, weights, _adam);
        return [.. kernel.Parameters, .. kernel.FirstMoments, .. kernel.SecondMoments];
    }

    private static void AssertClose(double[] expected, double[] actual, double relative)
    {
        var scale = relative * (1e-12 + Math.Sqrt(expected.Sum(g => g * g)));
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], scale);
    }
}
