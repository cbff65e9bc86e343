using Sobolev.Distillation;
using Sobolev.SyntheticGradients;
using Sobolev.Tests.Torch;
using Sobolev.Torch;
using TorchSharp;

namespace Sobolev.Tests.Gpu;

/// <summary>The formats of convolutions and products, as far as the processor has them.</summary>
[Trait("Speed", "Slow")]
public sealed class PrecisionTests : IClassFixture<LoadedTorch>
{
    [Theory]
    [InlineData("distill regular")]
    [InlineData("distill sobolev")]
    [InlineData("attention student")]
    [InlineData("attention transfer")]
    [InlineData("sg-cifar backprop")]
    [InlineData("sg-cifar direct")]
    [InlineData("sg-cifar sobolev")]
    public void A_training_in_bfloat16_is_near_that_in_32_bits_and_not_the_same(string name)
    {
        using var exact = UpdateCase.Of(name, ComputeDevice.Cpu);
        using var rounded = UpdateCase.Of(name, ComputeDevice.Cpu, ComputePrecision.Bfloat16);
        var before = exact.Weights();
        Assert.Equal(before, rounded.Weights());
        var (loss, near) = (exact.Advance(), rounded.Advance());
        Assert.NotEqual(loss, near);
        Assert.InRange(near, loss - 0.05 * Math.Abs(loss), loss + 0.05 * Math.Abs(loss));

        // the direction of the first update
        var (ours, theirs) = (Step(rounded.Weights()), Step(exact.Weights()));
        var cosine = Dot(ours, theirs) / Math.Sqrt(Dot(ours, ours) * Dot(theirs, theirs));
        Assert.True(cosine > 0.8, $"{name}: cosine {cosine}");
        // what lasts has 32 bits
        Assert.Contains(rounded.Weights(), weight => (float)weight != (float)(BFloat16)(float)weight);

        double[] Step(double[] after) => [.. after.Zip(before, (now, then) => now - then)];
        static double Dot(double[] one, double[] other) => one.Zip(other, (a, b) => a * b).Sum();
    }

    [Fact]
    public void Nothing_of_it_is_left_after_an_update()
    {
        using (Autocast.Begin(ComputePrecision.Bfloat16, torch.CPU))
        {
            using var rounded = torch.ones(4, 4).mm(torch.ones(4, 4));
            Assert.Equal(torch.ScalarType.BFloat16, rounded.dtype);
        }

        using var product = torch.ones(4, 4).mm(torch.ones(4, 4));
        Assert.Equal(torch.ScalarType.Float32, product.dtype);
        Assert.Null(Autocast.Begin(ComputePrecision.Float32, torch.CPU));
    }

    [Fact]
    public void Tf32_needs_a_GPU()
    {
        var error = Assert.Throws<SobolevException>(() => new DistillConfig { Precision = ComputePrecision.Tf32 }.Arithmetic()
            .Apply(ComputeDevice.Cpu));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.StartsWith("precision: tf32", error.Message);
    }

    [Fact]
    public void Float32_means_32_bits_on_GPUs_too()
    {
        new SgCifarConfig().Arithmetic().Apply(ComputeDevice.Cpu);
        Assert.False(torch.backends.cudnn.allow_tf32);
        Assert.False(torch.backends.cuda.matmul.allow_tf32);
    }

    [Fact]
    public void The_processor_passes_the_check_of_devices()
    {
        var check = DeviceCheck.Of(ComputeDevice.Cpu);
        Assert.True(check.IsSound, $"{check}");
        Assert.Equal(4, check.Errors.Count);
        Assert.All(check.Errors, error => Assert.InRange(error.Error, 1e-9, 1e-5));
    }

    [Fact]
    public void A_device_that_is_not_there_fails_it_in_one_line()
    {
        Assert.SkipWhen(Gpus.OfMachine.Count > 0, "there is a GPU");
        var check = DeviceCheck.Of(new ComputeDevice(0));
        Assert.False(check.IsSound);
        Assert.DoesNotContain('\n', $"{check}");
    }
}
