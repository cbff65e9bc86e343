using Sobolev.Randomness;
using Sobolev.State;

namespace Sobolev.Surrogates;

/// <summary>
/// A whole fit, a little work at a time: a process of the values alone, a check of the partials, a process of values and partials, networks
/// with the settings that held-out rows prefer, and the model that is kept.
/// </summary>
internal sealed class SurrogateSearch
{
    /// <summary>A process whose squared error is smaller by this factor than a network's first one ends the search for networks.</summary>
    private const double ClearlyBetter = 0.1;

    /// <summary>Equations of the process that checks partials where a table has too many rows for one of all.</summary>
    private const int EquationsOfCheck = 500;

    private const double ProcessOfValuesKind = 0, ProcessKind = 1, NetworkKind = 2;
    private const int SettingLength = 4;

    private readonly Samples _table;
    private readonly FitSettings _settings;
    private readonly long _seed;
    private readonly List<Candidate> _candidates = [];
    private readonly double[] _trust;
    private Samples _trusted;
    private Candidate? _current;

    /// <param name="table">In the user's units; NaN marks a missing number.</param>
    /// <param name="splits">The last one leaves the model.</param>
    /// <param name="settings">The lists to choose from.</param>
    /// <param name="seed">Random seed.</param>
    public SurrogateSearch(Samples table, IReadOnlyList<Split> splits, FitSettings settings, long seed)
    {
        (_table, Splits, _settings, _seed, _trusted) = (table, splits, settings, seed, table);
        _trust = [.. Enumerable.Repeat(1.0, table.Outputs * table.Inputs)];
        Checks = [];
        _current = Next();
    }

    public IReadOnlyList<Split> Splits { get; }

    public IReadOnlyList<Candidate> Candidates => _candidates;

    /// <summary>The columns of partials beside the slopes of the values; empty before the check, and where nothing can be
    /// checked.</summary>
    public IReadOnlyList<PartialCheck> Checks { get; private set; }

    /// <summary>For each partial (outputs, inputs) its noise in parts of its root mean square; NaN where it is unknown.</summary>
    public double[] Noise { get; private set; } = [];

    public long Step { get; private set; }

    public bool HasEnded => _current is null;

    /// <summary>The table without the partials that are not used.</summary>
    public Samples Trusted => _trusted;

    /// <summary>The candidate that is kept: the best so far that is ready.</summary>
    public Candidate Kept => Choice.Of([.. _candidates.Where(MayBeKept)]);

    /// <summary>Does a part of the work; returns the loss.</summary>
    public double Advance()
    {
        if (_current is null)
            return double.NaN;
        Step++;
        var loss = _current.Advance();
        if (_current.HasEnded)
            _current = Next();
        return loss;
    }

    public void Save(TrialState state)
    {
        state.Put("step", Step);
        state.Put("current", _current is null ? -1 : _candidates.IndexOf(_current));
        state.Put<double>("settings", [.. _candidates.SelectMany(SettingOf)]);
        foreach (var (candidate, number) in _candidates.Select((candidate, number) => (candidate, number)))
            candidate.Save(state.Part($"candidate{number}"));
    }

    public void Load(TrialState state)
    {
        Step = state.Integer("step");
        _candidates.Clear();
        foreach (var setting in state.Values<double>("settings").Chunk(SettingLength))
            Made(setting).Load(state.Part($"candidate{_candidates.Count - 1}"));
        var current = (int)state.Integer("current");
        _current = current < 0 ? null : _candidates[current];
    }

    /// <summary>The numbers that a candidate is made again from: its kind, and the setting of a network.</summary>
    private static double[] SettingOf(Candidate candidate) => candidate is NetworkCandidate { Parameters: var parameters }
        ? [NetworkKind, parameters.GradientWeight, parameters.Width, parameters.Decay]
        : [candidate.UsesPartials ? ProcessKind : ProcessOfValuesKind, 0, 0, 0];

    private Candidate Made(double[] setting) => Added(setting[0] switch
    {
        NetworkKind => NetworkOf(new NetworkSetting(setting[1], (int)setting[2], setting[3])),
        ProcessKind => ProcessOfPartials(),
        _ => new KrigingCandidate(_table, Splits, usesPartials: false, _settings.Threads),
    });

    private NetworkCandidate NetworkOf(NetworkSetting setting)
    {
        Check();
        if (_settings.UsesPartials && Noise.Length == 0
            && _candidates.OfType<KrigingCandidate>().FirstOrDefault(process => process.UsesPartials) is { } process)
            TrustByNoise(process.NoiseOfPartials());
        var first = _settings.Model == ModelKind.Auto && !_candidates.OfType<NetworkCandidate>().Any();
        return new NetworkCandidate(_trusted, Splits, setting, _settings, _trust, _seed,
            first ? BestProcess() / ClearlyBetter : double.PositiveInfinity);
    }

    /// <summary>The smallest score of a process that may be kept; infinite where none may be.</summary>
    private double BestProcess() => _candidates.OfType<KrigingCandidate>().Where(IsUsable).Select(candidate => candidate.Score)
        .DefaultIfEmpty(double.PositiveInfinity).Min();

    private KrigingCandidate ProcessOfPartials()
    {
        Check();
        return new KrigingCandidate(_trusted, Splits, usesPartials: true, _settings.Threads);
    }

    /// <summary>The next candidate to train, new or further; null at the end. Every one before it has ended.</summary>
    private Candidate? Next()
    {
        if (NextProcess() is { } process)
            return Added(process);
        if (_settings.Model == ModelKind.Kriging || (_settings.Model == ModelKind.Auto && ProcessIsEnough()))
        {
            if (_candidates.OfType<KrigingCandidate>().Any(IsUsable))
                return null;
        }

        if (NextSetting() is { } setting)
            return Added(NetworkOf(setting));
        if (Kept is not NetworkCandidate { IsComplete: false } kept)
            return null;
        kept.Extend();
        return kept.HasEnded ? Next() : kept;
    }

    private Candidate Added(Candidate candidate)
    {
        _candidates.Add(candidate);
        return candidate;
    }

    /// <summary>A process of the values is a yardstick where networks are asked for.</summary>
    private bool MayBeKept(Candidate candidate) => _settings.Model switch
    {
        ModelKind.Network => candidate is NetworkCandidate,
        ModelKind.Kriging => candidate is KrigingCandidate || !_candidates.OfType<KrigingCandidate>().Any(),
        _ => true,
    };

    private bool IsUsable(KrigingCandidate process) => process.UsesPartials || !_settings.UsesPartials || !HasPartials;

    private bool HasPartials =>
        _trusted.Jacobians.Any(partial => !double.IsNaN(partial)) || _trusted.Hessians.Any(partial => !double.IsNaN(partial));

    private KrigingCandidate? NextProcess()
    {
        var processes = _candidates.OfType<KrigingCandidate>().ToArray();
        var hasValues = Moments.OfColumns(_table.Values, _table.Outputs).All(column => column.Known >= 2);
        if (processes.Length == 0 && hasValues && KrigingCandidate.EquationsOf(_table, usesPartials: false) <= _settings.MostEquations)
            return new KrigingCandidate(_table, Splits, usesPartials: false, _settings.Threads);
        if (!_settings.UsesPartials || processes.Any(process => process.UsesPartials))
            return null;
        Check();
        return HasPartials && _settings.Model != ModelKind.Network
            && KrigingCandidate.EquationsOf(_trusted, usesPartials: true) <= _settings.MostEquations
            ? ProcessOfPartials()
            : null;
    }

    /// <summary>Leaves out the partials that contradict the values.</summary>
    private void Check()
    {
        if (Checks.Count > 0 || !_settings.UsesPartials || !_settings.ChecksPartials || !HasPartials)
            return;
        var ofValues = _candidates.OfType<KrigingCandidate>().FirstOrDefault(process => !process.UsesPartials);
        if ((ofValues?.Whole() ?? Sampled()) is not { } process)
            return;
        Checks = PartialCheck.Of(ofValues is null ? _table.Take(RowsOfCheck()) : _table, process);
        var jacobians = (double[])_table.Jacobians.Clone();
        foreach (var wrong in Checks.Where(check => check.Verdict != PartialVerdict.Agrees))
        {
            for (var k = wrong.Output * _table.Inputs + wrong.Input; k < jacobians.Length; k += _table.Outputs * _table.Inputs)
                jacobians[k] = double.NaN;
        }

        _trusted = _table with { Jacobians = jacobians };
    }

    private int[] RowsOfCheck() => new RandomStream(_seed, "check").NextOrder(_table.Count)[..Math.Min(EquationsOfCheck, _table.Count)];

    /// <summary>A process of the values of some rows.</summary>
    private ProcessModel? Sampled()
    {
        var some = _table.Take(RowsOfCheck());
        if (Moments.OfColumns(some.Values, some.Outputs).Any(column => column.Known < 2))
            return null;
        Split[] all = [new([.. Enumerable.Range(0, some.Count)], [])];
        var candidate = new KrigingCandidate(some, all, usesPartials: false, _settings.Threads);
        while (!candidate.HasEnded)
            candidate.Advance();
        return candidate.Whole();
    }

    /// <summary>Whether a process is so much better than the first network that networks are not searched further.</summary>
    private bool ProcessIsEnough()
    {
        if (Splits.All(split => split.HeldOut.Length == 0))
            return _candidates.OfType<KrigingCandidate>().Any(IsUsable);
        return _candidates.OfType<NetworkCandidate>().FirstOrDefault() is { } first && BestProcess() < ClearlyBetter * first.Score;
    }

    private NetworkSetting? NextSetting()
    {
        Check();
        return SettingSearch.Next(_settings, _trusted.Jacobians.Any(partial => !double.IsNaN(partial)),
            [.. _candidates.OfType<NetworkCandidate>()]);
    }

    /// <summary>A column with more noise than the best one counts less, as its variance asks for.</summary>
    private void TrustByNoise(double[] noise)
    {
        const double exact = 0.01;
        Noise = noise;
        double[] known = [.. noise.Where(part => !double.IsNaN(part))];
        if (known.Length == 0)
            return;
        var least = Math.Max(known.Min(), exact);
        for (var k = 0; k < noise.Length; k++)
            _trust[k] = double.IsNaN(noise[k]) ? 1 : least * least / Math.Max(noise[k] * noise[k], least * least);
    }
}
