using Sobolev.Objectives;
using Sobolev.SyntheticGradients;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sobolev.Tests.SyntheticGradients;

public sealed class DecoupledPassTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _images, _labels;

    public DecoupledPassTests() => (_images, _labels) = SmallNetworks.Batch(6);

    public void Dispose() => _scope.Dispose();

    public static TheoryData<SgMethod> WithModules => [SgMethod.Direct, SgMethod.Vfbn, SgMethod.Critic, SgMethod.Sobolev];

    [Fact]
    public void Without_cuts_it_is_backpropagation()
    {
        using var network = SmallNetworks.Build(SgMethod.Backprop);
        using var plain = SmallNetworks.Build(SgMethod.Backprop);
        var (loss, _) = Run(network);
        var expected = F.cross_entropy(plain.Forward(_images), _labels);
        expected.backward();
        Assert.Equal(expected.ToDouble(), loss, 1e-12);
        Same(SmallNetworks.Gradients(plain), SmallNetworks.Gradients(network));
    }

    /// <summary>A module that knew the true gradient would make the cuts disappear: under either target.</summary>
    [Theory]
    [InlineData(ModuleTargets.True)]
    [InlineData(ModuleTargets.Bootstrapped)]
    public void With_perfect_modules_it_is_backpropagation(ModuleTargets targets)
    {
        using var cut = SmallNetworks.Build(SgMethod.Sobolev, module: _ => new PerfectModule());
        using var whole = SmallNetworks.Build(SgMethod.Backprop);
        Run(cut, targets);
        Run(whole);
        Same(SmallNetworks.Gradients(whole), SmallNetworks.Gradients(cut));
    }

    [Theory]
    [MemberData(nameof(WithModules))]
    public void What_lies_above_the_last_cut_has_its_true_gradient(SgMethod method)
    {
        using var cut = SmallNetworks.Build(method);
        using var whole = SmallNetworks.Build(SgMethod.Backprop);
        Run(cut);
        Run(whole);
        var top = cut.Parameters[^1].Gradients.data<double>().ToArray();
        Same(SmallNetworks.Gradients(whole)[^top.Length..], top);
        Assert.NotEqual(SmallNetworks.Gradients(whole)[..^top.Length], SmallNetworks.Gradients(cut)[..^top.Length]);
    }

    [Fact]
    public void Without_modules_nothing_goes_below_the_last_cut()
    {
        using var network = SmallNetworks.Build(SgMethod.Noprop);
        Run(network);
        Assert.All(network.Parameters.SkipLast(1), parameters => Assert.Equal(0, parameters.Gradients.abs().sum().ToDouble()));
        Assert.True(network.Parameters[^1].Gradients.abs().sum().ToDouble() > 0);
    }

    /// <summary>Target gradients of the modules, recorded by a module, against autograd through the whole network.</summary>
    [Fact]
    public void True_targets_are_the_gradients_of_the_whole_network()
    {
        using var network = SmallNetworks.Build(SgMethod.Sobolev, module: _ => new RecordingModule());
        using var whole = SmallNetworks.Build(SgMethod.Backprop);
        Run(network, ModuleTargets.True);

        var h = _images;
        var at = new List<Tensor>();
        foreach (var stage in ((nn.Module)whole.Segments[0]).children().Cast<nn.Module<Tensor, Tensor>>())
        {
            h = stage.call(h);
            h.retain_grad();
            at.Add(h);
        }

        F.cross_entropy(h, _labels, reduction: nn.Reduction.Sum).backward();
        for (var cut = 0; cut < 3; cut++)
        {
            var seen = ((RecordingModule)network.Modules[cut]).Seen!;
            Assert.True(seen.allclose(at[cut].grad!, 1e-9, 1e-12), $"cut {cut}");
        }
    }

    [Fact]
    public void Bootstrapped_targets_begin_with_the_module_above()
    {
        using var network = SmallNetworks.Build(SgMethod.Sobolev, module: _ => new RecordingModule());
        Run(network, ModuleTargets.Bootstrapped);
        // the recording module's synthetic gradient is zero, and so is what comes through the segment below it
        Assert.True(((RecordingModule)network.Modules[2]).Seen!.abs().sum().ToDouble() > 0);
        Assert.Equal(0, ((RecordingModule)network.Modules[1]).Seen!.abs().sum().ToDouble());
        Assert.Equal(0, ((RecordingModule)network.Modules[0]).Seen!.abs().sum().ToDouble());
    }

    [Theory]
    [MemberData(nameof(WithModules))]
    public void Every_module_gets_gradients_from_its_own_loss(SgMethod method)
    {
        using var network = SmallNetworks.Build(method);
        var (_, losses) = Run(network);
        Assert.Equal(3, losses.Length);
        Assert.All(losses, loss => Assert.True(loss > 0));
        Assert.All(network.ModuleParameters, parameters => Assert.True(parameters.Gradients.abs().sum().ToDouble() > 0));
    }

    [Theory]
    [MemberData(nameof(WithModules))]
    public void A_probe_leaves_no_trace(SgMethod method)
    {
        using var network = SmallNetworks.Build(method);
        Run(network);
        var before = Everything(network);
        var probe = GradientDiagnostics.Measure(network, _images, _labels, SmallNetworks.Classes);
        Assert.Equal(before, Everything(network));
        Assert.Equal(3, probe.Modules.Count);
        Assert.Equal(method == SgMethod.Direct, double.IsNaN(probe.Modules[0].PredictedLoss));
        Assert.All(probe.Modules, module => Assert.InRange(module.Cosine, -1, 1));
    }

    [Fact]
    public void A_perfect_module_is_measured_as_perfect()
    {
        using var network = SmallNetworks.Build(SgMethod.Sobolev, module: _ => new PerfectModule());
        var probe = GradientDiagnostics.Measure(network, _images, _labels, SmallNetworks.Classes);
        Assert.All(probe.Modules, module =>
        {
            Assert.Equal(0, module.GradientError);
            Assert.Equal(0, module.ValueError);
            Assert.Equal(1, module.Cosine, 1e-9);
            Assert.Equal(1, module.NormRatio, 1e-12);
            Assert.Equal(probe.Loss, module.PredictedLoss, 1e-12);
        });
    }

    private (double Loss, double[] ModuleLosses) Run(CutNetwork network, ModuleTargets targets = ModuleTargets.True)
    {
        var losses = DecoupledPass.Run(network, _images, _labels, SmallNetworks.Classes, targets).to(float64).data<double>().ToArray();
        return (losses[0], losses[1..]);
    }

    private static double[] Everything(CutNetwork network) =>
        [.. SmallNetworks.Gradients(network), .. SmallNetworks.Values(network),
            .. network.Buffers().SelectMany(buffer => buffer.to(float64).data<double>().ToArray())];

    private static void Same(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-10 * scale, $"{i}: {expected[i]} and {actual[i]}");
    }

    private static SobolevLoss Nothing() => new(zeros(1, dtype: float64, requires_grad: true).sum(), null, []);

    private sealed class PerfectModule() : GradientModule(nn.Linear(1, 1, dtype: float64), new SobolevObjective(Discrepancy.AbsoluteError))
    {
        public override Prediction Compare(Tensor activations, Tensor labels, StoredJet truth) =>
            new(truth.Derivative(new(1)), truth.Value, Nothing());
    }

    private sealed class RecordingModule()
        : GradientModule(nn.Linear(1, 1, dtype: float64), new SobolevObjective(Discrepancy.AbsoluteError))
    {
        public Tensor? Seen { get; private set; }

        public override Prediction Compare(Tensor activations, Tensor labels, StoredJet truth)
        {
            Seen = truth.Derivative(new(1)).clone();
            return new(zeros_like(Seen), null, Nothing());
        }
    }
}
