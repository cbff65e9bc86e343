using Sobolev.Distillation;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Benchmarks;

/// <summary>
/// The gradient of distill's Sobolev loss with the supplement's student: by tangents pushed forward, and by double backward, in turns.
/// </summary>
internal static class SecondOrderRound
{
    private const int Turns = 15, Actions = 6;

    /// <summary>A line per way, milliseconds per gradient: median and least; then the median of the turns' ratios.</summary>
    public static void Write(TextWriter output, int batch, string device)
    {
        LibTorch.EnsureLoaded();
        TorchThreads.Set(1);
        var place = Devices.Resolve(device).ToTorch();
        using var scope = NewDisposeScope();
        using var student = new PolicyNetwork(PolicyLayers.Student, Actions);
        HeWeights.Draw(student, new RandomStream(1, "weights"));
        student.to(place);
        using var parameters = FlatParameters.Of(student);
        var frames = rand(batch, PolicyLayers.History, PolicyLayers.Side, PolicyLayers.Side, device: place);
        var objective = DistillMethod.Objective(DistillMethod.Sobolev, 1);
        var known = nn.functional.log_softmax(randn(batch, Actions, device: place), 1);
        var projections = objective.Draw(new RandomStream(2, "directions"), known, frames);
        var target = new StoredJet(known, zeros([batch, Actions, .. frames.shape[1..]], device: place));
        var race = new Race();
        Add("tangents", () => new LinearisedJet(student.Linearise, frames, order: 1));
        Add("double-backward", () => new FunctionJet(student.LogPolicy, frames, Graph.Trainable));
        race.Run(slice: 0.2, Turns);
        foreach (var way in new[] { "tangents", "double-backward" })
            output.WriteLine(FormattableString.Invariant($"{way} {1e3 * race[way].Median:F2} {1e3 * race[way].Least:F2}"));
        output.WriteLine(FormattableString.Invariant($"ratio {race["tangents"].Over(race["double-backward"]).Median:F3}"));

        void Add(string way, Func<IJet> model) => race.Add(way, () =>
        {
            using var update = NewDisposeScope();
            parameters.Zero();
            objective.Compare(model(), target, projections).Backward([.. student.parameters()]);
            // a device is done when a number of it is read
            _ = parameters.Gradients[0].ToSingle();
        });
    }
}
