namespace Sobolev.Theory;

/// <summary>A Gaussian density by its mean and standard deviation.</summary>
internal sealed record Gaussian(double Mean, double Deviation)
{
    public double Density(double x) => Math.Exp(LogDensity(x));

    public double LogDensity(double x) => -0.5 * Math.Pow((x - Mean) / Deviation, 2) - Math.Log(Math.Sqrt(2 * Math.PI) * Deviation);

    public double Slope(double x) => -(x - Mean) / (Deviation * Deviation) * Density(x);

    /// <summary>
    /// The density of value a and slope b at x: with r = b / a = -(x - mean) / s^2, the variance s^2 solves
    /// 2 log(sqrt(2 pi) a) = -log s^2 - r^2 s^2, whose right side falls.
    /// </summary>
    public static Gaussian From(double x, double value, double slope)
    {
        var ratio = slope / value;
        var left = 2 * Math.Log(Math.Sqrt(2 * Math.PI) * value);
        double low = -80, high = 80;
        while ((low + high) / 2 is var middle && middle > low && middle < high)
        {
            if (-middle - ratio * ratio * Math.Exp(middle) > left)
                low = middle;
            else
                high = middle;
        }

        var variance = Math.Exp(low);
        return new Gaussian(x + ratio * variance, Math.Sqrt(variance));
    }

    /// <summary>
    /// The other density with the values of <paramref name="first"/> at two points: Newton's method on the logarithms, from a guess.
    /// </summary>
    public static Gaussian Twin(Gaussian first, double x1, double x2, Gaussian guess)
    {
        var (mean, deviation) = guess;
        for (var step = 0; step < 50; step++)
        {
            var now = new Gaussian(mean, deviation);
            var (f1, f2) = (now.LogDensity(x1) - first.LogDensity(x1), now.LogDensity(x2) - first.LogDensity(x2));
            var (z1, z2) = ((x1 - mean) / deviation, (x2 - mean) / deviation);
            // derivatives of the logarithm by mean and deviation
            var (a, b, c, d) = (z1 / deviation, (z1 * z1 - 1) / deviation, z2 / deviation, (z2 * z2 - 1) / deviation);
            var determinant = a * d - b * c;
            mean -= (d * f1 - b * f2) / determinant;
            deviation -= (a * f2 - c * f1) / determinant;
        }

        return new Gaussian(mean, deviation);
    }
}
