using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>A network that can be cut, and what modules see at its cuts.</summary>
internal interface ISgTrunk
{
    /// <summary>Number of classes.</summary>
    int Classes { get; }

    /// <summary>A new network, from images to logits.</summary>
    IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Module)> Stages();

    /// <summary>Changes the initial weights, which are drawn (He), where the verb has others.</summary>
    void Initialise(IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Module)> stages)
    {
    }

    /// <summary>How many stages are below a cut (a number of the key <c>modules</c>).</summary>
    int StagesBelow(int cut);

    ModuleInput InputAt(int cut);
}
