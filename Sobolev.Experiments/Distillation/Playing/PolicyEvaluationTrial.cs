using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Runs;
using Sobolev.State;

namespace Sobolev.Distillation;

/// <summary>An evaluation in the life of a run; its steps are episodes that are over.</summary>
/// <param name="evaluation">The trial owns it.</param>
/// <param name="policy">Policy that plays, or null for random play.</param>
internal sealed class PolicyEvaluationTrial(PolicyEvaluation evaluation, PolicyNetwork? policy) : ITrial
{
    private const string Scores = "scores";

    /// <summary>All scores, from the model file of a finished evaluation.</summary>
    public static double[] ScoresOf(TensorFile model) => model[Scores].Values<double>();

    public long Step => evaluation.Scores.Count(double.IsFinite);

    /// <returns>0: nothing is learned here.</returns>
    public double Advance()
    {
        evaluation.Step();
        return 0;
    }

    /// <returns>The mean score of the episodes that are over.</returns>
    public IReadOnlyList<double> Evaluate() => [evaluation.Scores.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()];

    public void Save(TrialState state) => evaluation.Save(state);

    public void Load(TrialState state) => evaluation.Load(state);

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model() =>
        ([StoredTensor.Of<double>(Scores, [.. evaluation.Scores], [evaluation.Scores.Count])],
            new Dictionary<string, string> { ["format"] = "sobolev-scores" });

    public void Dispose()
    {
        evaluation.Dispose();
        policy?.Dispose();
    }
}
