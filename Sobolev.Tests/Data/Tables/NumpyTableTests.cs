using System.IO.Compression;
using Sobolev.Data;

namespace Sobolev.Tests.Data.Tables;

/// <summary>NumPy archives as tables: two that NumPy 1.24 wrote, and some made here that must be refused.</summary>
public sealed class NumpyTableTests : IDisposable
{
    private static readonly double[] _points = [0, 0, 0.5, 1, 1, 4, 1.5, 9, 2, 16, 2.5, 25];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Compressed; x of 32 bits and dydx of whole numbers in Fortran's order, y with its bytes the other way round.</summary>
    [Fact]
    public void Types_orders_and_names_are_those_of_the_file()
    {
        var table = Read(TestData("numpy-named.npz"));
        Assert.Equal(["a", "größe"], table.Inputs);
        Assert.Equal(["lift", "drag"], table.Outputs);
        Assert.Equal(_points, table.Points);
        Assert.Equal([0, 0, 2.5, 1.5, 9, double.NaN, 19.5, 4.5, 34, 6, 52.5, 7.5], table.Values);
        Assert.Equal(Enumerable.Repeat(new[] { 1.0, 2, 3, 0 }, 6).SelectMany(row => row), table.Jacobians);
        Assert.Null(table.Hessians);
    }

    [Fact]
    public void Without_names_columns_have_numbers_and_the_axis_of_one_output_may_be_left_out()
    {
        var table = Read(TestData("numpy-plain.npz"));
        Assert.Equal(["x1", "x2"], table.Inputs);
        Assert.Equal(["y"], table.Outputs);
        Assert.Equal([0, 2.5, 9, 19.5, 34, 52.5], table.Values);
        Assert.Equal(Enumerable.Repeat(new[] { 1.0, 2 }, 6).SelectMany(row => row), table.Jacobians);
        Assert.Equal(new double[24], table.Hessians!);
    }

    [Fact]
    public void Columns_may_be_chosen_as_of_every_table()
    {
        var table = Read(TestData("numpy-named.npz"), new TableOptions(["a"], ["drag"]));
        Assert.Equal(["a", "drag"], table.Inputs.Concat(table.Outputs));
        Assert.Equal(["größe", "lift", "dlift/da", "dlift/dgröße", "ddrag/dgröße"], table.Ignored);
    }

    [Fact]
    public void Points_alone_go_by_name_or_by_place()
    {
        Assert.Equal([0, 1, 4, 9, 16, 25], PointTable.Read(new TableSource(TestData("numpy-named.npz")), ["größe"], byName: true));
        Assert.Equal(_points, PointTable.Read(new TableSource(TestData("numpy-plain.npz")), ["mach", "alpha"], byName: true));
        var refused = Assert.Throws<SobolevException>(
            () => PointTable.Read(new TableSource(TestData("numpy-named.npz")), ["mach", "alpha"], byName: true));
        Assert.Contains("column mach, an input of the model, is missing", refused.Message);
    }

    [Theory]
    [InlineData("y", "<f8", "(2,)", 2, "no array x")]
    [InlineData("x", "|O", "(2,)", 2, "array x: not an array of numbers")]
    [InlineData("x", "<c16", "(2,)", 2, "array x: numbers of type c16")]
    [InlineData("x", "<f8", "(2,)", 1, "array x: the array is cut off")]
    [InlineData("x", "<f8", "(99999999, 9)", 1, "99999999 x 9 numbers, more than")]
    [InlineData("x", "<f8", "(0, 2)", 0, "array x is (0, 2); its first axis must count the rows")]
    [InlineData("t", "<f8", "(2,)", 2, "t.npy: unknown; a table has the arrays x, y, dydx")]
    public void Other_arrays_are_refused_in_one_line(string name, string type, string shape, int numbers, string mistake)
    {
        var path = Archive((name, type, shape, new double[numbers]));
        var refused = Assert.Throws<SobolevException>(() => Read(path));
        Assert.Equal(ExitCode.DataMissing, refused.ExitCode);
        Assert.StartsWith(path + ": ", refused.Message);
        Assert.Contains(mistake, refused.Message);
    }

    [Fact]
    public void Arrays_with_their_axes_the_other_way_round_are_refused()
    {
        var path = Archive(("x", "<f8", "(2, 3)", new double[6]), ("y", "<f8", "(1, 2)", new double[2]));
        Assert.Contains("array y is (1, 2), but beside x and y it must be (2, 1)", Refused(path));
        path = Archive(
            ("x", "<f8", "(2, 3)", new double[6]), ("y", "<f8", "(2, 2)", new double[4]), ("dydx", "<f8", "(2, 3, 2)", new double[12]));
        Assert.Contains("array dydx is (2, 3, 2), but beside x and y it must be (2, 2, 3)", Refused(path));

        static string Refused(string path) => Assert.Throws<SobolevException>(() => Read(path)).Message;
    }

    private static DerivativeTable Read(string path, TableOptions? keys = null) =>
        DerivativeTables.Read(new TableSource(path), keys ?? new TableOptions([], []));

    private static string TestData(string name) => Path.Combine(AppContext.BaseDirectory, "TestData", name);

    private string Archive(params (string Name, string Type, string Shape, double[] Numbers)[] arrays)
    {
        var path = _folder.File("own.npz");
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, type, shape, numbers) in arrays)
        {
            using var writer = new BinaryWriter(archive.CreateEntry(name + ".npy").Open());
            var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n";
            writer.Write([0x93, .. "NUMPY\u0001\0"u8]);
            writer.Write((ushort)header.Length);
            writer.Write(header.ToCharArray());
            foreach (var number in numbers)
                writer.Write(number);
        }

        return path;
    }
}
