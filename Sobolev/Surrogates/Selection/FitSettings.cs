using Sobolev.Kernels;

namespace Sobolev.Surrogates;

/// <summary>The settings of a fit, and the lists that it chooses from.</summary>
internal sealed record FitSettings
{
    public ModelKind Model { get; init; }

    /// <summary>Whether the partials are used, or the values alone.</summary>
    public bool UsesPartials { get; init; } = true;

    /// <summary>Whether partials that contradict the values are left out.</summary>
    public bool ChecksPartials { get; init; } = true;

    /// <summary>The weight of the gradients of a network; null chooses among <see cref="GradientWeights"/>.</summary>
    public double? GradientWeight { get; init; }

    /// <summary>Weights to begin with; the list is extended where its end wins.</summary>
    public IReadOnlyList<double> GradientWeights { get; init; } = [0.1, 1, 10];

    /// <summary>Widths of the hidden layers to choose from.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [32, 64];

    public int Layers { get; init; } = 2;

    public Activation Activation { get; init; } = Activation.Silu;

    /// <summary>Weights of the squared weights to choose from.</summary>
    public IReadOnlyList<double> Decays { get; init; } = [0, 1e-6];

    /// <summary>Iterations of L-BFGS of the model that is kept.</summary>
    public int Iterations { get; init; } = 2000;

    /// <summary>Iterations of the candidates before the best is trained on.</summary>
    public int SearchIterations { get; init; } = 300;

    /// <summary>Checks without a smaller held-out error that end a training; 0: none.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>Equations (known numbers of an output) up to which a process is fitted.</summary>
    public int MostEquations { get; init; } = 5000;

    /// <summary>Rows times (1 + outputs) up to which a network is trained on all rows at once.</summary>
    public int OneBatch { get; init; } = 20_000;

    /// <summary>Minibatches that come first where the rows are more.</summary>
    public AdamPlan Minibatches { get; init; } = new(10_000, 64, 2e-3);

    /// <summary>Threads to take at the moment; their number changes no bit of the result.</summary>
    public Func<int> Threads { get; init; } = () => Environment.ProcessorCount;
}
