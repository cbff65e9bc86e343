using Sobolev.Plots;
using Sobolev.Randomness;

namespace Sobolev.Tests.Plots;

/// <summary>The functions of the paper's section 4.1 and stand-ins for models trained on them.</summary>
internal sealed record Landscape(string Name, PlotDomain Domain, Func<double, double, double> F)
{
    public static readonly Landscape[] All =
    [
        new("ackley", new(-5, 5, -5, 5), (x, y) => -20 * Math.Exp(-0.2 * Math.Sqrt(0.5 * (x * x + y * y)))
            - Math.Exp(0.5 * (Math.Cos(2 * Math.PI * x) + Math.Cos(2 * Math.PI * y))) + Math.E + 20),
        new("beale", new(-4.5, 4.5, -4.5, 4.5),
            (x, y) => Square(1.5 - x + x * y) + Square(2.25 - x + x * y * y) + Square(2.625 - x + x * y * y * y)),
        new("booth", new(-10, 10, -10, 10), (x, y) => Square(x + 2 * y - 7) + Square(2 * x + y - 5)),
        new("bukin", new(-15, -5, -3, 3), (x, y) => 100 * Math.Sqrt(Math.Abs(y - 0.01 * x * x)) + 0.01 * Math.Abs(x + 10)),
        new("mccormick", new(-1.5, 4, -3, 4), (x, y) => Math.Sin(x + y) + Square(x - y) - 1.5 * x + 2.5 * y + 1),
        new("rosenbrock", new(-2, 2, -2, 2), (x, y) => 100 * Square(y - x * x) + Square(x - 1)),
        new("styblinski-tang", new(-5, 5, -5, 5), (x, y) => 0.5 * (Quartic(x) + Quartic(y))),
    ];

    public static Landscape Named(string name) => All.Single(landscape => landscape.Name == name);

    public SurfacePanel Truth(string title = "truth", int nodes = 61, int arrows = 15) =>
        SurfacePanel.Of(title, Domain, Jet(F), nodes, arrows);

    /// <summary>The truth plus a wave and a tilt, a share of the function's range.</summary>
    public SurfacePanel Model(string title, double error, long seed, int nodes = 61, int arrows = 15)
    {
        var values = Truth(nodes: 21, arrows: 0).Values.Cast<double>().ToArray();
        var size = error * (values.Max() - values.Min());
        var rng = new RandomStream(seed, "model");
        double a = rng.NextNormal(), b = rng.NextNormal(), c = rng.NextNormal();
        double Wrong(double x, double y)
        {
            var (u, v) = ((x - Domain.X0) / (Domain.X1 - Domain.X0), (y - Domain.Y0) / (Domain.Y1 - Domain.Y0));
            return F(x, y) + size * (a * Math.Sin(7 * u + 3 * v + b) + c * (u - v));
        }
        return SurfacePanel.Of(title, Domain, Jet(Wrong), nodes, arrows);
    }

    public SurfacePoint[] Sample(int count, long seed)
    {
        var rng = new RandomStream(seed, "data");
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var x = Domain.X0 + (Domain.X1 - Domain.X0) * rng.NextInt(10_000) / 10_000.0;
            var y = Domain.Y0 + (Domain.Y1 - Domain.Y0) * rng.NextInt(10_000) / 10_000.0;
            return new SurfacePoint(x, y, F(x, y));
        })];
    }

    private static Func<double, double, (double, double, double)> Jet(Func<double, double, double> f) => (x, y) =>
        (f(x, y), (f(x + 1e-5, y) - f(x - 1e-5, y)) / 2e-5, (f(x, y + 1e-5) - f(x, y - 1e-5)) / 2e-5);

    private static double Square(double z) => z * z;

    private static double Quartic(double z) => z * z * z * z - 16 * z * z + 5 * z;
}
