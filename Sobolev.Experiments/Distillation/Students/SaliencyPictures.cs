using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Plots;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>Frames beside each policy's input gradient of the log-probability of the teacher's action.</summary>
internal static class SaliencyPictures
{
    private const int Rows = 4;

    public static Figure Draw(string game, TeacherDataset dataset, int[] decisions,
        IReadOnlyList<(string Name, PolicyNetwork Network)> policies)
    {
        int[] shown = [.. Enumerable.Range(0, Rows).Select(row => decisions[(int)((row + 0.5) * decisions.Length / Rows)])];
        var cells = new GridImage?[Rows, policies.Count + 1];
        for (var row = 0; row < Rows; row++)
            cells[row, 0] = FrameImages.Newest(dataset.Recording.History(shown[row]));
        for (var column = 0; column < policies.Count; column++)
        {
            var derivatives = Of(policies[column].Network, dataset, shown);
            var size = derivatives.Length / Rows;
            for (var row = 0; row < Rows; row++)
                cells[row, column + 1] = FrameImages.Saliency(derivatives.AsSpan(row * size, size));
        }

        return ImageGrid.Of(new ImagePage($"{game}: input gradient of the chosen action, each on its own scale", [],
            ["frame", .. policies.Select(policy => policy.Name)], cells));
    }

    /// <summary>d log pi(a) / dx, (decisions, 4, 84, 84), a the teacher's most probable action.</summary>
    public static float[] Of(PolicyNetwork network, TeacherDataset dataset, int[] decisions)
    {
        using var scope = NewDisposeScope();
        var chosen = nn.functional.one_hot(dataset.LogPolicyOf(decisions).argmax(1), network.Actions).to(float32);
        var jet = new FunctionJet(network.LogPolicy, dataset.Histories(decisions), Graph.Detached);
        return [.. jet.Derivative(new DerivativeOf(1, 0, chosen, null)).cpu().contiguous().data<float>()];
    }
}
