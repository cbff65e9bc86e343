namespace Sobolev.Theory;

/// <summary>One measured quantity of a check and what the statement asks of it.</summary>
/// <param name="Quantity">In a few words, with its unit where it has one.</param>
/// <param name="Relation">Required relation of <paramref name="Measured"/> to <paramref name="Bound"/>: &lt;= or &gt;=.</param>
public sealed record Finding(string Quantity, double Measured, string Relation, double Bound)
{
    /// <summary>Not-a-number never holds.</summary>
    public bool Holds => Relation == LessOrEqual ? Measured <= Bound : Measured >= Bound;

    private const string LessOrEqual = "<=";

    public static Finding AtMost(string quantity, double measured, double bound) => new(quantity, measured, LessOrEqual, bound);

    public static Finding AtLeast(string quantity, double measured, double bound) => new(quantity, measured, ">=", bound);
}
