namespace Sobolev.Kernels;

/// <summary>A function along a line: its value and slope at a step.</summary>
internal delegate (double Value, double Slope) AlongLine(double step);

/// <summary>
/// A line search for a step that satisfies the strong Wolfe conditions (Nocedal and Wright, Numerical Optimization, 2006, algorithms 3.5
/// and 3.6), with cubic interpolation.
/// </summary>
/// <remarks>
/// Near a minimum the difference of two values is below their rounding. There, as Hager and Zhang (2005) do, a value counts as not larger
/// if it exceeds the first one by rounding only, and slopes, which are more exact, decide.
/// </remarks>
internal static class WolfeSearch
{
    private const double Decrease = 1e-4, Curvature = 0.9, Rounding = 1e-14;

    /// <summary>The step, or 0 where no step was found that decreases the function.</summary>
    /// <param name="along">The function; the point it evaluates last is the one that the caller keeps.</param>
    /// <param name="value">Its value at step 0.</param>
    /// <param name="slope">Its slope at step 0, below 0.</param>
    /// <param name="first">The step to try first.</param>
    /// <param name="most">Evaluations at most.</param>
    public static double Run(AlongLine along, double value, double slope, double first, int most)
    {
        var start = new Trial(0, value, slope);
        var (before, step, evaluations) = (start, first, 0);
        var allowed = Rounding * Math.Abs(value);
        while (evaluations < most)
        {
            var trial = At(step);
            if (!double.IsFinite(trial.Value) || !double.IsFinite(trial.Slope))
            {
                // a step into a place without a value: half of the way back
                step = before.Step + 0.5 * (step - before.Step) is var half && half > before.Step ? half : 0;
                if (step == 0)
                    return 0;
                continue;
            }

            if (IsTooLong(trial) || (trial.Value >= before.Value + allowed && before.Step > 0))
                return Zoom(before, trial);
            if (IsFlat(trial))
                return trial.Step;
            if (trial.Slope >= 0)
                return Zoom(trial, before);
            (before, step) = (trial, Math.Min(10 * trial.Step, Math.Max(2 * trial.Step, Cubic(before, trial))));
        }

        return before.Step;

        Trial At(double at)
        {
            evaluations++;
            var (found, slopeThere) = along(at);
            return new Trial(at, found, slopeThere);
        }

        bool IsTooLong(Trial trial) =>
            trial.Value > value + Decrease * trial.Step * slope && Math.Abs(trial.Value - value) > allowed;

        bool IsFlat(Trial trial) => Math.Abs(trial.Slope) <= -Curvature * slope;

        // low has the least value so far; the minimum is between it and high
        double Zoom(Trial low, Trial high)
        {
            while (evaluations < most)
            {
                var (left, right) = (Math.Min(low.Step, high.Step), Math.Max(low.Step, high.Step));
                var width = right - left;
                if (width <= 1e-16 * right)
                    break;
                var inside = Math.Clamp(Cubic(low, high), left + 0.1 * width, right - 0.1 * width);
                var trial = At(double.IsFinite(inside) ? inside : 0.5 * (left + right));
                if (!double.IsFinite(trial.Value) || IsTooLong(trial) || trial.Value >= low.Value + (low.Step == 0 ? 0 : allowed))
                    high = trial with { Value = double.IsFinite(trial.Value) ? trial.Value : double.PositiveInfinity };
                else
                {
                    if (IsFlat(trial))
                        return trial.Step;
                    if (trial.Slope * (high.Step - low.Step) >= 0)
                        high = low;
                    low = trial;
                }
            }

            // a smaller value is progress, although the slope is still steep
            if (low.Step > 0)
                At(low.Step);
            return low.Step;
        }
    }

    /// <summary>The minimum of the cubic through two values and slopes; the middle where there is no minimum.</summary>
    private static double Cubic(Trial a, Trial b)
    {
        var d1 = a.Slope + b.Slope - 3 * (a.Value - b.Value) / (a.Step - b.Step);
        var root = d1 * d1 - a.Slope * b.Slope;
        if (!(root >= 0))
            return 0.5 * (a.Step + b.Step);
        var d2 = Math.Sign(b.Step - a.Step) * Math.Sqrt(root);
        var minimum = b.Step - (b.Step - a.Step) * ((b.Slope + d2 - d1) / (b.Slope - a.Slope + 2 * d2));
        return double.IsFinite(minimum) ? minimum : 0.5 * (a.Step + b.Step);
    }

    private readonly record struct Trial(double Step, double Value, double Slope);
}
