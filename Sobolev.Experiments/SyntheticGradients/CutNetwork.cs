using Sobolev.Models;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>A network of stages, cut between some of them, with a module at each cut; and one flat vector of parameters per part.</summary>
internal sealed class CutNetwork : IDisposable
{
    /// <param name="stages">From images to logits.</param>
    /// <param name="cuts">Numbers of the stages (from 1) after which the network is cut; none for backpropagation.</param>
    /// <param name="modules">A module per cut, or none at all.</param>
    /// <param name="shared">Network whose parameters are used, with separate gradients; null for separate parameters.</param>
    public CutNetwork(IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Module)> stages, IReadOnlyList<int> cuts,
        IReadOnlyList<GradientModule> modules, CutNetwork? shared = null)
    {
        (Modules, SharesParameters) = (modules, shared is not null);
        int[] bounds = [0, .. cuts, stages.Count];
        Segments = [.. bounds.Zip(bounds.Skip(1), (begin, end) => nn.Sequential(stages.Skip(begin).Take(end - begin)))];
        Parameters =
            [.. Segments.Select((segment, i) => shared is null ? FlatParameters.Of(segment) : shared.Parameters[i].ShareWith(segment))];
        ModuleParameters = [.. modules.Select((module, i) => shared is null
            ? FlatParameters.Of(module.Network)
            : shared.ModuleParameters[i].ShareWith(module.Network))];
    }

    /// <summary>Whether another network has the very same parameters.</summary>
    public bool SharesParameters { get; }

    /// <summary>The device, by torch's name.</summary>
    public string Device => Parameters[0].Values.device.ToString();

    /// <summary>Segments between two cuts; the first receives the images, the last returns the logits.</summary>
    public IReadOnlyList<nn.Module<Tensor, Tensor>> Segments { get; }

    public IReadOnlyList<GradientModule> Modules { get; }

    public IReadOnlyList<FlatParameters> Parameters { get; }

    public IReadOnlyList<FlatParameters> ModuleParameters { get; }

    /// <summary>Logits (batch, classes).</summary>
    public Tensor Forward(Tensor images) => Segments.Aggregate(images, (h, segment) => segment.call(h));

    /// <summary>Batch statistics (training) or running ones.</summary>
    public void Train(bool training)
    {
        foreach (var segment in Segments)
            segment.train(training);
    }

    /// <summary>The running statistics of normalisation.</summary>
    public IEnumerable<Tensor> Buffers() => Segments.SelectMany(segment => segment.named_buffers().Select(named => named.buffer));

    public void Dispose()
    {
        foreach (var parameters in Parameters.Concat(ModuleParameters))
            parameters.Dispose();
        foreach (var segment in Segments)
            segment.Dispose();
        foreach (var module in Modules)
            module.Dispose();
    }
}
