using CsCheck;
using Sobolev.Files;

namespace Sobolev.Tests.Files;

public sealed class CsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Numbers_read_back_to_the_same_double() =>
        Gen.Double.Where(double.IsFinite)
            .Sample(number => number.Equals(double.Parse(Csv.Field(number), System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Fields_survive_commas_quotes_and_line_ends() =>
        Gen.String.Array[2, 5].Sample(fields => Assert.Equal(fields, Csv.Fields(Csv.Line(fields))));

    [Theory]
    [InlineData("a,b\n1,2\n3\n", ":3: 1 fields, but the header has 2")]
    [InlineData("a,b\n1,2,3\n", ":2: 3 fields, but the header has 2")]
    public void A_row_of_another_length_than_the_header_is_refused_with_its_line(string text, string place)
    {
        var path = _folder.File("table.csv");
        File.WriteAllText(path, text);
        var error = Assert.Throws<SobolevException>(() => Csv.Read(path));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Equal(path + place, error.Message);
    }

    /// <summary>CsvHelper 33 wrote the same lines.</summary>
    [Fact]
    public void Quotes_stand_where_they_must()
    {
        Assert.Equal("", Csv.Line([]));
        Assert.Equal("", Csv.Line([""]));
        Assert.Equal("a,", Csv.Line(["a", ""]));
        Assert.Equal("\" a\",\"a \",a b", Csv.Line([" a", "a ", "a b"]));
        Assert.Equal("\"a,b\",\"a\"\"b\",\"\n\",\"\r\",=1,\t,#", Csv.Line(["a,b", "a\"b", "\n", "\r", "=1", "\t", "#"]));
    }

    [Fact]
    public void What_is_missing_is_an_empty_field() => Assert.Equal("a,,,1.5", Csv.Line(["a", null, double.NaN, 1.5]));
}
