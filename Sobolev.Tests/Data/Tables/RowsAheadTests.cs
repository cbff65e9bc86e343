using System.Globalization;
using Sobolev.Data;

namespace Sobolev.Tests.Data.Tables;

public sealed class RowsAheadTests
{
    [Fact]
    public void All_rows_come_in_order_with_their_lines()
    {
        const int count = 30_000;
        var text = string.Concat(Enumerable.Range(1, count).Select(k => k % 7 == 0 ? $"{k},\"two\nlines\"\n" : $"{k},one line\n"));
        using var rows = Open(new StringReader(text));
        long line = 0;
        for (var k = 1; k <= count; k++)
        {
            Assert.True(rows.Read());
            line += k % 7 == 0 ? 2 : 1;
            Assert.Equal([k.ToString(CultureInfo.InvariantCulture), k % 7 == 0 ? "two\nlines" : "one line"], Fields(rows));
            Assert.Equal(line, rows.Current.Line);
        }

        Assert.False(rows.Read());
        Assert.False(rows.Read());
    }

    /// <summary>So that a message names a line near the damage; the splitter holds the last 64 bytes back.</summary>
    [Fact]
    public void An_exception_comes_after_the_rows_before_it()
    {
        const int count = 30_000, heldBack = 64 / 4;
        using var rows = Open(new FailingText(string.Concat(Enumerable.Repeat("1,2\n", count))));
        for (var k = 0; k < count - heldBack; k++)
            Assert.True(rows.Read());
        Assert.Equal(["1", "2"], Fields(rows));
        Assert.Throws<InvalidDataException>(() =>
        {
            while (rows.Read())
            {
            }
        });
    }

    /// <summary>Either thread may read the numbers of a row.</summary>
    [Fact]
    public void Fields_that_are_plain_numbers_have_them()
    {
        const int count = 100_000;
        using var rows = Open(new StringReader(string.Concat(Enumerable.Range(0, count).Select(k => $"{k},word,{k}.5\n"))));
        for (var k = 0; k < count; k++)
        {
            Assert.True(rows.Read());
            Assert.Equal([k, double.NaN, k + 0.5], Enumerable.Range(0, 3).Select(rows.Current.Plain));
        }
    }

    [Fact]
    public void A_reader_that_stops_closes_the_text()
    {
        var text = new FailingText(string.Concat(Enumerable.Repeat("1,2\n", 100_000)));
        using (var rows = Open(text))
            Assert.True(rows.Read());
        Assert.True(text.IsClosed);
    }

    private static RowsAhead Open(TextReader text) => new(new SeparatedRows(text, ','));

    private static string[] Fields(RowsAhead rows) =>
        [.. Enumerable.Range(0, rows.Current.Count).Select(field => rows.Current[field])];

    /// <summary>A text whose source is damaged at its end.</summary>
    private sealed class FailingText(string text) : StringReader(text)
    {
        public bool IsClosed { get; private set; }

        public override int Read(char[] buffer, int index, int count) =>
            base.Read(buffer, index, count) is var read and > 0 ? read : throw new InvalidDataException("damaged");

        public override int Read(Span<char> buffer) =>
            base.Read(buffer) is var read and > 0 ? read : throw new InvalidDataException("damaged");

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
