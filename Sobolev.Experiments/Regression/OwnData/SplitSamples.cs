using Sobolev.Data;

namespace Sobolev.Regression;

/// <summary>The samples of one split: every network trained on it shares them.</summary>
/// <param name="Training">In the user's units.</param>
/// <param name="Scaled">The training samples as the network sees them.</param>
/// <param name="HeldOut">In the user's units; empty for the model of all rows.</param>
/// <param name="ScaledPoints">The held-out points as the network sees them.</param>
internal sealed record SplitSamples(Split Rows, Samples Training, Scaling Scaling, Samples Scaled, Samples HeldOut, double[] ScaledPoints)
{
    public static SplitSamples Of(DerivativeTable table, Split rows, NormaliseOptions keys)
    {
        var training = TableSamples.Of(table, rows.Training);
        var heldOut = TableSamples.Of(table, rows.HeldOut);
        var scaling = TableScaling.Of(training, keys);
        return new SplitSamples(rows, training, scaling, TableScaling.Scale(training, scaling, keys), heldOut, scaling.ScalePoints(heldOut.Points));
    }
}
