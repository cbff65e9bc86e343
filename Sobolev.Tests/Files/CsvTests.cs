using CsCheck;
using Sobolev.Files;

namespace Sobolev.Tests.Files;

public sealed class CsvTests
{
    [Fact]
    public void Numbers_read_back_to_the_same_double() =>
        Gen.Double.Where(double.IsFinite).Sample(number => number.Equals(double.Parse(Csv.Field(number), System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Fields_survive_commas_quotes_and_line_ends() =>
        Gen.String.Array[2, 5].Sample(fields => Assert.Equal(fields, Csv.Fields(Csv.Line(fields))));

    [Fact]
    public void What_is_missing_is_an_empty_field() => Assert.Equal("a,,,1.5", Csv.Line(["a", null, double.NaN, 1.5]));
}
