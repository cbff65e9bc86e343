using Sobolev.Distillation;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Tests.Golden;
using Sobolev.Tests.Objectives;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Distillation;

/// <summary>The reference's `distill` cases through the tool's own networks and the objective that its students train on.</summary>
public sealed class GoldenStudentTests : IClassFixture<LoadedTorch>
{
    [Theory]
    [InlineData("distill_pong")]
    [InlineData("distill_space_invaders")]
    public void Teacher_student_and_loss_are_those_of_PyTorch(string name)
    {
        var golden = GoldenFile.Case(name);
        var (batch, actions) = (golden.GetProperty("batch").GetInt64(), golden.GetProperty("actions").GetInt32());
        using var scope = NewDisposeScope();
        var frames = GoldenNetwork.Fill([batch, 4, 84, 84], 20, 0.5, 0.5);
        using var teacher = Filled(PolicyLayers.Teacher, actions, 21);
        using var student = Filled(PolicyLayers.Student, actions, 41);
        var v = GoldenNetwork.Fill([batch, actions], 60);
        v /= linalg.vector_norm(v, 2, [1], keepdim: true);

        var loss = DistillMethod.Objective(DistillMethod.Sobolev, 1).Compare(
            new LinearisedJet(student.Linearise, frames, order: 1),
            new FunctionJet(teacher.LogPolicy, frames, Graph.Detached), new Projections(v));

        GoldenFile.Same(golden.GetProperty("kl"), loss.Value!.ToDouble());
        GoldenFile.Same(golden.GetProperty("projected_gradient_loss"), loss.Derivatives[0].ToDouble());
        loss.Backward();
        foreach (var (digest, parameter) in golden.GetProperty("parameter_gradients_of_kl_plus_gradient_loss").EnumerateArray()
            .Zip(student.parameters()))
            GoldenFile.SameDigest(digest, parameter.grad!.data<double>().ToArray());
    }

    [Fact]
    public void The_regular_method_is_the_divergence_alone()
    {
        Assert.Empty(DistillMethod.Objective(DistillMethod.Regular, 1).Terms);
        Assert.Same(Discrepancy.KullbackLeibler, DistillMethod.Objective(DistillMethod.Regular, 1).Value);
    }

    private static PolicyNetwork Filled(PolicyLayers layers, int actions, double salt)
    {
        var network = new PolicyNetwork(layers, actions);
        network.to(float64);
        using var quiet = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            var layer = name.Split('.')[0] switch
            {
                "conv1" => 0,
                "conv2" => 1,
                "conv3" => 2,
                "hidden" => 7,
                _ => 8,
            };
            var fanIn = parameter.shape.Skip(1).Aggregate(1L, (a, b) => a * b);
            parameter.copy_(parameter.dim() > 1 ? GoldenNetwork.Fill(parameter.shape, salt + layer,
                Math.Sqrt(2.0 / fanIn)) : GoldenNetwork.Fill(parameter.shape, salt + layer + 0.5, 0.1));
        }

        return network;
    }
}
