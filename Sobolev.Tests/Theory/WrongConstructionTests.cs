using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.Tests.Torch;
using Sobolev.Theory;
using Matrix = MathNet.Numerics.LinearAlgebra.Matrix<double>;

namespace Sobolev.Tests.Theory;

/// <summary>A check is worth what it refuses: constructions that are a little wrong are reported as not holding.</summary>
public sealed class WrongConstructionTests : IClassFixture<LoadedTorch>
{
    private static readonly LabelledPoints _data = LabelledPoints.OnGrid(30, 3, new RandomStream(1, "test"));

    [Fact]
    public void Proposition_1_fails_without_the_transpose()
    {
        var a = SeparatingMatrix.For(_data, new RandomStream(1, "rotation"));
        var findings = Proposition1.Losses("wrong", HatNetwork.Of(_data, a, HatNetwork.AsPrinted(a), Activation.Relu), _data).ToArray();
        Assert.True(findings[0].Holds, "the values do not depend on the slopes");
        Assert.False(findings[1].Holds);
        Assert.False(findings[2].Holds);
    }

    [Fact]
    public void Proposition_1_fails_where_points_share_a_coordinate()
    {
        var identity = Matrix.Build.DenseIdentity(3);
        Assert.Equal(0, SeparatingMatrix.SmallestGap(identity, _data));
        Assert.True(_data.PairsSharingACoordinate() > 0);
        Assert.DoesNotContain(Proposition1.Losses("wrong", HatNetwork.Of(_data, identity, g => g, Activation.Relu), _data),
            finding => finding.Holds);
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(-1e-4)]
    public void Proposition_1_fails_for_a_coefficient_that_is_off_by_little(double error)
    {
        var a = SeparatingMatrix.For(_data, new RandomStream(1, "rotation"));
        var network = HatNetwork.Of(_data, a, HatNetwork.ByChainRule(a), Activation.LeakyRelu);
        network.Parameters[^1] += error;
        Assert.False(Proposition1.Losses("wrong", network, _data).First().Holds);
    }

    [Fact]
    public void Lemma_1_fails_with_too_few_pieces()
    {
        var rosenbrock = SmoothFunction.Benchmarks().Single(phi => phi.Name == "rosenbrock");
        Assert.All(Lemma1.Errors(rosenbrock, Interpolation.Of), finding => Assert.True(finding.Holds));
        Assert.Contains(Lemma1.Errors(rosenbrock, (phi, eps) => Interpolation.Of(phi, Interpolation.Pieces(phi, eps) / 20)),
            finding => !finding.Holds);
    }

    [Fact]
    public void Corollary_1_fails_for_a_network_made_for_a_larger_eps() =>
        Assert.Contains(Corollary1.Errors("coarse", Corollary1.Network(0.1, Activation.Relu), 0.01), finding => !finding.Holds);

    [Fact]
    public void Theorem_2_fails_for_a_loss_below_the_floor_and_for_one_far_above()
    {
        Assert.Contains(Theorem2.Floors("below", 0.1, new KernelLoss(0.02, 0.03)), finding => !finding.Holds);
        Assert.Contains(Theorem2.Floors("above", 0.1, new KernelLoss(0.2, 0.3)), finding => !finding.Holds);
    }

    [Fact]
    public void Proposition_4_fails_for_a_direct_module_taken_as_a_gradient()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var direct = SyntheticGradient.Draw(direct: true, new RandomStream(1, "weights"));
        using var gradient = SyntheticGradient.Draw(direct: false, new RandomStream(1, "weights"));
        Assert.False(Proposition4.Symmetry("direct", direct: false, direct.Asymmetry(new RandomStream(1, "points"))).Holds);
        Assert.False(Proposition4.Symmetry("sobolev", direct: true, gradient.Asymmetry(new RandomStream(1, "points"))).Holds);
    }
}
