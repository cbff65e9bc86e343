using System.Globalization;

namespace Sobolev.Data;

/// <summary>The rows of a table as they are read.</summary>
internal sealed class TableRows(TableColumns columns)
{
    private static readonly string[] _formatsOfDates =
    [
        "yyyy-M-d", "yyyy/M/d", "d.M.yyyy", "d/M/yyyy", "M/d/yyyy", "yyyy-M-d H:m", "yyyy-M-d H:m:s", "H:m", "H:m:s",
    ];

    private readonly List<double> _points = [], _values = [], _jacobians = [], _hessians = [];
    private readonly List<double> _rowWeights = [], _valueWeights = [], _jacobianWeights = [];
    private readonly List<double> _valueDeviations = [], _jacobianDeviations = [];
    private readonly List<int> _rowNumbers = [];

    // asked for every row
    private readonly TableColumn[] _columns = [.. columns.Columns];
    private readonly bool _hasWeights = columns.HasWeights;

    // one row, before it is known to be without mistakes
    private readonly double[] _point = new double[columns.Inputs.Count];
    private readonly double[] _value = new double[columns.Outputs.Count];
    private readonly double[] _jacobian = new double[columns.Outputs.Count * columns.Inputs.Count];
    private readonly double[] _hessian =
        new double[columns.HasSecondPartials ? columns.Outputs.Count * columns.Inputs.Count * columns.Inputs.Count : 0];
    private readonly double[] _weight = new double[columns.WeightsPerRow];
    private readonly double[] _deviation = new double[columns.DeviationsPerRow];
    private readonly int[] _numbers = new int[columns.Columns.Count], _words = new int[columns.Columns.Count],
        _dates = new int[columns.Columns.Count];
    private int _read;
    private bool _hasKnown, _hasPoints;
    private long _commas, _thousands;

    /// <summary>The rows whose weight is not 0.</summary>
    public int Count { get; private set; }

    /// <summary>The current row; a row with errors is counted, but its numbers are not used.</summary>
    public void Add(TableReader row, TableErrors mistakes)
    {
        _read++;
        Count++;
        if (row.Count != _columns.Length)
        {
            var commas = row.Separator == ',' && row.Count > _columns.Length
                ? "; if numbers have decimal commas, write decimal points"
                : "";
            mistakes.Add(row.Line, $"{row.Count} fields, but the header has {_columns.Length}{commas}");
            return;
        }

        Array.Fill(_point, double.NaN);
        Array.Fill(_value, double.NaN);
        Array.Fill(_jacobian, double.NaN);
        Array.Fill(_hessian, double.NaN);
        Array.Fill(_weight, 1);
        Array.Clear(_deviation);
        for (var field = 0; field < _columns.Length; field++)
        {
            var column = _columns[field];
            if (column.Role == ColumnRole.Ignored)
                continue;
            if (row.ReadNumber(field, out var number) is { } mistake)
            {
                var text = row[field];
                if (text.Any(char.IsLetter))
                    _words[field]++;
                else if (DateTime.TryParseExact(text, _formatsOfDates, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                    _dates[field]++;
                mistakes.AddCell(row.Line, column.Name, text, mistake);
            }
            else if (!double.IsNaN(number))
            {
                _numbers[field]++;
                if (column.Role == ColumnRole.Weight && number < 0)
                    mistakes.AddCell(row.Line, column.Name, row[field], "negative; a weight is 0 or more");
                if (column.Role == ColumnRole.Deviation && number < 0)
                    mistakes.AddCell(row.Line, column.Name, row[field], "negative; a standard deviation is 0 or more");
                Put(column, number);
                CountMarks(row, field);
            }
            else if (column.Role == ColumnRole.Input)
                mistakes.AddCell(row.Line, column.Name, "", "empty; every input must be known: give it or remove the row");
            else if (column.Role == ColumnRole.Weight)
                mistakes.AddCell(row.Line, column.Name, "", "empty; give every weight, 0 leaves a row or an entry out");
        }

        Mirror();
        if (_hasWeights && !AddWeights())
        {
            Count--;
            return;
        }

        _hasKnown = _hasKnown || new[] { _value, _jacobian, _hessian }.Any(part => Array.Exists(part, number => !double.IsNaN(number)));
        _points.AddRange(_point);
        _values.AddRange(_value);
        _jacobians.AddRange(_jacobian);
        _hessians.AddRange(_hessian);
        _valueDeviations.AddRange(_deviation.AsSpan(..Math.Min(_value.Length, _deviation.Length)));
        _jacobianDeviations.AddRange(_deviation.AsSpan(Math.Min(_value.Length, _deviation.Length)..));
    }

    /// <summary>One line for all columns of words and of dates instead of one for each.</summary>
    public void NameCategories(TableErrors mistakes, long headerLine)
    {
        const int fewest = 2;
        string[] words =
        [
            .. columns.Columns.Where((_, field) => _words[field] + _dates[field] >= fewest && _numbers[field] == 0)
                .Select(column => column.Name),
        ];
        if (words.Length == 0)
            return;
        string[] inputs = [.. columns.Inputs.Except(words)];
        string[] outputs = [.. columns.Outputs.Except(words)];
        var (name, them) = words.Length == 1 ? ("column", "it") : ("columns", "them");
        var remedy = inputs.Length > 0 && outputs.Length > 0
            ? $", or leave {them} out: --inputs {string.Join(',', inputs)} --outputs {string.Join(',', outputs)}"
            : "";
        var hasDates = _dates.Any(count => count >= fewest);
        mistakes.AddColumns(
            headerLine,
            words,
            $"{name} {string.Join(", ", words)}: words{(hasDates ? " or dates" : "")}; categories are not supported; write a column of 0 "
            + $"and 1 for each category{(hasDates ? ", a date as a number" : "")}{remedy}");
    }

    /// <summary>The mistakes of the table as a whole.</summary>
    public void CheckWhole(TableErrors mistakes, long headerLine)
    {
        if (_read == 0)
            mistakes.Add(headerLine, "no rows below the header; give one row per point");
        else if (Count == 0)
            mistakes.Add(headerLine, "every row has weight 0, so there is nothing to learn");
        else if (!_hasKnown && !mistakes.AreThere)
            mistakes.Add(
                headerLine,
                $"no row has a value or a derivative of {string.Join(", ", columns.Outputs)}, so there is nothing to learn; check the "
                + "chosen columns");
        if (_commas > 0 && _hasPoints)
            mistakes.Add(headerLine, "some numbers have decimal commas and others decimal points; write all of them with points");
        else if (_commas > 0 && _thousands == _commas)
            mistakes.Add(headerLine,
                "every comma is followed by three digits: decimal commas, or commas between thousands? write decimal points");
        for (var input = 0; Count > 1 && input < columns.Inputs.Count; input++)
        {
            if (_points.Count == Count * columns.Inputs.Count && IsConstant(input))
                mistakes.Add(
                    headerLine,
                    $"column {columns.Inputs[input]}: the input is {_points[input]} in every row; exclude it by naming the other columns: "
                    + $"--inputs {string.Join(',', columns.Inputs.Where((_, other) => other != input))} --outputs "
                    + $"{string.Join(',', columns.Outputs)}");
        }
    }

    public DerivativeTable ToTable() =>
        new(columns.Inputs, columns.Outputs, Count, [.. _points], [.. _values], [.. _jacobians],
            columns.HasSecondPartials ? [.. _hessians] : null)
        {
            Ignored = [.. columns.Columns.Where(column => column.Role == ColumnRole.Ignored).Select(column => column.Name)],
            Deviations = columns.HasDeviations ? new TableDeviations([.. _valueDeviations], [.. _jacobianDeviations]) : null,
            Weights = columns.HasWeights ? new TableWeights([.. _rowWeights], [.. _valueWeights], [.. _jacobianWeights]) : null,
            RowNumbers = columns.HasWeights ? _rowNumbers : null,
        };

    /// <summary>Removes the entries of weight 0; false for a row of weight 0.</summary>
    private bool AddWeights()
    {
        var row = _weight[0];
        if (row == 0)
            return false;
        _rowWeights.Add(row);
        _rowNumbers.Add(_read);
        Weigh(_value, _weight.AsSpan(1), _valueWeights);
        Weigh(_jacobian, _weight.AsSpan(1 + _value.Length), _jacobianWeights);
        return true;

        void Weigh(double[] entries, ReadOnlySpan<double> weights, List<double> to)
        {
            for (var k = 0; k < entries.Length; k++)
            {
                if (weights[k] == 0)
                    entries[k] = double.NaN;
                to.Add(row * weights[k]);
            }
        }
    }

    private void Put(TableColumn column, double number)
    {
        var part = column.Role switch
        {
            ColumnRole.Input => _point,
            ColumnRole.Value => _value,
            ColumnRole.Partial => _jacobian,
            ColumnRole.Weight => _weight,
            ColumnRole.Deviation => _deviation,
            _ => _hessian,
        };
        part[column.Place] = number;
    }

    /// <summary>A table has decimal points or decimal commas; 1,234 alone could be a thousand and more.</summary>
    private void CountMarks(TableReader row, int field)
    {
        // only there can a comma be a decimal comma
        if (row.Separator == ',' || (_hasPoints && row.IsPlain(field)))
            return;
        var text = row[field];
        _hasPoints = _hasPoints || text.Contains('.');
        if (!TableNumbers.HasDecimalComma(text))
            return;
        _commas++;
        var after = text.Trim()[(text.Trim().IndexOf(',') + 1)..];
        if (after.Length == 3 && after.All(char.IsAsciiDigit))
            _thousands++;
    }

    /// <summary>Where one order of a mixed second derivative is known, so is the other.</summary>
    private void Mirror()
    {
        var inputs = columns.Inputs.Count;
        for (var place = 0; place < _hessian.Length; place++)
        {
            var (block, a, b) = (place / (inputs * inputs), place / inputs % inputs, place % inputs);
            if (double.IsNaN(_hessian[place]))
                _hessian[place] = _hessian[(block * inputs + b) * inputs + a];
        }
    }

    private bool IsConstant(int input)
    {
        for (var place = input; place < _points.Count; place += columns.Inputs.Count)
        {
            if (_points[place] != _points[input])
                return false;
        }

        return true;
    }
}
