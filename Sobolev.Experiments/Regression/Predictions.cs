namespace Sobolev.Regression;

/// <summary>A network's values and derivatives at points (count, inputs).</summary>
/// <param name="Values">(count, outputs)</param>
/// <param name="Jacobians">(count, outputs, inputs)</param>
internal sealed record Predictions(double[] Values, double[] Jacobians);
