namespace Sobolev.Runs;

/// <summary>Trials that are trained as one: an update advances them all. Used by one thread at a time.</summary>
public interface ITrialGroup : IDisposable
{
    /// <summary>
    /// In the order of the plans it was built from. The life of the run saves and loads each by itself, and advances and evaluates none.
    /// </summary>
    IReadOnlyList<ITrial> Members { get; }

    /// <summary>
    /// Does one update of every member; returns the loss each started from, or the last that is known of trials that read their losses
    /// late. One that has diverged must not touch the others.
    /// </summary>
    IReadOnlyList<double> Advance();

    /// <summary>Evaluates some members; returns for each, in their order, the numbers of <see cref="ITrial.Evaluate"/>.</summary>
    /// <param name="members">Places in <see cref="Members"/>.</param>
    IReadOnlyList<IReadOnlyList<double>> Evaluate(IReadOnlyList<int> members) => [.. members.Select(member => Members[member].Evaluate())];

    /// <summary>The losses that the last update started from; a GPU must be waited for. Null where <see cref="Advance"/> returned
    /// them.</summary>
    IReadOnlyList<double>? ReadLosses() => null;
}

/// <summary>A trial that nothing is shared with.</summary>
internal sealed class TrialAlone(ITrial trial) : ITrialGroup
{
    public IReadOnlyList<ITrial> Members { get; } = [trial];

    public IReadOnlyList<double> Advance() => [trial.Advance()];

    public IReadOnlyList<double>? ReadLosses() => trial.ReadLoss() is { } loss ? [loss] : null;

    public void Dispose() => trial.Dispose();
}
