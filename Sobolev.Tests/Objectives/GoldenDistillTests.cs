using Sobolev.Objectives;
using Sobolev.Tests.Golden;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sobolev.Tests.Objectives;

/// <summary>The `distill` row: KL of policies, and the gradient of their logarithm along a random unit vector.</summary>
public sealed class GoldenDistillTests : IClassFixture<LoadedTorch>
{
    private static readonly SobolevObjective _sobolev = new(Discrepancy.KullbackLeibler, new DerivativeTerm { ProjectsOutputs = true });

    [Theory]
    [InlineData("distill_pong")]
    [InlineData("distill_space_invaders")]
    public void A_student_is_compared_with_its_teacher_as_in_PyTorch(string name)
    {
        var golden = GoldenFile.Case(name);
        var (batch, actions) = (golden.GetProperty("batch").GetInt64(), golden.GetProperty("actions").GetInt64());
        using var scope = NewDisposeScope();
        var frames = GoldenNetwork.Fill([batch, 4, 84, 84], 20, 0.5, 0.5);
        var (teacher, teacherPolicy) = Policy([(32, 4, 8, 4), (64, 32, 4, 2), (64, 64, 3, 1)], 512, actions, 21);
        var (student, studentPolicy) = Policy([(16, 4, 8, 4), (32, 16, 4, 2)], 256, actions, 41);
        var v = GoldenNetwork.Fill([batch, actions], 60);
        v /= linalg.vector_norm(v, 2, [1], keepdim: true);

        var loss = _sobolev.Compare(
            new FunctionJet(studentPolicy, frames, Graph.Trainable),
            new FunctionJet(teacherPolicy, frames, Graph.Detached), new Projections(v));

        GoldenFile.Same(golden.GetProperty("kl"), loss.Value!.ToDouble());
        GoldenFile.Same(golden.GetProperty("projected_gradient_loss"), loss.Derivatives[0].ToDouble());
        student.SameGradients(golden.GetProperty("parameter_gradients_of_kl_plus_gradient_loss"), loss);
        Assert.False(teacher.HasGradients);
    }

    private static (GoldenNetwork Network, Func<Tensor, Tensor> LogPolicy) Policy(
        (long Out, long In, long Kernel, long Stride)[] spec, long width, long actions, double salt)
    {
        var network = new GoldenNetwork();
        var side = spec.Aggregate(84L, (side, conv) => (side - conv.Kernel) / conv.Stride + 1);
        var convs = spec.Select((conv, i) => (Layer: network.Layer(salt + i, conv.Out, conv.In, conv.Kernel, conv.Kernel), conv.Stride))
            .ToList();
        var hidden = network.Layer(salt + 7, width, spec[^1].Out * side * side);
        var head = network.Layer(salt + 8, actions, width);
        return (network, x =>
        {
            foreach (var (layer, stride) in convs)
                x = F.relu(GoldenNetwork.Conv(x, layer, stride));
            return F.log_softmax(GoldenNetwork.Linear(F.relu(GoldenNetwork.Linear(x, hidden)), head), 1);
        }
        );
    }
}
