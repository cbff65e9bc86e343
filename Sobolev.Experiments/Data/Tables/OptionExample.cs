using MathNet.Numerics.Distributions;
using Sobolev.Randomness;

namespace Sobolev.Data;

/// <summary>
/// A table to try own data with: prices of European calls (Black and Scholes 1973; strike 100, interest 2%) with their partials by spot,
/// time and volatility, as a simulator would give them: noisy, and not all of them.
/// </summary>
public static class OptionExample
{
    private const double Strike = 100, Rate = 0.02;

    /// <param name="rows">How many points, uniform in spot 60 to 140, time 0.1 to 2 years, volatility 0.1 to 0.5.</param>
    /// <param name="noise">
    /// Standard deviation of the normal noise on prices and partials, in parts of each column's root mean square.
    /// </param>
    /// <param name="missing">The part of the partials that are left empty.</param>
    /// <param name="seed">The same seed gives the same table.</param>
    public static string Csv(int rows, double noise, double missing, long seed)
    {
        var (points, errors, holes) =
            (new RandomStream(seed, "example/points"), new RandomStream(seed, "example/noise"), new RandomStream(seed, "example/missing"));
        double[][] inputs = [.. Enumerable.Range(0, rows)
            .Select(_ => new[] { points.NextUniform(60, 140), points.NextUniform(0.1, 2), points.NextUniform(0.1, 0.5) })];
        double[][] exact = [.. inputs.Select(point => Call(point[0], point[1], point[2]))];
        double[] scales = [.. Enumerable.Range(0, 4).Select(column => Math.Sqrt(exact.Average(row => row[column] * row[column])))];
        var table = inputs.Zip(exact, (point, known) => (IReadOnlyList<object?>)
        [
            .. point.Select(Rounded),
            .. known.Select((value, column) => Rounded(value + noise * scales[column] * errors.NextNormal()) is var noisy && column > 0
                && holes.NextUniform(0, 1) < missing ? null : noisy),
        ]);
        return Sobolev.Files.Csv.Text(["spot", "time", "vol", "price", "dprice/dspot", "dprice/dtime", "dprice/dvol"], table);
    }

    /// <summary>Price, and its partials by spot, time to expiry and volatility.</summary>
    internal static double[] Call(double spot, double time, double vol)
    {
        var deviation = vol * Math.Sqrt(time);
        var d1 = (Math.Log(spot / Strike) + (Rate + vol * vol / 2) * time) / deviation;
        var (above, paid) = (Normal.CDF(0, 1, d1), Strike * Math.Exp(-Rate * time) * Normal.CDF(0, 1, d1 - deviation));
        var density = spot * Normal.PDF(0, 1, d1) * Math.Sqrt(time);
        return [spot * above - paid, above, density * vol / (2 * time) + Rate * paid, density];
    }

    /// <summary>Six digits, as instruments and reports have them.</summary>
    private static object? Rounded(double number) => double.Parse(number.ToString("G6", System.Globalization.CultureInfo.InvariantCulture),
        System.Globalization.CultureInfo.InvariantCulture);
}
