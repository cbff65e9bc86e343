using System.Globalization;
namespace Sobolev.Surrogates;

/// <summary>How a column of partials compares with the slope of the values.</summary>
internal enum PartialVerdict
{
    /// <summary>It agrees, or the values say too little to tell.</summary>
    Agrees,

    /// <summary>It is a multiple of the slope: another sign or another unit.</summary>
    Multiple,

    /// <summary>It is the slope by another input, or of another output.</summary>
    Other,

    /// <summary>It has hardly anything to do with the slope.</summary>
    Unrelated,
}

/// <summary>One column of partials beside the slope that a process finds in the values alone.</summary>
/// <param name="Output">The output.</param>
/// <param name="Input">The input.</param>
/// <param name="Factor">The column in parts of the slope.</param>
/// <param name="Correlation">The correlation of column and slope, without their means.</param>
/// <param name="OtherOutput">The output of the slope that it looks like, for <see cref="PartialVerdict.Other"/>.</param>
/// <param name="OtherInput">The input of that slope.</param>
internal sealed record PartialCheck(int Output, int Input, PartialVerdict Verdict, double Factor, double Correlation,
    int OtherOutput, int OtherInput)
{
    /// <summary>Slopes that are known less exactly, in parts of their root mean square, tell nothing.</summary>
    private const double LeastKnown = 0.4;

    private const double Alike = 0.8, Unlike = 0.3, LargestFactor = 1.5, MuchBetter = 0.5;
    private const int FewestRows = 5;

    /// <summary>A check for each column of partials that has numbers.</summary>
    /// <param name="table">In the user's units.</param>
    /// <param name="ofValues">Processes of the values alone.</param>
    public static IReadOnlyList<PartialCheck> Of(Samples table, ProcessModel ofValues)
    {
        var slopes = ofValues.Predict(table.Points).Jacobians;
        var deviations = ofValues.Deviations(table.Points).Jacobians;
        var width = table.Outputs * table.Inputs;
        bool[] isKnown = [.. Enumerable.Range(0, width).Select(column => IsKnown(slopes, deviations, column, width))];
        return
        [
            .. from column in Enumerable.Range(0, width)
               where table.Jacobians.Where((partial, k) => k % width == column && !double.IsNaN(partial)).Any()
               select Of(table, slopes, isKnown, column, width),
        ];
    }

    /// <summary>The sentence for the user.</summary>
    public string Sentence(IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
    {
        var name = $"d{outputs[Output]}/d{inputs[Input]}";
        return Verdict switch
        {
            PartialVerdict.Multiple => string.Create(CultureInfo.InvariantCulture,
                $"{name} looks like {Rounded(Factor)} times the slope of {outputs[Output]} by {inputs[Input]}; not used"),
            PartialVerdict.Other => $"{name} looks like d{outputs[OtherOutput]}/d{inputs[OtherInput]}; not used",
            PartialVerdict.Unrelated => string.Create(CultureInfo.InvariantCulture,
                $"{name} does not follow the slope of {outputs[Output]} by {inputs[Input]} (correlation {Correlation:0.00}); not used"),
            _ => string.Create(CultureInfo.InvariantCulture,
                $"{name} agrees with the slope of {outputs[Output]} by {inputs[Input]} (correlation {Correlation:0.00})"),
        };
    }

    private static PartialCheck Of(Samples table, double[] slopes, bool[] isKnown, int column, int width)
    {
        var (output, input) = (column / table.Inputs, column % table.Inputs);
        var (factor, correlation, rows) = Compare(table.Jacobians, slopes, column, column, width);
        var check = new PartialCheck(output, input, PartialVerdict.Agrees, factor, correlation, output, input);
        if (!isKnown[column] || rows < FewestRows)
            return check;
        if (Math.Abs(correlation) >= Alike)
            return factor is > 1 / LargestFactor and < LargestFactor || !Explains(factor, correlation)
                ? check
                : check with { Verdict = PartialVerdict.Multiple };
        var other = Enumerable.Range(0, width).Where(place => place != column && isKnown[place])
            .Select(place => (Place: place, Alike: Compare(table.Jacobians, slopes, column, place, width)))
            .Where(pair => pair.Alike.Correlation >= 0.5 * (1 + Alike) && pair.Alike.Factor is > 1 / LargestFactor and < LargestFactor)
            .OrderByDescending(pair => pair.Alike.Correlation).FirstOrDefault((Place: -1, Alike: default));
        if (other.Place >= 0)
            return check with
            {
                Verdict = PartialVerdict.Other,
                OtherOutput = other.Place / table.Inputs,
                OtherInput = other.Place % table.Inputs
            };
        return Math.Abs(correlation) < Unlike ? check with { Verdict = PartialVerdict.Unrelated } : check;
    }

    /// <summary>
    /// Whether the multiple is a much better account of the column than the slope itself: where a process smooths what single rows rule,
    /// slopes are too small and their multiples no better. With the column's mean square as 1, the slope's is (correlation / factor)^2.
    /// </summary>
    private static bool Explains(double factor, double correlation)
    {
        var slope = correlation / factor;
        return 1 - correlation * correlation < MuchBetter * (1 - 2 * correlation * slope + slope * slope);
    }

    private static (double Factor, double Correlation, int Rows) Compare(double[] partials, double[] slopes,
        int column, int place, int width)
    {
        double both = 0, given = 0, found = 0;
        var rows = 0;
        for (var start = 0; start < partials.Length; start += width)
        {
            var (partial, slope) = (partials[start + column], slopes[start + place]);
            if (double.IsNaN(partial))
                continue;
            both += partial * slope;
            given += partial * partial;
            found += slope * slope;
            rows++;
        }

        return (found > 0 ? both / found : double.NaN, given * found > 0 ? both / Math.Sqrt(given * found) : 0, rows);
    }

    private static bool IsKnown(double[] slopes, double[] deviations, int column, int width)
    {
        double sizes = 0, errors = 0;
        for (var k = column; k < slopes.Length; k += width)
        {
            sizes += slopes[k] * slopes[k];
            errors += deviations[k] * deviations[k];
        }

        return errors < LeastKnown * LeastKnown * sizes;
    }

    private static string Rounded(double factor) =>
        factor.ToString(Math.Abs(factor) < 10 ? "0.0#" : "G3", System.Globalization.CultureInfo.InvariantCulture);
}
