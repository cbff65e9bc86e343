using System.Globalization;
using Sobolev.Tests.Cli;
using Sobolev.Torch;

namespace Sobolev.Tests.Torch;

/// <summary>
/// One update of each method of each preset in 32 bits against 64 bits, in a separate process: a wrong convolution differs by 6 to 50%, in
/// the second order also where the batch is not a multiple of a vector.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class UpdatePrecisionTests
{
    private const double Linear = 1e-4;

    /// <summary>Rectifiers and signs of an L1 loss that rounding flips change a gradient at once: up to 15% with sound kernels.</summary>
    private const double PiecewiseLinear = 0.2;

    public static TheoryData<string, string> Quick =>
        new() { { "distill", "quick" }, { "attention", "quick" }, { "sg-cifar", "quick" }, { "sg-imagenet", "quick" } };

    public static TheoryData<string, string> Large =>
        new()
        {
            { "distill", "default" }, { "distill", "paper" }, { "attention", "default" }, { "attention", "remark-2" },
            { "attention", "paper" },
            { "sg-cifar", "default" }, { "sg-cifar", "paper" }, { "sg-imagenet", "default" }, { "sg-imagenet", "paper" },
        };

    [Theory]
    [MemberData(nameof(Quick))]
    public void An_update_in_32_bits_is_that_in_64_bits(string verb, string preset) => Check("sound", verb, preset);

    [Theory]
    [MemberData(nameof(Quick))]
    public void It_is_where_the_caches_are_hidden_too(string verb, string preset)
    {
        Assert.SkipWhen(CacheSizes.InLeaf8000001D is null && !CacheSizes.AreHidden, "oneDNN reads the caches elsewhere on this processor");
        Check("hidden-settled", verb, preset);
    }

    [Theory]
    [MemberData(nameof(Large))]
    public void It_is_in_the_larger_presets(string verb, string preset) => Check("sound", verb, preset);

    private static void Check(string processor, string verb, string preset)
    {
        using var probe = ToolProcess.StartTorchProbe(processor, "update", verb, preset);
        var (exitCode, output, error) = probe.Wait();
        Assert.True(exitCode == 0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, line => line.StartsWith("method", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("convolution", StringComparison.Ordinal));
        foreach (var line in lines)
        {
            var words = line.Split(' ');
            Assert.True(Number(words[1]) < Linear, line);
            if (words[0] == "method")
                Assert.True(Number(words[2]) < PiecewiseLinear, line);
        }
    }

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);
}
