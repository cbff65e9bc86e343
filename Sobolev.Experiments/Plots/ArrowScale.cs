namespace Sobolev.Plots;

/// <summary>
/// One rule for the length of gradient arrows in all panels: log(1 + |g|/c), so that flat and steep places are both seen.
/// </summary>
internal sealed class ArrowScale
{
    // shorter, and its direction could not be read
    private const double Shortest = 0.35;

    private readonly double _unit;
    private readonly double _full;

    private ArrowScale(double unit, double full) => (_unit, _full) = (unit, full);

    /// <summary>Full length at the 95th percentile of the truth's gradient norms.</summary>
    public static ArrowScale For(SurfacePanel truth)
    {
        var norms = new List<double>();
        foreach (var (dx, dy) in truth.GradientX.Cast<double>().Zip(truth.GradientY.Cast<double>()))
            if (double.IsFinite(dx * dx + dy * dy))
                norms.Add(Math.Sqrt(dx * dx + dy * dy));
        norms.Sort();
        var full = norms.Count == 0 ? 0 : norms[(int)(0.95 * (norms.Count - 1))];
        return full > 0 ? new ArrowScale(Math.Clamp(norms[norms.Count / 4], full / 300, full / 3), full) : new ArrowScale(1, 1);
    }

    /// <summary>Share of the full length, monotone in the norm, at most 1; nothing below a millionth of the full norm.</summary>
    public double Length(double norm) => norm <= 1e-6 * _full ? 0
        : Shortest + (1 - Shortest) * Math.Min(1, Math.Log(1 + norm / _unit) / Math.Log(1 + _full / _unit));
}
