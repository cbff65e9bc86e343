using System.IO.Compression;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>
/// The arrays of a NumPy archive (.npz) as the lines of a table: x (rows, inputs), y (rows, outputs), dydx (rows, outputs, inputs) and
/// d2ydx2 (rows, outputs, inputs, inputs), where axes of length 1 may be left out; the texts inputs and outputs name the columns.
/// </summary>
internal sealed class NumpyTable : LineText
{
    private static readonly string[] _known = ["x", "y", "dydx", "d2ydx2", "inputs", "outputs"];

    private readonly List<(NumpyArray Array, int Width)> _parts = [];
    private readonly int _rows;
    private int _next = -1;

    private NumpyTable(Dictionary<string, NumpyArray> arrays)
    {
        var x = arrays.GetValueOrDefault("x") ?? throw new InvalidDataException($"no array x; it has {string.Join(", ", arrays.Keys)}");
        _rows = x.Shape.FirstOrDefault(1);
        var n = WidthOf("x", x, 1);
        var outputs = arrays.GetValueOrDefault("y") is { } y ? WidthOf("y", y, 1)
            : arrays.GetValueOrDefault("dydx") is { } slopes ? WidthOf("dydx", slopes, n)
            : 0;
        HasNames = arrays.ContainsKey("inputs");
        Inputs = Names(arrays, "inputs", "x", n);
        Outputs = Names(arrays, "outputs", "y", outputs);
        Header =
        [
            .. Added("x", Inputs, n),
            .. Added("y", Outputs, outputs),
            .. Added("dydx", from output in Outputs from input in Inputs select $"d{output}/d{input}", outputs, n),
            .. Added("d2ydx2", from output in Outputs from a in Inputs from b in Inputs select $"d2{output}/d{a}d{b}", outputs, n, n),
        ];

        IEnumerable<string> Added(string name, IEnumerable<string> columns, params int[] lengths)
        {
            if (arrays.GetValueOrDefault(name) is not { } array)
                return [];
            int[] whole = [_rows, .. lengths];
            // axes of length 1 may be left out
            var fits = array.Shape.Where(length => length != 1).SequenceEqual(whole.Where(length => length != 1));
            if (!fits || array.Shape.FirstOrDefault(1) != _rows)
                throw new InvalidDataException($"array {name} is {Lengths(array.Shape)}, but beside x and y it must be {Lengths(whole)}");
            _parts.Add((array, lengths.Aggregate((product, length) => product * length)));
            return columns;
        }
    }

    public IReadOnlyList<string> Inputs { get; }

    public IReadOnlyList<string> Outputs { get; }

    public IReadOnlyList<string> Header { get; }

    /// <summary>Whether the file names its inputs.</summary>
    public bool HasNames { get; }

    /// <summary>Whether a zip archive holds NumPy arrays.</summary>
    public static bool IsIn(ZipArchive archive) => archive.Entries.Any(entry => entry.Name.EndsWith(".npy", StringComparison.Ordinal));

    /// <exception cref="InvalidDataException">The arrays are not a table.</exception>
    public static NumpyTable Read(ZipArchive archive, long mostEntries)
    {
        var arrays = new Dictionary<string, NumpyArray>();
        foreach (var entry in archive.Entries)
        {
            var name = Path.GetFileNameWithoutExtension(entry.FullName);
            if (!_known.Contains(name) || entry.FullName != name + ".npy")
                throw new InvalidDataException(
                    $"{Printable.Of(entry.FullName, 60)}: unknown; a table has the arrays {string.Join(", ", _known)}; save these alone");
            try
            {
                using var stream = entry.Open();
                arrays[name] = NumpyArray.Read(stream, mostEntries);
            }
            catch (InvalidDataException error)
            {
                throw new InvalidDataException($"array {name}: {error.Message}", error);
            }
        }

        return new NumpyTable(arrays);
    }

    protected override string? NextLine()
    {
        var row = _next++;
        if (row >= _rows)
            return null;
        return row < 0
            ? Csv.Line(Header)
            : string.Join(',', _parts.SelectMany(part => part.Array.Numbers.Skip(row * part.Width).Take(part.Width))
                .Select(number => Csv.Field(number)));
    }

    /// <summary>Columns of an array whose last axis, or axes, hold so many numbers each.</summary>
    private int WidthOf(string name, NumpyArray array, int each)
    {
        if (array.Texts.Length > 0 || _rows == 0 || array.Numbers.Length % ((long)_rows * each) != 0)
            throw new InvalidDataException($"array {name} is {Lengths(array.Shape)}; its first axis must count the rows");
        return (int)(array.Numbers.Length / ((long)_rows * each));
    }

    private static string Lengths(IEnumerable<int> shape) => $"({string.Join(", ", shape)})";

    private static string[] Names(Dictionary<string, NumpyArray> arrays, string key, string letter, int count)
    {
        if (!arrays.TryGetValue(key, out var names))
            return count == 1 ? [letter] : [.. Enumerable.Range(1, count).Select(number => $"{letter}{number}")];
        return names.Texts.Length == count
            ? names.Texts
            : throw new InvalidDataException($"array {key} has {names.Texts.Length} texts for {count} columns");
    }
}
