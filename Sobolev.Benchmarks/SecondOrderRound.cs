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

/// <summary>
/// The gradient of a loss with a gradient term, by tangents pushed forward and by double backward, in turns: distill's with the
/// supplement's student, attention's with WRN-16-1 and with the networks of the default preset. The target is stored.
/// </summary>
internal static class SecondOrderRound
{
    private const int Turns = 15, Actions = 6, Classes = 10, Side = 32;

    /// <summary>A line per way, milliseconds per gradient: median and least; then the median of the turns' ratios.</summary>
    /// <param name="name">distill, attention (WRN-16-1), attention-default (WRN-10-0.25) or attention-nin.</param>
    public static void Write(TextWriter output, string name, int batch, string device)
    {
        LibTorch.EnsureLoaded();
        TorchThreads.Set(1);
        var place = Devices.Resolve(device).ToTorch();
        using var scope = NewDisposeScope();
        var race = new Race();
        Action<Race, int, Device> add = name switch
        {
            "distill" => Distill,
            "attention" => Attention(new() { Depth = 16, Width = 1 }),
            "attention-default" => Attention(new() { Depth = 10, Width = 0.25 }),
            "attention-nin" => Attention(new() { Kind = NetworkKind.NetworkInNetwork, Width = 0.5 }),
            _ => throw new ArgumentException($"no such case: {name}"),
        };
        add(race, batch, place);
        race.Run(slice: 0.2, Turns);
        foreach (var way in new[] { "tangents", "double-backward" })
            output.WriteLine(FormattableString.Invariant($"{name} {way} {1e3 * race[way].Median:F2} {1e3 * race[way].Least:F2}"));
        output.WriteLine(FormattableString.Invariant($"{name} ratio {race["tangents"].Over(race["double-backward"]).Median:F3}"));
    }

    private static void Distill(Race race, int batch, Device place)
    {
        var student = new PolicyNetwork(PolicyLayers.Student, Actions);
        HeWeights.Draw(student, new RandomStream(1, "weights"));
        student.to(place);
        var frames = rand(batch, PolicyLayers.History, PolicyLayers.Side, PolicyLayers.Side, device: place);
        var objective = DistillMethod.Objective(DistillMethod.Sobolev, 1);
        var known = nn.functional.log_softmax(randn(batch, Actions, device: place), 1);
        var projections = objective.Draw(new RandomStream(2, "directions"), known, frames);
        var target = new StoredJet(known, zeros([batch, Actions, .. frames.shape[1..]], device: place));
        Add(race, student, model => objective.Compare(model, target, projections),
            () => new LinearisedJet(student.Linearise, frames, order: 1),
            () => new FunctionJet(student.LogPolicy, frames, Graph.Trainable));
    }

    private static Action<Race, int, Device> Attention(NetworkOptions options) => (race, batch, place) =>
    {
        var set = new ImageSet(3, Side, Side, new LongBytes(3 * Side * Side), [0]);
        var data = new ImageData(set, set, [.. Enumerable.Range(0, Classes).Select(label => $"{label}")]);
        var student = Classifier.Fresh(options, data, new RandomStream(1, "student"));
        student.Network.to(place);
        Normalisation.ByBatch(student.Network, learns: true);
        // channels-last, as minibatches are
        var images = randn(batch, Side, Side, 3, device: place).permute(0, 3, 1, 2);
        var labels = arange(batch, int64, place).remainder(Classes);
        var objective = AttentionMethod.Transfer.Objective(1, GradientDiscrepancy.Norm);
        var target = new StoredJet(zeros(batch, device: place), zeros([batch, 3, Side, Side], device: place));
        Add(race, student.Network, model => objective.Compare(model, target), () => student.TrainedLoss(images, labels, order: 1),
            () => new FunctionJet(
                x => nn.functional.cross_entropy(student.Network.call(x), labels, reduction: nn.Reduction.None), images, Graph.Trainable));
    };

    private static void Add(Race race, nn.Module network, Func<IJet, SobolevLoss> compare, Func<IJet> tangents, Func<IJet> doubleBackward)
    {
        var parameters = FlatParameters.Of(network);
        foreach (var (way, model) in new[] { ("tangents", tangents), ("double-backward", doubleBackward) })
        {
            race.Add(way, () =>
            {
                using var update = NewDisposeScope();
                parameters.Zero();
                compare(model()).Backward([.. network.parameters()]);
                // a device is done when a number of it is read
                _ = parameters.Gradients[0].ToSingle();
            });
        }
    }
}
