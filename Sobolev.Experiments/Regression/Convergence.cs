using Sobolev.State;

namespace Sobolev.Regression;

/// <summary>
/// Says when a training has come to its end: for <see cref="ConvergenceOptions.Patience"/> updates no loss that is trained has fallen by
/// the fraction <see cref="ConvergenceOptions.Tolerance"/> below the level from which it last fell so far. Falls below the fraction
/// <see cref="ConvergenceOptions.Floor"/> of the loss at the start do not count: a network with more weights than points fits them ever
/// closer, and its predictions no longer change.
/// </summary>
internal sealed class Convergence(ConvergenceOptions options)
{
    private double[] _floors = [];
    private double[] _levels = [];
    private long[] _since = [];

    /// <summary>Whether the losses seen so far fall no more; never with a tolerance of zero.</summary>
    public bool IsReached { get; private set; }

    /// <summary>The losses that have a weight in the objective.</summary>
    public static double[] Trained(ObjectiveOptions objective, double value, double gradient) =>
        (objective.ValueWeight > 0, objective.GradientWeight > 0) switch
        {
            (true, false) => [value],
            (false, true) => [gradient],
            _ => [value, gradient],
        };

    /// <summary>Looks at the losses after <paramref name="step"/> updates; a step may be looked at again.</summary>
    /// <param name="step">Number of updates, not smaller than before.</param>
    /// <param name="losses">The losses that are trained, always the same ones.</param>
    public void Observe(long step, IReadOnlyList<double> losses)
    {
        if (options.Tolerance == 0)
            return;
        if (_levels.Length == 0)
            (_floors, _levels, _since) = ([.. losses.Select(loss => loss * options.Floor)],
                [.. losses.Select(_ => double.PositiveInfinity)], new long[losses.Count]);
        for (var i = 0; i < losses.Count; i++)
            if (_levels[i] > _floors[i] && losses[i] < _levels[i] * (1 - options.Tolerance))
                (_levels[i], _since[i]) = (losses[i], step);
        IsReached = _since.All(since => step - since >= options.Patience);
    }

    public void Save(TrialState state)
    {
        if (_levels.Length == 0)
            return;
        state.Put<double>("convergence/floors", _floors);
        state.Put<double>("convergence/levels", _levels);
        state.Put<long>("convergence/since", _since);
        state.Put("convergence/reached", IsReached ? 1L : 0L);
    }

    public void Load(TrialState state)
    {
        if (options.Tolerance == 0)
            return;
        _floors = [.. state.Values<double>("convergence/floors")];
        _levels = [.. state.Values<double>("convergence/levels")];
        _since = [.. state.Values<long>("convergence/since")];
        IsReached = state.Integer("convergence/reached") == 1;
    }
}
