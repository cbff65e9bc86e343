using Sobolev.AttentionTransfer;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sobolev.Tests.AttentionTransfer;

/// <summary>Gradients of the costs by pushed tangents against those by double backward, in 64 bits, for every kind of network.</summary>
public sealed class AttentionTangentTests : IClassFixture<LoadedTorch>, IDisposable
{
    private const int Images = 6, Side = 8;

    private static readonly string[] _classes = ["a", "b", "c"];

    private static readonly Dictionary<string, NetworkOptions> _networks = new()
    {
        ["wide-resnet"] = new() { Depth = 16, Width = 0.25 },
        ["network-in-network"] = new() { Kind = NetworkKind.NetworkInNetwork, Width = 0.05 },
        ["network-in-network without normalisation"] = new() { Kind = NetworkKind.NetworkInNetwork, Width = 0.05, Normalised = false },
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string, string, GradientDiscrepancy> Costs => [.. from network in _networks.Keys
        from method in new[] { "transfer", "sobolev" }
        from discrepancy in Enum.GetValues<GradientDiscrepancy>()
        select (network, method, discrepancy)];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Costs))]
    public void Loss_and_gradients_are_those_of_double_backward(string network, string method, GradientDiscrepancy discrepancy)
    {
        var (student, teacher) = (Network(network, "student"), Network(network, "teacher"));
        Same(student, teacher, AttentionMethod.Named(method).Objective(0.7, discrepancy));
    }

    /// <summary>The loss of the labels outweighs the gradient term in the cost; here the term is alone.</summary>
    [Theory]
    [InlineData("wide-resnet")]
    [InlineData("network-in-network")]
    [InlineData("network-in-network without normalisation")]
    public void So_are_those_of_the_gradient_term_alone(string network)
    {
        var (student, teacher) = (Network(network, "student"), Network(network, "teacher"));
        Same(student, teacher, new SobolevObjective(null, new DerivativeTerm { Discrepancy = Discrepancy.Norm }));
    }

    /// <summary>Both ways have the same values and rectifiers, so rounding alone parts them.</summary>
    [Theory]
    [InlineData("wide-resnet")]
    [InlineData("network-in-network")]
    public void In_32_bits_too(string network)
    {
        var (student, teacher) = (Network(network, "student"), Network(network, "teacher"));
        student.Network.to(float32);
        teacher.Network.to(float32);
        Same(student, teacher, AttentionMethod.Transfer.Objective(0.7, GradientDiscrepancy.Norm), float32, 1e-5);
    }

    [Theory]
    [InlineData("wide-resnet")]
    [InlineData("network-in-network")]
    public void By_the_running_statistics_too(string network)
    {
        var (student, teacher) = (Network(network, "student"), Network(network, "teacher"));
        var (images, _) = Batch();
        Normalisation.ByBatch(student.Network, learns: true);
        student.Network.call(images);
        Normalisation.ByRunning(student.Network);
        Same(student, teacher, AttentionMethod.Transfer.Objective(0.7, GradientDiscrepancy.Norm));
    }

    [Fact]
    public void The_running_statistics_move_once()
    {
        var (images, labels) = Batch();
        var (one, other) = (Network("wide-resnet", "student"), Network("wide-resnet", "student"));
        foreach (var student in new[] { one, other })
            Normalisation.ByBatch(student.Network, learns: true);
        var target = Network("wide-resnet", "teacher").Loss(images, labels, 1);
        AttentionMethod.Transfer.Objective(1, GradientDiscrepancy.Norm).Compare(one.TrainedLoss(images, labels, 1), target).Backward();
        other.Network.call(images);
        foreach (var (moved, once) in one.Network.buffers().Zip(other.Network.buffers()))
            Assert.True(moved.eq(once).all().ToBoolean());
    }

    /// <summary>Remark 2: the norm's gradient is zero where there is no difference, and so are tangents and what they add.</summary>
    [Theory]
    [InlineData(GradientDiscrepancy.Norm)]
    [InlineData(GradientDiscrepancy.SquaredNorm)]
    public void A_student_equal_to_its_teacher_stays_to_the_bit(GradientDiscrepancy discrepancy)
    {
        var (images, labels) = Batch();
        var (student, teacher) = (Network("wide-resnet", "teacher"), Network("wide-resnet", "teacher"));
        AttentionMethod.Sobolev.Objective(1, discrepancy)
            .Compare(student.TrainedLoss(images, labels, 1), teacher.Loss(images, labels, 1)).Backward();
        Assert.All(student.Network.parameters(), parameter => Assert.True(parameter.grad!.eq(0).all().ToBoolean()));
    }

    private static void Same(Classifier student, Classifier teacher, SobolevObjective objective, ScalarType type = ScalarType.Float64,
        double tolerance = 1e-12)
    {
        var (images, labels) = Batch();
        images = images.to(type);
        var target = teacher.Loss(images, labels, 1);
        var (exact, expected) = Gradients(new FunctionJet(
            x => F.cross_entropy(student.Network.call(x), labels, reduction: nn.Reduction.None), images, Graph.Trainable));
        var (loss, gradients) = Gradients(student.TrainedLoss(images, labels, 1));

        Assert.Equal(exact.Total, loss.Total);
        Assert.Equal(exact.Derivatives, loss.Derivatives);
        var length = Math.Sqrt(expected.Sum(gradient => gradient.to(float64).square().sum().ToDouble()));
        var error = Math.Sqrt(gradients.Zip(expected, (one, other) => (one.to(float64) - other).square().sum().ToDouble()).Sum());
        TestContext.Current.TestOutputHelper?.WriteLine($"{error / length} of {length}");
        Assert.InRange(error / length, 0, tolerance);

        (LossNumbers Loss, Tensor[] Gradients) Gradients(IJet model)
        {
            student.Network.zero_grad();
            var loss = objective.Compare(model, target);
            loss.Backward(student.Network.parameters());
            return (loss.ToNumbers(), [.. student.Network.parameters().Select(parameter => parameter.grad!.clone())]);
        }
    }

    /// <summary>Normalised by the batch; scales and shifts are not those of a fresh network.</summary>
    private static Classifier Network(string network, string name)
    {
        var classifier = new Classifier(_networks[network], 3, _classes);
        classifier.Network.to(float64);
        var rng = new RandomStream(0, name);
        HeWeights.Draw(classifier.Network, rng);
        using var quiet = no_grad();
        foreach (var parameter in classifier.Network.parameters().Where(parameter => parameter.dim() == 1))
            parameter.add_(Projections.UnitVectors(rng, parameter.unsqueeze(0)).squeeze(0));
        Normalisation.ByBatch(classifier.Network, learns: false);
        return classifier;
    }

    private static (Tensor Images, Tensor Labels) Batch() =>
        (Projections.UnitVectors(new RandomStream(2, "images"), zeros(Images, 3, Side, Side, float64)) * 14,
            arange(Images, int64).remainder(_classes.Length));
}
