using Sobolev.Data;
using Sobolev.Randomness;

namespace Sobolev.Tests.Data;

public sealed class BenchmarkFunctionTests
{
    private const int Points = 1000;

    public static TheoryData<string> Names => [.. BenchmarkFunctions.All.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_matches_central_differences_of_the_value(string name)
    {
        var f = BenchmarkFunctions.Named(name);
        foreach (var (x, y) in SmoothPoints(f))
        {
            var (dx, dy) = f.Gradient(x, y);
            AssertClose(Central(t => f.Value(t, y), x), dx, Scale(f, x, y));
            AssertClose(Central(t => f.Value(x, t), y), dy, Scale(f, x, y));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_Hessian_matches_central_differences_of_the_gradient(string name)
    {
        var f = BenchmarkFunctions.Named(name);
        foreach (var (x, y) in SmoothPoints(f))
        {
            var (xx, xy, yy) = f.Hessian(x, y);
            var scale = Math.Max(1, Math.Abs(xx) + Math.Abs(xy) + Math.Abs(yy));
            AssertClose(Central(t => f.Gradient(t, y).X, x), xx, scale);
            AssertClose(Central(t => f.Gradient(t, y).Y, x), xy, scale);
            AssertClose(Central(t => f.Gradient(x, t).X, y), xy, scale);
            AssertClose(Central(t => f.Gradient(x, t).Y, y), yy, scale);
        }
    }

    [Theory]
    [InlineData("ackley", 0, 0, 0)]
    [InlineData("beale", 3, 0.5, 0)]
    [InlineData("booth", 1, 3, 0)]
    [InlineData("bukin", -10, 1, 0)]
    [InlineData("mccormick", -0.54719, -1.54719, -1.9133)]
    [InlineData("rosenbrock", 1, 1, 0)]
    [InlineData("styblinski-tang", -2.903534, -2.903534, -78.33233)]
    public void The_published_minimum_is_found_where_it_is_published(string name, double x, double y, double minimum) =>
        Assert.Equal(minimum, BenchmarkFunctions.Named(name).Value(x, y), 1e-4);

    [Fact]
    public void Where_a_function_has_no_derivative_a_finite_one_is_given()
    {
        Assert.Equal((0, 0), BenchmarkFunctions.Ackley.Gradient(0, 0));
        Assert.Equal((0, 0), BenchmarkFunctions.Bukin.Gradient(-10, 1));
    }

    /// <summary>Random points, away from Bukin's ridge and Ackley's cusp, where differences mean nothing.</summary>
    private static IEnumerable<(double X, double Y)> SmoothPoints(BenchmarkFunction f)
    {
        var stream = new RandomStream(5, f.Name);
        for (var found = 0; found < Points;)
        {
            var (x, y) = (stream.NextUniform(f.Domain.X0, f.Domain.X1), stream.NextUniform(f.Domain.Y0, f.Domain.Y1));
            if (f.Name == "bukin" && (Math.Abs(y - 0.01 * x * x) < 0.05 || Math.Abs(x + 10) < 0.01))
                continue;
            if (f.Name == "ackley" && x * x + y * y < 0.01)
                continue;
            found++;
            yield return (x, y);
        }
    }

    private static double Scale(BenchmarkFunction f, double x, double y)
    {
        var (dx, dy) = f.Gradient(x, y);
        return Math.Max(1, Math.Abs(dx) + Math.Abs(dy));
    }

    private static double Central(Func<double, double> f, double at)
    {
        const double step = 1e-5;
        return (f(at + step) - f(at - step)) / (2 * step);
    }

    private static void AssertClose(double expected, double actual, double scale) =>
        Assert.InRange((actual - expected) / scale, -2e-5, 2e-5);
}
