using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.SyntheticGradients;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.SyntheticGradients;

/// <summary>Narrow networks on small images in double precision, the same for every method.</summary>
internal static class SmallNetworks
{
    public const int Side = 8;
    public const int Classes = 5;

    public static readonly int[] Cuts = [1, 2, 3];

    public static CutNetwork Build(SgMethod method, CutNetwork? shared = null, int[]? cuts = null, Func<int, GradientModule>? module = null)
    {
        cuts ??= method == SgMethod.Backprop ? [] : Cuts;
        var stages = CifarTrunk.Stages(4, Side, Classes);
        foreach (var (name, stage) in stages)
        {
            HeWeights.Draw(stage, new RandomStream(1, name));
            stage.to(float64);
        }

        var losses = new ModuleLosses(Discrepancy.AbsoluteError, 1, 1, 0);
        GradientModule Default(int cut)
        {
            var input = new ModuleInput(4 << (cut - 1), Side >> (cut - 1), Classes);
            var options = new ModuleOptions { Width = 6, ZeroOutput = false };
            var built = SgModules.Build(method, losses.ObjectiveOf(method)!, input, options, new RandomStream(1, $"module{cut}"));
            built.Network.to(float64);
            return built;
        }

        GradientModule[] modules = method is SgMethod.Backprop or SgMethod.Noprop ? [] : [.. cuts.Select(module ?? Default)];
        return new CutNetwork(stages, cuts, modules, shared);
    }

    public static (Tensor Images, Tensor Labels) Batch(int count, long seed = 2)
    {
        var rng = new RandomStream(seed, "images");
        double[] pixels = [.. Enumerable.Range(0, count * 3 * Side * Side).Select(_ => rng.NextNormal())];
        return (tensor(pixels, [count, 3, Side, Side]),
            tensor(Enumerable.Range(0, count).Select(_ => (long)rng.NextInt(Classes)).ToArray()));
    }

    /// <summary>All gradients of the trunk in the order of its stages, however it is cut.</summary>
    public static double[] Gradients(CutNetwork network) =>
        [.. network.Parameters.SelectMany(parameters => parameters.Gradients.data<double>().ToArray())];

    public static double[] Values(CutNetwork network) => [.. network.Parameters.SelectMany(parameters => parameters.ToArray())];
}
