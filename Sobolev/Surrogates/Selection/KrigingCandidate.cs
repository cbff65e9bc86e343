using Sobolev.State;

namespace Sobolev.Surrogates;

/// <summary>Gaussian processes, one for each output; held-out rows are left out with the length scales of all rows.</summary>
internal sealed class KrigingCandidate : Candidate
{
    private readonly Samples _table;
    private readonly IReadOnlyList<Split> _splits;
    private readonly Scaling _scaling;
    private readonly Observations[] _data;
    private readonly KrigingSearch[] _searches;
    private int _output;
    private long _steps;

    /// <param name="table">In the user's units, without the partials that are not used.</param>
    /// <param name="splits">The last one leaves the model.</param>
    /// <param name="usesPartials">Or the values alone.</param>
    /// <param name="threads">Threads to take at the moment; their number changes no bit of the result.</param>
    public KrigingCandidate(Samples table, IReadOnlyList<Split> splits, bool usesPartials, Func<int> threads)
        : base(table)
    {
        (_table, _splits, UsesPartials) = (table, splits, usesPartials);
        int[] order = [.. splits[^1].Training, .. splits[^1].HeldOut];
        _scaling = TableScaling.Of(table);
        var scaled = _scaling.Scale(table);
        _data = [.. Enumerable.Range(0, table.Outputs).Select(output => Observations.Of(scaled, output, usesPartials ? 2 : 0))];
        _searches = [.. _data.Select(data => new KrigingSearch(data, order, threads))];
    }

    public override string Kind => "kriging";

    public override bool UsesPartials { get; }

    public override string Setting => string.Join(' ', _searches.Select(search => search.Model?.Correlation.ToString()).Distinct());

    public override long BestStep => _steps;

    public override bool HasEnded => _output == _searches.Length;

    /// <summary>The equations of the output that has most.</summary>
    public static int EquationsOf(Samples table, bool usesPartials) =>
        Enumerable.Range(0, table.Outputs).Max(output => Observations.Of(table, output, usesPartials ? 2 : 0).Equations);

    public override double Advance()
    {
        _steps++;
        var loss = _searches[_output].Advance();
        if (!_searches[_output].HasEnded)
            return loss;
        _output++;
        if (HasEnded)
            Predicted(LeaveOut());
        return loss;
    }

    public override ISurrogateModel Model() => Whole();

    public ProcessModel Whole() => new(_scaling, [.. _searches.Select(search => search.Model!)]);

    /// <summary>For each partial (outputs, inputs) the noise that was found in parts of its root mean square; NaN where it is
    /// unknown.</summary>
    public double[] NoiseOfPartials()
    {
        var moments = Moments.OfColumns(_table.Jacobians, _table.Outputs * _table.Inputs, _table.JacobianWeights);
        var known = KnownDeviations.OfColumns(_table.Jacobians, _table.JacobianDeviations ?? new double[_table.Jacobians.Length],
            moments.Length);
        return
        [
            .. Noise().Skip(_table.Outputs)
                .Select((noise, column) => Math.Sqrt((noise * noise + known[column] * known[column]) / moments[column].MeanSquare)),
        ];
    }

    /// <summary>
    /// The deviation of the noise that was found for each value, then for each partial (outputs, inputs), in the user's units; NaN where
    /// it is unknown.
    /// </summary>
    public double[] Noise()
    {
        var noise = new double[_table.Outputs * (1 + _table.Inputs)];
        Array.Fill(noise, double.NaN);
        foreach (var (search, output) in _searches.Select((search, output) => (search, output)))
        {
            var model = search.Model!;
            foreach (var (kind, part) in model.Data.Different.Zip(model.Parameters.Noise).Where(pair => pair.First.Order < 2))
            {
                var deviation = _scaling.OutputScale[output] * Math.Sqrt(part * model.Solution.Variance * model.PriorVariance(kind));
                if (kind.Order == 0)
                    noise[output] = deviation;
                else
                    noise[_table.Outputs + output * _table.Inputs + kind.First] = deviation / _scaling.InputScale[kind.First];
            }
        }

        return noise;
    }

    public override void Save(TrialState state)
    {
        state.Put("output", _output);
        state.Put("steps", _steps);
        for (var output = 0; output <= Math.Min(_output, _searches.Length - 1); output++)
            _searches[output].Save(state.Part($"output{output}"));
    }

    public override void Load(TrialState state)
    {
        (_output, _steps) = ((int)state.Integer("output"), state.Integer("steps"));
        for (var output = 0; output <= Math.Min(_output, _searches.Length - 1); output++)
            _searches[output].Load(state.Part($"output{output}"));
        if (HasEnded)
            Predicted(LeaveOut());
    }

    /// <summary>The deviations of the held-out predictions, noise included.</summary>
    public (double[] Values, double[] Jacobians) HeldOutDeviations { get; private set; } = ([], []);

    private HeldOut LeaveOut()
    {
        var deviations = HeldOut.Unknown(_table);
        HeldOutDeviations = (deviations.Values, deviations.Jacobians);
        var heldOut = HeldOut.Unknown(_table);
        var part = new int[_table.Count];
        Array.Fill(part, -1);
        foreach (var (split, number) in _splits.Select((split, number) => (split, number)))
        {
            foreach (var row in split.HeldOut)
                part[row] = number;
        }

        if (part.All(number => number < 0))
            return heldOut;
        for (var output = 0; output < _table.Outputs; output++)
            LeaveOut(output, part, heldOut);
        return heldOut;
    }

    private void LeaveOut(int output, int[] part, HeldOut heldOut)
    {
        var (data, n) = (_data[output], _table.Inputs);
        var rows = new int[data.Equations];
        for (var row = 0; row < data.Rows; row++)
            Array.Fill(rows, row, data.First[row], data.First[row + 1] - data.First[row]);
        var (predicted, variance) = _searches[output].Model!.LeaveOut(Array.ConvertAll(rows, row => part[row]));
        for (var equation = 0; equation < rows.Length; equation++)
        {
            if (part[rows[equation]] < 0)
                continue;
            var (kind, place, scale) = (data.Kinds[equation], rows[equation] * _table.Outputs + output, _scaling.OutputScale[output]);
            var deviation = scale * Math.Sqrt(Math.Max(variance[equation], 0));
            if (kind.Order == 0)
            {
                heldOut.Values[place] = predicted[equation] * scale + _scaling.OutputMean[output];
                HeldOutDeviations.Values[place] = deviation;
            }
            else if (kind.Order == 1)
            {
                heldOut.Jacobians[place * n + kind.First] = predicted[equation] * scale / _scaling.InputScale[kind.First];
                HeldOutDeviations.Jacobians[place * n + kind.First] = deviation / _scaling.InputScale[kind.First];
            }
            else
            {
                heldOut.Hessians[(place * n + kind.First) * n + kind.Second] =
                    heldOut.Hessians[(place * n + kind.Second) * n + kind.First] =
                    predicted[equation] * scale / (_scaling.InputScale[kind.First] * _scaling.InputScale[kind.Second]);
            }
        }
    }
}
