using Sobolev.AttentionTransfer;
using Sobolev.Data;
using Sobolev.Distillation;
using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Benchmarks;

/// <summary>One update's loss and gradient on a device, in each precision that it has, against the processor in 64 bits.</summary>
internal static class TruthRound
{
    private const int Batch = 50, Classes = 6;

    /// <summary>
    /// Largest errors relative to the norm: of the loss, and of the gradient, in which rounding makes rectifiers flip (docs/testing.md).
    /// </summary>
    private static readonly (ComputePrecision Precision, double Loss, double Gradient)[] _limits =
        [(ComputePrecision.Float32, 1e-4, 1e-3), (ComputePrecision.Tf32, 1e-2, 0.4), (ComputePrecision.Bfloat16, 5e-2, 0.8)];

    /// <summary>A line for each update and precision.</summary>
    /// <returns>Whether all are within the limits.</returns>
    public static bool Write(TextWriter output, string device)
    {
        LibTorch.EnsureLoaded();
        var place = Devices.Resolve(device);
        var passed = true;
        (string, Func<Device, ScalarType, (double, Tensor)>)[] updates =
        [
            ("distill-regular", (where, type) => Distill(DistillMethod.Regular, where, type)),
            ("distill-sobolev", (where, type) => Distill(DistillMethod.Sobolev, where, type)),
            ("attention-student", (where, type) => Attention(AttentionMethod.Student, where, type)),
            ("attention-transfer", (where, type) => Attention(AttentionMethod.Transfer, where, type)),
        ];
        foreach (var (name, update) in updates)
        {
            using var scope = NewDisposeScope();
            var (loss, gradient) = update(CPU, float64);
            var limits = _limits.Where(limit => place.IsCuda || limit.Precision != ComputePrecision.Tf32);
            foreach (var (precision, mostLoss, mostGradient) in limits)
            {
                new Arithmetic(precision, Autotunes: false, IsDeterministic: false).Apply(place);
                using var autocast = Autocast.Begin(precision, place.ToTorch());
                var (near, rounded) = update(place.ToTorch(), float32);
                var ofLoss = Math.Abs(near - loss) / Math.Abs(loss);
                var ofGradient = ((rounded - gradient).norm() / gradient.norm()).ToDouble();
                // not-a-number is not within a limit
                var isWithin = ofLoss <= mostLoss && ofGradient <= mostGradient;
                passed &= isWithin;
                var found = isWithin ? "within" : "BEYOND";
                output.WriteLine(
                    FormattableString.Invariant($"{found} {name} {place} {precision} loss {ofLoss:0e0} gradient {ofGradient:0e0}"));
            }
        }

        return passed;
    }

    private static (double Loss, Tensor Gradient) Distill(string method, Device device, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var student = new PolicyNetwork(PolicyLayers.Student, Classes);
        using var teacher = new PolicyNetwork(PolicyLayers.Teacher, Classes);
        HeWeights.Draw(student, new RandomStream(1, "student"));
        HeWeights.Draw(teacher, new RandomStream(2, "teacher"));
        student.to(type).to(device);
        teacher.to(type).to(device);
        var frames = Waves(device, type, Batch, PolicyLayers.History, PolicyLayers.Side, PolicyLayers.Side);
        var objective = DistillMethod.Objective(method, 1);
        var target = new FunctionJet(teacher.LogPolicy, frames, Graph.Detached, objective.Order);
        var model = new LinearisedJet(student.Linearise, frames, objective.Order);
        return Update(objective.Compare(model, target, objective.Draw(new RandomStream(3, "directions"), target.Value, frames)), student);
    }

    private static (double Loss, Tensor Gradient) Attention(AttentionMethod method, Device device, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var set = new ImageSet(3, 32, 32, new LongBytes(3 * 32 * 32), [0]);
        var data = new ImageData(set, set, [.. Enumerable.Range(0, Classes).Select(label => $"{label}")]);
        using var student = Classifier.Fresh(new NetworkOptions { Width = 1 }, data, new RandomStream(1, "student"));
        student.Network.to(type).to(device);
        Normalisation.ByBatch(student.Network, learns: true);
        var (images, labels) = (Waves(device, type, Batch, 3, 32, 32), arange(Batch, int64, device).remainder(Classes));
        var objective = method.Objective(1, GradientDiscrepancy.Norm);
        var target = new StoredJet(zeros(Batch, type, device), zeros([Batch, 3, 32, 32], type, device));
        return Update(objective.Compare(student.TrainedLoss(images, labels, objective.Order), target), student.Network);
    }

    private static (double Loss, Tensor Gradient) Update(SobolevLoss loss, nn.Module network)
    {
        loss.Backward(network.parameters());
        var gradients = network.parameters().Select(parameter => parameter.grad!.detach().cpu().to(float64).flatten());
        return (loss.ToNumbers().Total, cat([.. gradients]).MoveToOuterDisposeScope());
    }

    // the same numbers on every device, smooth as pictures are
    private static Tensor Waves(Device device, ScalarType type, params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, length) => product * length);
        return (arange(count, float64) * 0.37).sin().add_(1).mul_(0.5).reshape(shape).to(type).to(device);
    }
}
