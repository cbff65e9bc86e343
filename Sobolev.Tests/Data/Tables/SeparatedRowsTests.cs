using System.Text;
using CsvHelper;
using Sobolev.Data;

namespace Sobolev.Tests.Data.Tables;

/// <summary>Rows as CsvHelper 33 split them, a reader of another design: fields, and the line on which each row ends.</summary>
public sealed class SeparatedRowsTests
{
    [Theory]
    [InlineData("1,2\n3,4\n", "1:1|2 2:3|4")]
    [InlineData("1,2\r\n3,4\r5,6", "1:1|2 2:3|4 3:5|6")]
    [InlineData("1,\n,2\n,", "1:1| 2:|2 3:|")]
    [InlineData("\n\n1\n\r\n2\n", "3:1 5:2")]
    [InlineData("# it's \"odd\n1,2\n#\"\n#\n3,4", "2:1|2 5:3|4")]
    [InlineData("1,#2\n #3,4\n", "1:1|#2 2:#3|4")]
    [InlineData(" 1 ,  2\n\t3,4\t\n", "1:1|2 2:\t3|4\t")]
    [InlineData(" \"1,5\" , \" a \" \n2,3\n", "1:1,5| a  2:2|3")]
    [InlineData("\"a\"\"b\",\"c\nd\r\ne\rf\"\n1,2\n", "4:a\"b|c\nd\r\ne\rf 5:1|2")]
    [InlineData("5\"x,6\n7\",8\"\n", "1:5\"x|6 2:7\"|8\"")]
    [InlineData("\"5\"x,6\n\"7\"8,9\n", "1:5x|6 2:78|9")]
    [InlineData("\"\",\"\"\n", "1:|")]
    [InlineData("sep=,\n1,2\n", "1:sep=| 2:1|2")]
    public void Quotes_comments_blanks_and_line_ends(string text, string expected)
    {
        using var rows = new SeparatedRows(new StringReader(text), ',');
        var read = new List<string>();
        while (rows.Read())
            read.Add($"{rows.Line}:{string.Join('|', Fields(rows))}");
        Assert.Equal(expected, string.Join(' ', read));
    }

    /// <summary>CsvHelper 33 lost them, so that this cell was the number 156.</summary>
    [Fact]
    public void Quotes_within_a_damaged_cell_are_kept()
    {
        using var rows = new SeparatedRows(new StringReader("\"1\"\"5\"6,2\n"), ',');
        Assert.True(rows.Read());
        Assert.Equal(["1\"56", "2"], Fields(rows));
    }

    [Theory]
    [InlineData(SeparatedRows.LongestField, 'x')]
    [InlineData(SeparatedRows.LongestField, 'é')]
    public void A_field_has_a_longest_length(int length, char character)
    {
        var text = $"1,{new string(character, length)}\n1,{new string(character, length + 1)}\n";
        using var rows = new SeparatedRows(new StringReader(text), ',');
        Assert.True(rows.Read());
        Assert.Equal(2, rows.Count);
        Assert.Throws<CsvFormatException>(() => rows.Read());
    }

    /// <summary>Not to its end, which may be gigabytes away.</summary>
    [Fact]
    public void An_unclosed_quote_is_not_followed_through_a_large_text()
    {
        var text = new Endless("1,2\n3,\"4\n", "5,6\n");
        using var rows = new SeparatedRows(text, ',');
        Assert.True(rows.Read());
        Assert.Throws<CsvFormatException>(() => rows.Read());
        Assert.InRange(text.Given, 1 << 24, 1 << 26);
    }

    private static string[] Fields(SeparatedRows rows) =>
        [.. Enumerable.Range(0, rows.Count).Select(field => Encoding.UTF8.GetString(rows[field]))];

    /// <summary>A text that repeats its last line without an end.</summary>
    private sealed class Endless(string start, string line) : TextReader
    {
        /// <summary>Characters read from it.</summary>
        public int Given { get; private set; }

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

        public override int Read(Span<char> buffer)
        {
            foreach (ref var character in buffer)
            {
                character = Given < start.Length ? start[Given] : line[(Given - start.Length) % line.Length];
                Given++;
            }

            return buffer.Length;
        }
    }
}
