using Sobolev.Data;

namespace Sobolev.Tests.Data.Tables;

/// <summary>Parquet files that Apache Arrow's own library wrote (ParquetSharp 25), and damaged ones.</summary>
public sealed class ParquetTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>As pandas writes a frame: two row groups, Snappy, nulls, an index.</summary>
    [Fact]
    public void A_frame_is_a_table()
    {
        var table = Read(TestData("parquet-frame.parquet"), new TableOptions(["a", "größe"], ["lift"]));
        Assert.Equal(["a", "größe"], table.Inputs);
        Assert.Equal(["lift"], table.Outputs);
        Assert.Equal(["source", "__index_level_0__"], table.Ignored);
        Assert.Equal(Enumerable.Range(0, 8).SelectMany(k => new[] { k * 0.5, k * k / 3f }), table.Points);
        Assert.Equal(Enumerable.Range(0, 8).Select(k => k is 3 or 5 ? double.NaN : Math.Sin(k) / 3), table.Values);
        Assert.Equal(Enumerable.Range(0, 8).SelectMany(k => new[] { k == 6 ? double.NaN : Math.Cos(k), -k }), table.Jacobians);
    }

    /// <summary>Zstandard; whole numbers in deltas, 32-bit numbers in split streams.</summary>
    [Fact]
    public void Numbers_of_every_width_are_read()
    {
        var table = Read(TestData("parquet-types.parquet"));
        Assert.Equal(["a", "b", "c"], table.Inputs);
        Assert.Equal(Enumerable.Range(0, 6).SelectMany(k => new double[] { k * 1000 - 7, -k, k % 2 }), table.Points);
        Assert.Equal(Enumerable.Range(0, 6).Select(k => (double)(k * 1.2345m)), table.Values);
        Assert.Equal(Enumerable.Range(0, 6).SelectMany(k => new double[] { k / 7f, (long)k << 40, k - 3 }), table.Jacobians);
    }

    [Fact]
    public void Points_alone_go_by_name() =>
        Assert.Equal(Enumerable.Range(0, 8).Select(k => (double)(k * k / 3f)),
            PointTable.Read(new TableSource(TestData("parquet-frame.parquet")), ["größe"], byName: true));

    [Fact]
    public void A_column_of_words_is_named_as_in_every_table() =>
        Refused(TestData("parquet-frame.parquet"), "column source: words", "column __index_level_0__: an input or an output?");

    [Fact]
    public void Lists_are_refused() => Refused(TestData("parquet-lists.parquet"), "column y", "nested; a table has one number in each row");

    [Fact]
    public void Dates_are_words()
    {
        Assert.Equal(["day"], Read(TestData("parquet-dates.parquet"), new TableOptions(["x"], ["y"])).Ignored);
        var refusal = Assert.Throws<SobolevException>(() => Read(TestData("parquet-dates.parquet"), new TableOptions(["x", "day"], ["y"])));
        Assert.Contains("column day: words", refusal.Message);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(11)]
    [InlineData(700)]
    [InlineData(3_390)]
    public void A_file_cut_short_is_damaged(int length)
    {
        var path = _folder.File("cut.parquet");
        File.WriteAllBytes(path, File.ReadAllBytes(TestData("parquet-frame.parquet"))[..length]);
        Refused(path, "cut.parquet");
    }

    private static DerivativeTable Read(string path, TableOptions? keys = null) =>
        DerivativeTables.Read(new TableSource(path), keys ?? new TableOptions([], []));

    private static void Refused(string path, params string[] words)
    {
        var refusal = Assert.Throws<SobolevException>(() => Read(path));
        Assert.Equal(ExitCode.DataMissing, refusal.ExitCode);
        Assert.All(words, word => Assert.Contains(word, refusal.Message));
    }

    private static string TestData(string name) => Path.Combine(AppContext.BaseDirectory, "TestData", name);
}
