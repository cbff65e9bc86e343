using Sobolev.State;

namespace Sobolev.Surrogates;

/// <summary>
/// The length scales and the noise of one output by the marginal likelihood, an iteration at a time: a race of every correlation and start
/// on a few rows, its winner on more, and the process of all rows with what was found.
/// </summary>
/// <remarks>
/// The race is one of successive halving (Jamieson and Talwalkar, Non-stochastic Best Arm Identification, 2016): after some iterations the
/// less likely half leaves. Before a dozen iterations a start's likelihood says little of where it will end.
/// </remarks>
internal sealed class KrigingSearch
{
    /// <summary>Equations of the race and of its winner; a likelihood of the second takes some hundredths of a second.</summary>
    private const int Few = 300, Many = 1000;

    private const int IterationsOfRace = 60, IterationsOfMany = 20;

    // after so many iterations the less likely half leaves the race
    private static readonly int[] _halvings = [12, 24];

    // a rough function, a smooth one nearly without noise, and nearly a polynomial
    private static readonly (double Length, double Noise)[] _starts = [(1, 1e-4), (3, 1e-8), (10, 1e-11)];

    private readonly Observations _data;
    private readonly int[] _order;
    private readonly Func<int> _threads;
    private readonly List<LikelihoodSearch> _racing;
    private LikelihoodSearch? _winner;
    private LikelyProcess? _found;
    private int _iterations;

    /// <param name="data">The observations.</param>
    /// <param name="order">Rows in random order: a part of them is the first so many.</param>
    /// <param name="threads">Threads to take at the moment; their number changes no bit of the result.</param>
    public KrigingSearch(Observations data, int[] order, Func<int> threads)
    {
        (_data, _order, _threads) = (data, order, threads);
        var few = Part(Few);
        var starts = Enum.GetValues<Correlation>().SelectMany(correlation => _starts.Select(start =>
            new LikelyProcess(correlation, KrigingParameters.Even(few, start.Length, start.Noise))));
        _racing = [.. starts.Select((start, number) => new LikelihoodSearch(number, few, start))];
    }

    /// <summary>Iterations at most.</summary>
    public static int MostSteps => IterationsOfRace + IterationsOfMany;

    public KrigingModel? Model { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>One iteration of each search in the race, or of its winner; minus the logarithm of the best likelihood.</summary>
    public double Advance()
    {
        _iterations++;
        var best = _winner ?? Race();
        if (_winner is null)
        {
            if (_iterations == IterationsOfRace || _racing.All(search => search.HasEnded))
                Win(best);
            return best.Value;
        }

        best.Advance(_threads());
        if (best.HasEnded || _iterations == IterationsOfMany)
            End(double.IsFinite(best.Value) ? best.Found : _found!);
        return best.Value;
    }

    public void Save(TrialState state)
    {
        state.Put("iterations", _iterations);
        state.Put<long>("racing", [.. _racing.Select(search => (long)search.Number)]);
        foreach (var search in _racing)
            state.Put<double>($"search{search.Number}", search.Save());
        state.Put<double>("found", _found?.Save() ?? []);
        state.Put<double>("winner", _winner?.Save() ?? []);
        state.Put("ended", HasEnded ? 1L : 0);
    }

    public void Load(TrialState state)
    {
        (_iterations, HasEnded) = ((int)state.Integer("iterations"), state.Integer("ended") == 1);
        var racing = state.Values<long>("racing");
        _racing.RemoveAll(search => !racing.Contains(search.Number));
        foreach (var search in _racing)
            search.Load(state.Values<double>($"search{search.Number}"));
        if (state.Values<double>("found") is not { Length: > 0 } found)
            return;
        _found = LikelyProcess.Of(found, _data.Inputs);
        if (HasEnded)
            Model = Whole();
        else
            (_winner = new LikelihoodSearch(0, Part(Many), _found)).Load(state.Values<double>("winner"));
    }

    private LikelihoodSearch Race()
    {
        Parallel.ForEach(_racing, new ParallelOptions { MaxDegreeOfParallelism = _threads() }, search => search.Advance(threads: 1));
        _racing.Sort((a, b) => a.Value.CompareTo(b.Value) is not 0 and var order ? order : a.Number.CompareTo(b.Number));
        if (_halvings.Contains(_iterations))
            _racing.RemoveRange(_racing.Count / 2, (_racing.Count + 1) / 2);
        return _racing[0];
    }

    private void Win(LikelihoodSearch best)
    {
        (_found, _iterations) = (best.Found, 0);
        _racing.Clear();
        if (_data.Equations <= Few)
        {
            End(_found);
            return;
        }

        _winner = new LikelihoodSearch(0, Part(Many), _found);
        _winner.Learn(best);
    }

    private void End(LikelyProcess found)
    {
        (_found, _winner) = (found, null);
        (Model, HasEnded) = (Whole(), true);
    }

    private Observations Part(int equations) =>
        _data.Equations <= equations ? _data : _data.Take(_data.RowsWithin(_order, equations));

    /// <summary>The process of all rows. More rows than were looked at can need more noise for their matrix to have a factor.</summary>
    private KrigingModel? Whole()
    {
        var (correlation, parameters) = _found!;
        for (var noise = KrigingParameters.LeastNoise; noise < 1; noise *= 10)
        {
            var most = parameters with { Noise = Array.ConvertAll(parameters.Noise, own => Math.Max(own, noise)) };
            if (KrigingModel.Of(_data, correlation, most, _threads()) is { } model)
                return model;
        }

        return null;
    }
}
