namespace Sobolev.Distillation;

/// <summary>Decisions to learn from and decisions to be measured on, split by time, between episodes.</summary>
/// <param name="Training">The earliest.</param>
/// <param name="Test">Frames of later episodes; none of them is from a training episode.</param>
internal sealed record TimeSplit(int[] Training, int[] Test)
{
    /// <param name="starts">For each episode its first decision, and at the end the number of all.</param>
    /// <param name="fraction">Share of all decisions that is learned from.</param>
    public static TimeSplit Of(IReadOnlyList<int> starts, double fraction)
    {
        var count = starts[^1];
        var training = Math.Clamp((int)Math.Round(fraction * count), 1, count);
        // the rest of the episode that the cut falls into is on neither side
        var test = starts.First(start => start >= training);
        return new TimeSplit([.. Enumerable.Range(0, training)], [.. Enumerable.Range(test, count - test)]);
    }

    /// <summary>
    /// Splits the training frames again: the last fraction is held out, whole episodes where there are several, else the end of the
    /// only one.
    /// </summary>
    public TimeSplit HoldBack(IReadOnlyList<int> starts, double share)
    {
        var cut = Math.Clamp((int)Math.Round((1 - share) * Training.Length), 1, Training.Length - 1);
        var begin = starts.FirstOrDefault(start => start >= cut && start < Training.Length, cut);
        return new TimeSplit(Training[..cut], Training[begin..]);
    }

    /// <summary>At most so many of them, evenly spaced; 0 takes all.</summary>
    public static int[] Subsample(int[] decisions, int most) => most == 0 || decisions.Length <= most
        ? decisions
        : [.. Enumerable.Range(0, most).Select(k => decisions[(long)k * decisions.Length / most])];
}
