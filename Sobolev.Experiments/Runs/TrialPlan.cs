using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>One training: the values of the experiment's key columns, a seed, and how long and how closely it is followed.</summary>
/// <param name="Keys">Values of <see cref="IExperiment.KeyColumns"/>, in their order.</param>
/// <param name="Updates">Updates in all.</param>
/// <param name="EvaluateEvery">A row at step 0, at every multiple of this, and at the end.</param>
public sealed record TrialPlan(IReadOnlyList<object> Keys, long Seed, long Updates, long EvaluateEvery)
{
    /// <summary>
    /// A trial of the same run, earlier in its plan, whose model this one begins with: it is trained first. A student's teacher.
    /// </summary>
    public TrialPlan? DependsOn { get; init; }

    /// <summary>The name of its files, e.g. rosenbrock-20-sobolev-seed0.</summary>
    public string Name => string.Join('-', Keys.Select(Csv.Field).Append($"seed{Seed}")).Replace(':', '-').Replace('/', '-').Replace('\\', '-');

    public bool EvaluatesAt(long step) => step % EvaluateEvery == 0 || step == Updates;
}
