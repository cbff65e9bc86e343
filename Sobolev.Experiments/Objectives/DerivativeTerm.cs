namespace Sobolev.Objectives;

/// <summary>One derivative that an objective compares, and how.</summary>
public sealed record DerivativeTerm
{
    /// <summary>1: gradients; 2: Hessians, or Hessian-vector products. Order 2 needs an activation that has a second derivative.</summary>
    public int Order { get; init; } = 1;

    public double Weight { get; init; } = 1;

    public Discrepancy Discrepancy { get; init; } = Discrepancy.SquaredNorm;

    /// <summary>With respect to which argument of the function.</summary>
    public int Argument { get; init; }

    /// <summary>Whether outputs are projected on a random unit vector, instead of the whole Jacobian.</summary>
    public bool ProjectsOutputs { get; init; }

    /// <summary>Whether order 2 is taken along a random unit direction, instead of the whole Hessian.</summary>
    public bool TakesDirection { get; init; }
}
