using Sobolev.Objectives;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>A network that says how its output changes with its input, layer by layer.</summary>
public abstract class LinearisedNetwork(string name) : nn.Module<Tensor, Tensor>(name)
{
    public abstract Linearised Linearise(Linearised input);

    public sealed override Tensor forward(Tensor input) => Linearise(Linearised.At(input)).Value;
}
