namespace Sobolev;

/// <summary>The kinds of surrogate.</summary>
public enum ModelKind
{
    /// <summary>The kind with the smaller held-out error.</summary>
    Auto,

    /// <summary>A multilayer perceptron.</summary>
    Network,

    /// <summary>A gradient-enhanced Gaussian process.</summary>
    Kriging,
}
