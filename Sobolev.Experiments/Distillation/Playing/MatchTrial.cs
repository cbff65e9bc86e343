using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>A match in the life of a run; its steps are episodes that are over.</summary>
/// <param name="match">The trial owns it.</param>
/// <param name="policy">So it does this, or null for random play.</param>
internal sealed class MatchTrial(Match match, PolicyNetwork? policy) : ITrial
{
    /// <summary>The tensor of the model file that has all scores.</summary>
    public const string Scores = "scores";

    public long Step => match.Scores.Count(double.IsFinite);

    /// <returns>0: nothing is learned here.</returns>
    public double Advance()
    {
        match.Step();
        return 0;
    }

    /// <returns>The mean score of the episodes that are over.</returns>
    public IReadOnlyList<double> Evaluate() => [match.Scores.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()];

    public void Save(TrialState state) => match.Save(state);

    public void Load(TrialState state) => match.Load(state);

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model() =>
        ([StoredTensor.Of<double>(Scores, [.. match.Scores], [match.Scores.Count])], new Dictionary<string, string> { ["format"] = "sobolev-scores" });

    public void Dispose()
    {
        match.Dispose();
        policy?.Dispose();
    }
}
