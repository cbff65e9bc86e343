namespace Sobolev.Benchmarks;

/// <summary>Times of the same work, in seconds, one of each round.</summary>
internal sealed record Times(IReadOnlyList<double> Seconds)
{
    private readonly double[] _sorted = [.. Seconds.Order()];

    public double Least => _sorted[0];

    public double Median => Quantile(0.5);

    public double Quantile(double share) => _sorted[(int)Math.Round(share * (_sorted.Length - 1))];

    /// <summary>Round by round, this over the other.</summary>
    public Times Over(Times other) => new([.. Seconds.Zip(other.Seconds, (mine, its) => mine / its)]);
}
