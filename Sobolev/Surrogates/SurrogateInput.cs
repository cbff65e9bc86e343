namespace Sobolev.Surrogates;

/// <summary>The arrays of a caller as samples, and what is refused of them.</summary>
internal static class SurrogateInput
{
    private const double MostHeldOut = 0.9;

    public static Samples Of(double[,] x, double[,] y, double[,,]? dydx, SurrogateOptions options)
    {
        var weights = options.Weights;
        var (count, inputs, outputs) = (x.GetLength(0), x.GetLength(1), y.GetLength(1));
        if (count == 0 || inputs == 0 || outputs == 0)
            throw new ArgumentException($"{count} points of {inputs} inputs and {outputs} outputs: there is nothing to fit", nameof(x));
        if (y.GetLength(0) != count)
            throw new ArgumentException($"{y.GetLength(0)} rows of values for {count} points", nameof(y));
        if (dydx is not null && (dydx.GetLength(0) != count || dydx.GetLength(1) != outputs || dydx.GetLength(2) != inputs))
            throw new ArgumentException(
                $"partials ({dydx.GetLength(0)}, {dydx.GetLength(1)}, {dydx.GetLength(2)}), but (points, outputs, inputs) is ({count}, "
                    + $"{outputs}, {inputs})",
                nameof(dydx));
        double[] unknown = [.. Enumerable.Repeat(double.NaN, dydx is null ? count * outputs * inputs : 0)];
        var samples = new Samples(count, inputs, outputs, [.. x.Cast<double>()], [.. y.Cast<double>()],
            dydx is null ? unknown : [.. dydx.Cast<double>()], []);
        if (options.ValueDeviations is not null || options.PartialDeviations is not null)
            return weights.Count == 0
                ? KnownDeviations.Of(
                    samples,
                    Deviations(options.ValueDeviations, samples.Values.Length, nameof(options.ValueDeviations)),
                    Deviations(options.PartialDeviations, samples.Jacobians.Length, nameof(options.PartialDeviations)))
                : throw new ArgumentException("Weights and deviations exclude each other", nameof(options));
        if (weights.Count == 0)
            return samples;
        if (weights.Count != count || !weights.All(weight => weight >= 0 && double.IsFinite(weight)) || weights.All(weight => weight == 0))
            throw new ArgumentException($"Weights: a number of 0 or more for each of {count} points, and one above 0", nameof(options));
        return samples.Weighted([.. weights]);
    }

    /// <exception cref="ArgumentException">The numbers or the options cannot be fitted with.</exception>
    public static void Check(Samples table, SurrogateOptions options)
    {
        if (!table.Points.All(double.IsFinite))
            throw new ArgumentException("every number of every point must be finite");
        if (table.Values.Concat(table.Jacobians).Any(double.IsInfinity))
            throw new ArgumentException("values and partials must be finite, or not-a-number where they are missing");
        if (table.Values.Concat(table.Jacobians).All(double.IsNaN))
            throw new ArgumentException("no value and no partial is known, so there is nothing to learn");
        for (var input = 0; input < table.Inputs && table.Count > 1; input++)
        {
            if (Enumerable.Range(0, table.Count).All(row => table.Points[row * table.Inputs + input] == table.Points[input]))
                throw new ArgumentException($"input {input} is {table.Points[input]} at every point; leave it out");
        }

        if (options.Holdout is not null && options.Folds is not null)
            throw new ArgumentException("Holdout and Folds exclude each other", nameof(options));
        if (options.Holdout is not (null or 0 or (> 0 and <= MostHeldOut)))
            throw new ArgumentException($"Holdout {options.Holdout} is not from 0 to {MostHeldOut}", nameof(options));
        if (options.Threads < 1)
            throw new ArgumentException($"Threads {options.Threads} is not 1 or more", nameof(options));
        if (options.Folds is { } folds && (folds < 2 || folds > new Replicates(table).Points))
            throw new ArgumentException($"{folds} folds of {new Replicates(table).Points} different points", nameof(options));
        if (table.Count < 2 && options.Holdout != 0)
            throw new ArgumentException("a single point cannot be held out; set Holdout to 0", nameof(options));
    }

    private static double[] Deviations(Array? given, int count, string name)
    {
        if (given is null)
            return new double[count];
        double[] deviations = [.. given.Cast<double>().Select(deviation => double.IsNaN(deviation) ? 0 : deviation)];
        return deviations.Length == count && deviations.All(deviation => deviation >= 0 && double.IsFinite(deviation))
            ? deviations
            : throw new ArgumentException($"{name}: {count} numbers of 0 or more are needed", nameof(given));
    }

    public static string[] Names(IReadOnlyList<string> given, string letter, int count) =>
        given.Count == 0 ? [.. Enumerable.Range(1, count).Select(number => $"{letter}{number}")]
        : given.Count == count ? [.. given]
        : throw new ArgumentException($"{given.Count} names for {count} columns {letter}", nameof(given));
}
