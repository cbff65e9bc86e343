namespace Sobolev.Data;

/// <summary>A function of two variables with its closed-form derivatives, on the rectangle it is sampled from.</summary>
/// <param name="Hessian">The second derivatives xx, xy and yy.</param>
public sealed record BenchmarkFunction(
    string Name,
    Rectangle Domain,
    Func<double, double, double> Value,
    Func<double, double, (double X, double Y)> Gradient,
    Func<double, double, (double XX, double XY, double YY)> Hessian);

/// <summary>The points with x in [X0, X1] and y in [Y0, Y1].</summary>
public readonly record struct Rectangle(double X0, double X1, double Y0, double Y1)
{
    public static Rectangle Square(double low, double high) => new(low, high, low, high);
}
