namespace Sobolev.Data;

/// <summary>The rows of a table as they are read.</summary>
internal sealed class TableRows(TableHeader header)
{
    private readonly List<double> _points = [], _values = [], _jacobians = [], _hessians = [];
    private readonly double[] _jacobian = new double[header.Outputs.Count * header.Inputs.Count];
    private readonly double[] _hessian = header.SecondPartials.Count == 0 ? [] : new double[header.Outputs.Count * header.Inputs.Count * header.Inputs.Count];
    private bool _anythingKnown;

    public int Count { get; private set; }

    public long Numbers => (long)Count * (header.Inputs.Count + header.Outputs.Count + _jacobian.Length + _hessian.Length);

    public void Add(TableText text, TableMistakes mistakes)
    {
        foreach (var (name, column) in header.Inputs.Zip(header.InputColumns))
        {
            var input = Number(text, column, mistakes, out var isWrong);
            if (double.IsNaN(input) && !isWrong)
                mistakes.Add(text.Line, $"column {name} is empty; every row needs all its inputs");
            _points.Add(input);
        }

        foreach (var column in header.ValueColumns)
            _values.Add(Known(column < 0 ? double.NaN : Number(text, column, mistakes, out _)));
        Array.Fill(_jacobian, double.NaN);
        foreach (var (column, entry) in header.Partials)
            _jacobian[entry] = Known(Number(text, column, mistakes, out _));
        _jacobians.AddRange(_jacobian);
        Array.Fill(_hessian, double.NaN);
        foreach (var (column, entries) in header.SecondPartials)
        {
            var second = Known(Number(text, column, mistakes, out _));
            // d2y/dadb and d2y/dbda are one number: where both columns are there, one may be empty
            foreach (var entry in entries.Where(entry => double.IsNaN(_hessian[entry])))
                _hessian[entry] = second;
        }

        _hessians.AddRange(_hessian);
        Count++;
    }

    /// <summary>Adds what only the whole table shows.</summary>
    public void Check(TableMistakes mistakes)
    {
        if (Count == 0)
            mistakes.Add(0, "there is no row behind the header");
        else if (!_anythingKnown)
            mistakes.Add(0, "no row has a value or a partial: there is nothing to learn from");
        var inputs = header.Inputs.Count;
        for (var i = 0; i < inputs && Count > 1; i++)
        {
            var first = _points[i];
            if (Enumerable.Range(1, Count - 1).All(row => _points[row * inputs + i] == first))
                mistakes.Add(0, $"input {header.Inputs[i]} is {first:R} in every row, so nothing can be learned of it; leave it out with --inputs");
        }
    }

    public DerivativeTable Table() => new(header.Inputs, header.Outputs, Count, [.. _points], [.. _values], [.. _jacobians], header.SecondPartials.Count == 0 ? null : [.. _hessians]) { Unused = header.Unused };

    private double Known(double number)
    {
        _anythingKnown |= !double.IsNaN(number);
        return number;
    }

    private static double Number(TableText text, int column, TableMistakes mistakes, out bool isWrong)
    {
        var mistake = TableText.Number(text[column], out var number);
        isWrong = mistake is not null;
        if (isWrong)
            mistakes.Add(text.Line, $"column {text.Header[column]}: {mistake}");
        return number;
    }
}
