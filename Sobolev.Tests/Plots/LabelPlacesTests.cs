using CsCheck;
using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

public sealed class LabelPlacesTests
{
    private static readonly AxisRange _unit = new(0, 1, false);

    [Fact]
    public void Every_text_is_drawn_once_and_a_single_one_covers_no_other_and_reaches_over_no_side() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Bool).Array[1, 8].Sample(points =>
        {
            PointLabel[] labels = [.. points.Select((point, k) => new PointLabel(point.Item1, point.Item2, $"row {k}", point.Item3))];
            var places = LabelPlaces.Of(labels, _unit, _unit);
            Assert.Equal(labels.Select(label => label.Text).Order(), places.SelectMany(label => label.Text.Split(", ")).Order());
            PlacedLabel[] single = [.. places.Where(label => !label.Text.Contains(','))];
            Assert.All(single, label => Assert.InRange(label.IsRight ? label.X : 1 - label.X, 0, 0.875));
            for (var i = 0; i < single.Length; i++)
            {
                for (var k = 0; k < i; k++)
                    Assert.False(Math.Abs(Left(single[i]) - Left(single[k])) < 0.12
                        && Math.Abs(single[i].Y - single[k].Y) < 0.045);
            }

            static double Left(PlacedLabel label) => label.IsRight ? label.X : label.X - 0.125;
        });

    [Fact]
    public void Points_at_one_place_have_a_text_on_either_side_and_then_share_one() =>
        Assert.Equal([new PlacedLabel(0.5, 0.5, "row 1, row 3", IsRight: true), new PlacedLabel(0.5, 0.5, "row 2", IsRight: false)],
            LabelPlaces.Of([.. new[] { "row 1", "row 2", "row 3" }.Select(text => new PointLabel(0.5, 0.5, text, IsLeft: false))], _unit,
                _unit));
}
