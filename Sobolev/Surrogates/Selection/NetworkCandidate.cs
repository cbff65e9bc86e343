using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.State;

namespace Sobolev.Surrogates;

/// <summary>Settings of a network that are chosen by held-out rows.</summary>
internal sealed record NetworkSetting(double GradientWeight, int Width, double Decay);

/// <summary>
/// One setting of the network on every split in parallel. Its iteration is chosen by the error over all held-out rows; the model is that of
/// all rows at that iteration, or of the only split.
/// </summary>
internal sealed class NetworkCandidate : Candidate
{
    /// <summary>Iterations between two looks at the held-out rows.</summary>
    private const int LookEvery = 25;

    private readonly Samples _table;
    private readonly FitSettings _settings;
    private readonly MlpShape _shape;
    private readonly TrainingSplit[] _splits;
    private readonly bool _leavesAllRows;
    private readonly double _rival;
    private int _budget;
    private long _step, _bestStep;
    private int _looksSinceBest;
    private bool _isWhole;
    private double _bestScore = double.PositiveInfinity;
    private long _looked;

    /// <param name="table">In the user's units, without the partials that are not used.</param>
    /// <param name="splits">The last one leaves the model.</param>
    /// <param name="setting">The setting.</param>
    /// <param name="settings">The settings that all candidates share.</param>
    /// <param name="trust">For each partial (outputs, inputs) a factor of its weight.</param>
    /// <param name="seed">Random seed of initial weights and minibatches.</param>
    /// <param name="rival">A score that ends the training where it is out of reach; infinite for none.</param>
    public NetworkCandidate(Samples table, IReadOnlyList<Split> splits, NetworkSetting setting, FitSettings settings,
        double[] trust, long seed, double rival = double.PositiveInfinity)
        : base(table)
    {
        (_table, Parameters, _settings, _rival) = (table, setting, settings, rival);
        _shape = new MlpShape(table.Inputs, [.. Enumerable.Repeat(setting.Width, settings.Layers)], table.Outputs, settings.Activation);
        _leavesAllRows = splits[^1].HeldOut.Length == 0;
        _splits = [.. splits.Select((split, number) => TrainingOf(split, number, trust, seed))];
        _budget = splits.Count > 1 || !_leavesAllRows ? settings.SearchIterations : settings.Iterations;
        if (splits.Count == 1 && _leavesAllRows)
            (_isWhole, _bestStep) = (true, settings.Iterations);
    }

    public NetworkSetting Parameters { get; }

    public override string Kind => "network";

    public override bool UsesPartials => Parameters.GradientWeight > 0;

    public override string Setting =>
        FormattableString.Invariant($"weight {Parameters.GradientWeight}, width {Parameters.Width}, decay {Parameters.Decay}");

    public override long BestStep => _bestStep;

    public override bool HasEnded => _isWhole
        ? _splits[^1].Training.HasEnded || _splits[^1].Steps >= _bestStep
        : _step >= _budget || _looksSinceBest == Patience || IsBeaten || Judged.All(split => split.Training.HasEnded);

    /// <summary>
    /// The error of a network falls no faster than its iterations grow, and its square is the score: the rival is out of reach of all
    /// iterations of the search.
    /// </summary>
    private bool IsBeaten
    {
        get
        {
            var reached = _settings.SearchIterations / (double)Math.Max(_looked, 1);
            return _looked > 0 && double.IsFinite(_bestScore) && _rival * reached * reached < _bestScore;
        }
    }

    private int Patience => _settings.Patience == 0 ? int.MaxValue : _settings.Patience;

    /// <summary>The splits whose held-out rows are looked at.</summary>
    private IEnumerable<TrainingSplit> Judged => _leavesAllRows ? _splits.SkipLast(1) : _splits;

    /// <summary>Lets the candidate that is kept train to the end on the splits, and then on all rows.</summary>
    public void Extend()
    {
        if (_budget < _settings.Iterations)
            _budget = _settings.Iterations;
        else if (_leavesAllRows)
            _isWhole = true;
    }

    /// <summary>Whether the model of all rows is there.</summary>
    public bool IsComplete => _isWhole ? HasEnded : !_leavesAllRows && _budget == _settings.Iterations && HasEnded;

    public override double Advance()
    {
        if (_isWhole)
            return _splits[^1].Advance();
        var losses = new double[_splits.Length];
        var count = _leavesAllRows ? _splits.Length - 1 : _splits.Length;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _settings.Threads() },
            split => losses[split] = _splits[split].Advance());
        var loss = losses.Max();
        // minibatches are not counted: their steps are a part of an iteration's work
        if (Judged.Any(split => !split.Training.IsOnAllRows))
            return loss;
        _step++;
        if (_step % LookEvery == 0 || HasEnded)
            Look();
        return loss;
    }

    public override ISurrogateModel Model()
    {
        var split = _splits[^1];
        return new NetworkModel(_shape, split.Scaling, _isWhole ? split.Training.Parameters() : split.Best);
    }

    /// <summary>The networks of the folds, at the iteration that was chosen.</summary>
    public IEnumerable<NetworkModel> Folds() => Judged.Select(split => new NetworkModel(_shape, split.Scaling, split.Best));

    public override void Save(TrialState state)
    {
        state.Put<long>("counts", [_step, _bestStep, _looksSinceBest, _isWhole ? 1 : 0, _budget, _looked]);
        state.Put<double>("best_score", [_bestScore]);
        foreach (var (split, number) in _splits.Select((split, number) => (split, number)))
            split.Save(state.Part($"split{number}"));
    }

    public override void Load(TrialState state)
    {
        var counts = state.Values<long>("counts");
        (_step, _bestStep, _looksSinceBest, _isWhole, _budget, _looked) =
            (counts[0], counts[1], (int)counts[2], counts[3] == 1, (int)counts[4], counts[5]);
        _bestScore = state.Values<double>("best_score")[0];
        foreach (var (split, number) in _splits.Select((split, number) => (split, number)))
            split.Load(state.Part($"split{number}"));
        if (Judged.Any() && Judged.All(split => split.Best.Length > 0))
            Predicted(Predict(split => split.Best));
    }

    private void Look()
    {
        if (_looked == _step || !Judged.Any())
            return;
        _looked = _step;
        var heldOut = Predict(split => split.Training.Parameters());
        var score = new ColumnErrors(_table, heldOut).Score();
        if (score < _bestScore || _bestStep == 0)
        {
            (_bestScore, _bestStep, _looksSinceBest) = (score, _step, 0);
            foreach (var split in Judged)
                split.Best = split.Training.Parameters();
            Predicted(heldOut);
        }
        else
        {
            _looksSinceBest++;
        }
    }

    private HeldOut Predict(Func<TrainingSplit, double[]> parameters)
    {
        var heldOut = HeldOut.Unknown(_table);
        var n = _table.Inputs;
        foreach (var split in Judged)
        {
            var model = new NetworkModel(_shape, split.Scaling, parameters(split));
            var (values, jacobians) = model.Predict(split.HeldOutPoints);
            foreach (var (row, k) in split.Rows.HeldOut.Select((row, k) => (row, k)))
            {
                values.AsSpan(k * _table.Outputs, _table.Outputs).CopyTo(heldOut.Values.AsSpan(row * _table.Outputs));
                jacobians.AsSpan(k * _table.Outputs * n, _table.Outputs * n).CopyTo(heldOut.Jacobians.AsSpan(row * _table.Outputs * n));
                if (heldOut.Hessians.Length > 0)
                    model.Hessian(split.HeldOutPoints.AsSpan(k * n, n)).CopyTo(heldOut.Hessians.AsSpan(row * _table.Outputs * n * n));
            }
        }

        return heldOut;
    }

    /// <summary>The same split starts from the same weights for every setting of one width.</summary>
    private TrainingSplit TrainingOf(Split rows, int number, double[] trust, long seed)
    {
        var training = _table.Take(rows.Training);
        var scaling = TableScaling.Of(training);
        var name = $"{_shape.Hidden[0]}/{number}";
        var start = InitialWeights.Draw(_shape, Initialisation.Lecun, new RandomStream(seed, $"weights/{name}"));
        var adam = (long)training.Count * (1 + training.Outputs) > _settings.OneBatch ? _settings.Minibatches : null;
        return new TrainingSplit(
            rows,
            scaling,
            new NetworkTraining(
                _shape,
                TableScaling.Scale(training, scaling, trust),
                new NetworkWeights(1, Parameters.GradientWeight, Parameters.Decay),
                start,
                adam,
                new RandomStream(seed, $"order/{name}")),
            _table.Take(rows.HeldOut).Points);
    }

    /// <summary>One split, its network, and the weights at the iteration that is best so far.</summary>
    private sealed record TrainingSplit(Split Rows, Scaling Scaling, NetworkTraining Training, double[] HeldOutPoints)
    {
        public double[] Best { get; set; } = [];

        public long Steps { get; private set; }

        public double Advance()
        {
            var isCounted = Training.IsOnAllRows;
            var loss = Training.Advance();
            if (isCounted)
                Steps++;
            return loss;
        }

        public void Save(TrialState state)
        {
            state.Put<double>("best", Best);
            state.Put("steps", Steps);
            Training.Save(state);
        }

        public void Load(TrialState state)
        {
            (Best, Steps) = (state.Values<double>("best"), state.Integer("steps"));
            Training.Load(state);
        }
    }
}
