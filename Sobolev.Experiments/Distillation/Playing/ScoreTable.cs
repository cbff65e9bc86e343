using Sobolev.Runs;
using Sobolev.Statistics;

namespace Sobolev.Distillation;

/// <summary>scores.csv of teachers and random play.</summary>
internal static class ScoreTable
{
    /// <param name="played">Evaluations, each with its scores by number of the episode.</param>
    public static ResultTable Of(IEnumerable<(TrialPlan Plan, double[] Scores)> played)
    {
        var rows = from evaluation in played
                   let summary = Interval.Of(evaluation.Scores)
                   let player = EvaluationStage.IsRandom(evaluation.Plan) ? RandomPlayKey.Method : "teacher"
                   select (IReadOnlyList<object?>)[evaluation.Plan.KeyAs<IGameKey>().Game, evaluation.Plan.Seed, player,
                       evaluation.Scores.Length, summary.Mean, summary.Low, summary.High, evaluation.Scores.Min(), evaluation.Scores.Max()];
        return new ResultTable("scores.csv",
            ["game", "seed", "player", "episodes", "mean", "ci95_low", "ci95_high", "lowest", "highest"], [.. rows]);
    }
}
