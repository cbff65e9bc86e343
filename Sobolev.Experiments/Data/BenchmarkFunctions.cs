using static System.Math;

namespace Sobolev.Data;

/// <summary>The seven functions of the supplement, section 2 ("Artificial Datasets").</summary>
public static class BenchmarkFunctions
{
    /// <summary>
    /// -20 exp(-0.2 r) - exp(0.5(cos 2 pi x + cos 2 pi y)) + e + 20 with r = sqrt(0.5(x^2 + y^2)). It has a cusp at the origin:
    /// there the derivatives of its first term are taken as zero.
    /// </summary>
    public static readonly BenchmarkFunction Ackley = new(
        "ackley",
        Rectangle.Square(-5, 5),
        (x, y) => -20 * Exp(-0.2 * Sqrt(0.5 * (x * x + y * y))) - Ripple(x, y) + E + 20,
        (x, y) =>
        {
            var r = Sqrt(0.5 * (x * x + y * y));
            var slope = r == 0 ? 0 : 2 * Exp(-0.2 * r) / r;
            var ripple = PI * Ripple(x, y);
            return (slope * x + ripple * Sin(2 * PI * x), slope * y + ripple * Sin(2 * PI * y));
        },
        (x, y) =>
        {
            var r = Sqrt(0.5 * (x * x + y * y));
            var decay = Exp(-0.2 * r);
            var (level, bend) = r == 0 ? (0, 0) : (2 * decay / r, decay * (0.2 / (r * r) + 1 / (r * r * r)));
            var ripple = PI * PI * Ripple(x, y);
            var (sx, sy) = (Sin(2 * PI * x), Sin(2 * PI * y));
            return (
                level - bend * x * x + ripple * (2 * Cos(2 * PI * x) - sx * sx),
                -bend * x * y - ripple * sx * sy,
                level - bend * y * y + ripple * (2 * Cos(2 * PI * y) - sy * sy));
        });

    /// <summary>The sum over i = 1, 2, 3 of t_i^2, where t_i = c_i - x + x y^i and c = 1.5, 2.25, 2.625.</summary>
    public static readonly BenchmarkFunction Beale = new(
        "beale",
        Rectangle.Square(-4.5, 4.5),
        (x, y) => BealeTerms(x, y).Sum(term => term.T * term.T),
        (x, y) => (BealeTerms(x, y).Sum(term => 2 * term.T * term.TX), BealeTerms(x, y).Sum(term => 2 * term.T * term.TY)),
        (x, y) => (
            BealeTerms(x, y).Sum(term => 2 * term.TX * term.TX),
            BealeTerms(x, y).Sum(term => 2 * (term.TX * term.TY + term.T * term.TXY)),
            BealeTerms(x, y).Sum(term => 2 * (term.TY * term.TY + term.T * term.TYY))));

    /// <summary>(x + 2y - 7)^2 + (2x + y - 5)^2</summary>
    public static readonly BenchmarkFunction Booth = new(
        "booth",
        Rectangle.Square(-10, 10),
        (x, y) => Square(x + 2 * y - 7) + Square(2 * x + y - 5),
        (x, y) => (10 * x + 8 * y - 34, 8 * x + 10 * y - 38),
        (_, _) => (10, 8, 10));

    /// <summary>
    /// 100 sqrt(abs(u)) + 0.01 abs(x + 10) with u = y - 0.01 x^2 (the supplement's text prints "=" for "-"). The slope is unbounded
    /// near the ridge u = 0; on it, and at x = -10, the derivatives of the term that is not differentiable are set to zero.
    /// </summary>
    public static readonly BenchmarkFunction Bukin = new(
        "bukin",
        new Rectangle(-15, -5, -3, 3),
        (x, y) => 100 * Sqrt(Abs(y - 0.01 * x * x)) + 0.01 * Abs(x + 10),
        (x, y) =>
        {
            var (first, _) = RidgeDerivatives(y - 0.01 * x * x);
            return (-0.02 * x * first + 0.01 * Sign(x + 10), first);
        },
        (x, y) =>
        {
            var (first, second) = RidgeDerivatives(y - 0.01 * x * x);
            return (second * Square(0.02 * x) - 0.02 * first, -0.02 * x * second, second);
        });

    /// <summary>sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1</summary>
    public static readonly BenchmarkFunction McCormick = new(
        "mccormick",
        new Rectangle(-1.5, 4, -3, 4),
        (x, y) => Sin(x + y) + Square(x - y) - 1.5 * x + 2.5 * y + 1,
        (x, y) => (Cos(x + y) + 2 * (x - y) - 1.5, Cos(x + y) - 2 * (x - y) + 2.5),
        (x, y) => (2 - Sin(x + y), -2 - Sin(x + y), 2 - Sin(x + y)));

    /// <summary>100 (y - x^2)^2 + (x - 1)^2</summary>
    public static readonly BenchmarkFunction Rosenbrock = new(
        "rosenbrock",
        Rectangle.Square(-2, 2),
        (x, y) => 100 * Square(y - x * x) + Square(x - 1),
        (x, y) => (-400 * x * (y - x * x) + 2 * (x - 1), 200 * (y - x * x)),
        (x, y) => (1200 * x * x - 400 * y + 2, -400 * x, 200));

    /// <summary>0.5 (x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)</summary>
    public static readonly BenchmarkFunction StyblinskiTang = new(
        "styblinski-tang",
        Rectangle.Square(-5, 5),
        (x, y) => 0.5 * (Quartic(x) + Quartic(y)),
        (x, y) => (2 * x * x * x - 16 * x + 2.5, 2 * y * y * y - 16 * y + 2.5),
        (x, y) => (6 * x * x - 16, 0, 6 * y * y - 16));

    public static readonly IReadOnlyList<BenchmarkFunction> All = [Ackley, Beale, Booth, Bukin, McCormick, Rosenbrock, StyblinskiTang];

    public static BenchmarkFunction Named(string name) => All.Single(function => function.Name == name);

    private static double Square(double x) => x * x;

    private static double Quartic(double x) => x * x * x * x - 16 * x * x + 5 * x;

    private static double Ripple(double x, double y) => Exp(0.5 * (Cos(2 * PI * x) + Cos(2 * PI * y)));

    /// <summary>First and second derivative of 100 sqrt(abs(u)); zero on the ridge, where they do not exist.</summary>
    private static (double First, double Second) RidgeDerivatives(double u) =>
        u == 0 ? (0, 0) : (50 * Sign(u) / Sqrt(Abs(u)), -25 / Pow(Abs(u), 1.5));

    /// <summary>t_i = c_i - x + x y^i with its derivatives; the second one by x is zero.</summary>
    private static IEnumerable<(double T, double TX, double TY, double TXY, double TYY)> BealeTerms(double x, double y)
    {
        double[] constants = [1.5, 2.25, 2.625];
        for (var i = 1; i <= 3; i++)
            yield return (constants[i - 1] - x + x * Pow(y, i), Pow(y, i) - 1, x * i * Pow(y, i - 1), i * Pow(y, i - 1),
                i < 2 ? 0 : x * i * (i - 1) * Pow(y, i - 2));
    }
}
