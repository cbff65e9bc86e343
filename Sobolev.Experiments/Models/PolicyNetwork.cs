using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>One convolution of a policy network: square kernels, no padding, ReLU after it.</summary>
public readonly record struct PolicyConvolution(int Channels, int Kernel, int Stride);

/// <summary>The layers of a policy network over a history of four grey frames of 84x84.</summary>
/// <param name="Convolutions">In order.</param>
/// <param name="Hidden">Width of the linear layer after them.</param>
/// <param name="HasValue">Whether a second head estimates the return.</param>
public sealed record PolicyLayers(IReadOnlyList<PolicyConvolution> Convolutions, int Hidden, bool HasValue)
{
    public const int History = 4;
    public const int Side = 84;

    /// <summary>The supplement's teacher (that of Mnih et al. 2015), with the value head that A3C needs.</summary>
    public static PolicyLayers Teacher { get; } = new([new(32, 8, 4), new(64, 4, 2), new(64, 3, 1)], 512, HasValue: true);

    /// <summary>The supplement's student.</summary>
    public static PolicyLayers Student { get; } = new([new(16, 8, 4), new(32, 4, 2)], 256, HasValue: false);

    /// <summary>Numbers that the last convolution hands on for one history.</summary>
    public long Features
    {
        get
        {
            var side = Convolutions.Aggregate(Side, (side, layer) => (side - layer.Kernel) / layer.Stride + 1);
            return (long)Convolutions[^1].Channels * side * side;
        }
    }
}

/// <summary>
/// From histories (batch, 4, 84, 84), grey levels from 0 to 1, to log-probabilities of actions, and to estimated returns.
/// </summary>
public sealed class PolicyNetwork : nn.Module
{
    private readonly List<Conv2d> _convolutions = [];
    private readonly Linear _hidden;
    private readonly Linear _policy;
    private readonly Linear? _value;

    public PolicyNetwork(PolicyLayers layers, int actions)
        : base("policy")
    {
        (Layers, Actions) = (layers, actions);
        var channels = PolicyLayers.History;
        foreach (var layer in layers.Convolutions)
        {
            _convolutions.Add(nn.Conv2d(channels, layer.Channels, layer.Kernel, stride: layer.Stride));
            register_module($"conv{_convolutions.Count}", _convolutions[^1]);
            channels = layer.Channels;
        }

        register_module("hidden", _hidden = nn.Linear(layers.Features, layers.Hidden));
        register_module("policy", _policy = nn.Linear(layers.Hidden, actions));
        if (layers.HasValue)
            register_module("value", _value = nn.Linear(layers.Hidden, 1));
    }

    public PolicyLayers Layers { get; }

    public int Actions { get; }

    /// <summary>log pi, (batch, actions).</summary>
    public Tensor LogPolicy(Tensor histories) => Linearise(Linearised.At(histories)).Value;

    /// <summary>log pi, (batch, actions), and how it changes with the histories.</summary>
    public Linearised Linearise(Linearised histories) => LogSoftmax(Features(histories));

    /// <summary>log pi, (batch, actions), and the estimated return, (batch).</summary>
    public (Tensor LogPolicy, Tensor Value) Both(Tensor histories)
    {
        if (_value is null)
            throw new InvalidOperationException("this network has no value head");
        var features = Features(Linearised.At(histories));
        using var value = _value.call(features.Value);
        return (LogSoftmax(features).Value, Autocast.Widened(value).squeeze(1));
    }

    /// <summary>
    /// Initial weights after He et al. (2015), but small ones for the policy: before anything is known every action is about as likely, so
    /// that exploration does not begin with an arbitrary habit.
    /// </summary>
    public void Draw(RandomStream rng)
    {
        HeWeights.Draw(this, rng);
        using var mode = no_grad();
        _policy.weight!.mul_(0.01f);
    }

    // outputs of a 16-bit network are used in 32 bits: probabilities with 8 bits would not add up to one
    private Linearised LogSoftmax(Linearised features) => features.Multiplied(_policy).Mapped(Autocast.Widened).LogSoftmax();

    private Linearised Features(Linearised histories) =>
        _convolutions.Aggregate(histories, (x, layer) => x.Convolved(layer).Rectified())
            .Mapped(x => x.flatten(1)).Multiplied(_hidden).Rectified();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var convolution in _convolutions)
                convolution.Dispose();
            _hidden.Dispose();
            _policy.Dispose();
            _value?.Dispose();
        }

        base.Dispose(disposing);
    }
}
