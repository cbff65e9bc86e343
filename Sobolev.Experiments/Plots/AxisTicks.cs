namespace Sobolev.Plots;

/// <summary>A mark on an axis: where (in the axis' own coordinate) and what is written; null is a mark without a label.</summary>
internal sealed record AxisTick(double Position, string? Label);

/// <summary>Ticks at round numbers.</summary>
internal static class AxisTicks
{
    /// <summary>About <paramref name="count"/> ticks at multiples of 1, 2 or 5 times a power of ten inside [low, high].</summary>
    public static IReadOnlyList<AxisTick> Linear(double low, double high, int count)
    {
        var step = Step((high - low) / Math.Max(1, count));
        var values = new List<double>();
        for (var k = Math.Ceiling(low / step - 1e-9); k * step <= high + 1e-9 * step && values.Count <= 4 * count + 4; k++)
            values.Add(k * step);
        return [.. values.Zip(NumberLabel.OfAxis(values), (value, label) => new AxisTick(value, label))];
    }

    /// <summary>
    /// Ticks of a log axis whose coordinate is log10: decades where there are two or more, else 1-2-5 or plain round numbers.
    /// </summary>
    public static IReadOnlyList<AxisTick> Log(double lowExponent, double highExponent, int count)
    {
        var decades = (int)Math.Floor(highExponent + 1e-9) - (int)Math.Ceiling(lowExponent - 1e-9) + 1;
        return decades >= 2 ? Decades(lowExponent, highExponent, count, decades) : WithinADecade(lowExponent, highExponent, count);
    }

    private static List<AxisTick> Decades(double low, double high, int count, int decades)
    {
        var every = Math.Max(1, (int)Math.Ceiling(decades / (double)(count + 2)));
        // one way of writing for the whole axis
        var plain = low > -3 && high < 5;
        var ticks = new List<AxisTick>();
        for (var decade = (int)Math.Floor(low); decade <= high; decade++)
            for (var digit = 1; digit < 10; digit++)
            {
                var position = decade + Math.Log10(digit);
                if (position < low - 1e-9 || position > high + 1e-9 || (digit > 1 && decades > 8))
                    continue;
                var labelled = digit == 1 ? decade % every == 0 : digit is 2 or 5 && plain && high - low < 2;
                var label = !labelled ? null : plain ? NumberLabel.Of(digit * Math.Pow(10, decade)) : NumberLabel.PowerOfTen(decade);
                ticks.Add(new AxisTick(position, label));
            }
        return ticks;
    }

    private static List<AxisTick> WithinADecade(double low, double high, int count)
    {
        IReadOnlyList<AxisTick> linear = high - low > 0.7 ? OneTwoFive(low, high) : Linear(Math.Pow(10, low), Math.Pow(10, high), count);
        return [.. linear.Where(tick => tick.Position > 0).Select(tick => tick with { Position = Math.Log10(tick.Position) })];
    }

    private static List<AxisTick> OneTwoFive(double low, double high)
    {
        (int Digit, double Value)[] inside =
        [
            .. from decade in Enumerable.Range((int)Math.Floor(low), (int)Math.Floor(high) - (int)Math.Floor(low) + 1)
               from digit in Enumerable.Range(1, 9)
               let value = digit * Math.Pow(10, decade)
               where Math.Log10(value) >= low - 1e-9 && Math.Log10(value) <= high + 1e-9
               select (digit, value),
        ];
        double[] labelled = [.. inside.Where(tick => tick.Digit is 1 or 2 or 5).Select(tick => tick.Value)];
        var labels = labelled.Zip(NumberLabel.OfAxis(labelled, isSpread: true)).ToDictionary(pair => pair.First, pair => pair.Second);
        return [.. inside.Select(tick => new AxisTick(tick.Value, labels.GetValueOrDefault(tick.Value)))];
    }

    // the number nearest in ratio among 1, 2 and 5 times a power of ten
    private static double Step(double raw)
    {
        if (!(raw > 0) || !double.IsFinite(raw))
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch { < 1.42 => 1, < 3.17 => 2, < 7.08 => 5, _ => 10 } * power;
    }
}
