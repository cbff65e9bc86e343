namespace Sobolev.Surrogates;

/// <summary>The known numbers of one output, an equation for each number: holes are left out.</summary>
/// <param name="Inputs">Number of inputs.</param>
/// <param name="Points">(rows, inputs), scaled.</param>
/// <param name="First">The first equation of each row; one more entry than rows.</param>
/// <param name="Kinds">For each equation what was observed.</param>
/// <param name="Targets">For each equation the number, scaled.</param>
internal sealed record Observations(int Inputs, double[] Points, int[] First, Observable[] Kinds, double[] Targets)
{
    /// <summary>For each equation how many it counts for: the variance of its noise is divided by it; null: one each.</summary>
    public double[]? Weights { get; init; }

    /// <summary>For each equation the variance of its noise that is known beforehand, in scaled units; null: nothing is known.</summary>
    public double[]? KnownNoise { get; init; }

    /// <summary>The number of observations, by their weights.</summary>
    public double Count => Weights?.Sum() ?? Equations;

    public int Rows => First.Length - 1;

    public int Equations => Kinds.Length;

    /// <summary>The highest derivative among them.</summary>
    public int Order { get; } = Kinds.Length == 0 ? 0 : Kinds.Max(kind => kind.Order);

    /// <summary>The different kinds, each of which has its own noise.</summary>
    public Observable[] Different { get; } =
        [.. Kinds.Distinct().OrderBy(kind => kind.Order).ThenBy(kind => kind.First).ThenBy(kind => kind.Second)];

    public ReadOnlySpan<double> Point(int row) => Points.AsSpan(row * Inputs, Inputs);

    /// <summary>For each equation the place of its kind among the different ones.</summary>
    public int[] NoiseOf()
    {
        var places = Different.Select((kind, place) => (kind, place)).ToDictionary();
        return [.. Kinds.Select(kind => places[kind])];
    }

    /// <summary>The known numbers of one output of scaled samples.</summary>
    /// <param name="samples">Scaled samples; NaN marks a missing number.</param>
    /// <param name="output">The output.</param>
    /// <param name="order">Derivatives above it are left out.</param>
    public static Observations Of(Samples samples, int output, int order)
    {
        var (n, first, kinds, targets) = (samples.Inputs, new List<int> { 0 }, new List<Observable>(), new List<double>());
        var (weights, noise) = (new List<double>(), new List<double>());
        Observable[] all = [.. Observable.All(n, samples.Hessians.Length > 0 ? order : Math.Min(order, 1))];
        for (var row = 0; row < samples.Count; row++)
        {
            var place = row * samples.Outputs + output;
            foreach (var kind in all)
            {
                var known = kind.Order switch
                {
                    0 => samples.Values[place],
                    1 => samples.Jacobians[place * n + kind.First],
                    _ => samples.Hessians[(place * n + kind.First) * n + kind.Second],
                };
                if (double.IsNaN(known))
                    continue;
                kinds.Add(kind);
                targets.Add(known);
                weights.Add(WeightOf(samples, place, kind));
                var deviation = DeviationOf(samples, place, kind);
                noise.Add(deviation * deviation);
            }

            first.Add(kinds.Count);
        }

        return new Observations(n, samples.Points, [.. first], [.. kinds], [.. targets])
        {
            Weights = samples.RowWeights is null ? null : [.. weights],
            KnownNoise = noise.Any(variance => variance > 0) ? [.. noise] : null,
        };
    }

    /// <summary>Some rows of these.</summary>
    public Observations Take(ReadOnlySpan<int> rows)
    {
        var (points, first, kinds, targets) = (new List<double>(), new List<int> { 0 }, new List<Observable>(), new List<double>());
        var (weights, noise) = (new List<double>(), new List<double>());
        foreach (var row in rows)
        {
            points.AddRange(Point(row));
            kinds.AddRange(Kinds.AsSpan(First[row]..First[row + 1]));
            targets.AddRange(Targets.AsSpan(First[row]..First[row + 1]));
            weights.AddRange(Weights.AsSpan(Weights is null ? 0..0 : First[row]..First[row + 1]));
            noise.AddRange(KnownNoise.AsSpan(KnownNoise is null ? 0..0 : First[row]..First[row + 1]));
            first.Add(kinds.Count);
        }

        return new Observations(Inputs, [.. points], [.. first], [.. kinds], [.. targets])
        {
            Weights = Weights is null ? null : [.. weights],
            KnownNoise = KnownNoise is null ? null : [.. noise],
        };
    }

    private static double WeightOf(Samples samples, int place, Observable kind) => kind.Order switch
    {
        0 => samples.ValueWeights?[place] ?? 1,
        1 => samples.JacobianWeights?[place * samples.Inputs + kind.First] ?? 1,
        _ => samples.HessianWeights?[(place * samples.Inputs + kind.First) * samples.Inputs + kind.Second] ?? 1,
    };

    private static double DeviationOf(Samples samples, int place, Observable kind) => kind.Order switch
    {
        0 => samples.ValueDeviations?[place] ?? 0,
        1 => samples.JacobianDeviations?[place * samples.Inputs + kind.First] ?? 0,
        _ => 0,
    };

    /// <summary>As many whole rows, in the order given, as have at most so many equations; at least one.</summary>
    public int[] RowsWithin(ReadOnlySpan<int> order, int equations)
    {
        var (taken, count) = (new List<int>(), 0);
        foreach (var row in order)
        {
            count += First[row + 1] - First[row];
            if (count > equations && taken.Count > 0)
                break;
            taken.Add(row);
        }

        return [.. taken];
    }
}
