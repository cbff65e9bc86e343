namespace Sobolev.Plots;

/// <summary>A text on the right or the left of its point.</summary>
internal sealed record PlacedLabel(double X, double Y, string Text, bool IsRight);

/// <summary>
/// Sides of labels within a panel: none reaches over the panel's sides, none covers another; two that would are one text.
/// </summary>
internal static class LabelPlaces
{
    /// <summary>A letter's share of a panel's width, and a line's of its height.</summary>
    private const double Letter = 0.025, Line = 0.045;

    /// <param name="labels">In the order in which they are placed.</param>
    /// <param name="x">The panel's range.</param>
    /// <param name="y">The same of y.</param>
    public static IReadOnlyList<PlacedLabel> Of(IReadOnlyList<PointLabel> labels, AxisRange x, AxisRange y)
    {
        List<PlacedLabel> places = [];
        foreach (var label in labels)
        {
            PlacedLabel[] sides =
            [
                .. new[] { !label.IsLeft, label.IsLeft }.Select(isRight => new PlacedLabel(label.X, label.Y, label.Text, isRight))
                    .Where(HasRoom),
            ];
            if (sides.FirstOrDefault(side => !places.Any(other => Covers(side, other))) is { } free)
                places.Add(free);
            else if (places.FindIndex(other => sides.Any(side => Covers(side, other))) is >= 0 and var covered)
                places[covered] = places[covered] with { Text = $"{places[covered].Text}, {label.Text}" };
        }

        return places;

        (double Left, double Right) Width(PlacedLabel label)
        {
            var (across, width) = ((label.X - x.Low) / (x.High - x.Low), Letter * label.Text.Length);
            return label.IsRight ? (across, across + width) : (across - width, across);
        }

        bool HasRoom(PlacedLabel label) => Width(label) is { Left: >= 0, Right: <= 1 };

        bool Covers(PlacedLabel label, PlacedLabel other)
        {
            var ((left, right), (otherLeft, otherRight)) = (Width(label), Width(other));
            return left < otherRight && otherLeft < right && Math.Abs(label.Y - other.Y) < Line * (y.High - y.Low);
        }
    }
}
