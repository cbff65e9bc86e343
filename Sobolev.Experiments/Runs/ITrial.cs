using Sobolev.Files;
using Sobolev.State;

namespace Sobolev.Runs;

/// <summary>One training, advanced by the life of the run. Used by one thread at a time.</summary>
public interface ITrial : IDisposable
{
    /// <summary>Updates done so far.</summary>
    long Step { get; }

    /// <summary>Nothing is left to do although updates remain: stopped early. Changes only at a step that is evaluated.</summary>
    bool IsFinished => false;

    /// <summary>Does one update; returns the loss it started from, or the last that is known of a trial that reads its losses
    /// late.</summary>
    double Advance();

    /// <summary>
    /// The loss that the last update started from, of a trial that reads its losses late: a GPU must be waited for. Null for others.
    /// </summary>
    double? ReadLoss() => null;

    /// <summary>One number for each of the experiment's metrics, of the model as it is now.</summary>
    IReadOnlyList<double> Evaluate();

    /// <summary>Writes everything the next update depends on.</summary>
    void Save(TrialState state);

    /// <summary>Takes up where <see cref="Save"/> left off, to the bit.</summary>
    void Load(TrialState state);

    /// <summary>Events for the run's log since the last call, e.g. an image that cannot be read.</summary>
    IReadOnlyList<string> TakeNotes() => [];

    /// <summary>The trained model for models/: named tensors and their metadata.</summary>
    (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model();

    /// <summary>Tables of a finished trial for reports/, beside its rows in metrics.csv.</summary>
    IEnumerable<TrialReport> Reports() => [];
}

/// <summary>A table of a finished trial: the file NAME.csv among its reports.</summary>
public sealed record TrialReport(string Name, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<object?>> Rows);
