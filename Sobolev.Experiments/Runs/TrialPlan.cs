using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>The key that, with the seed, identifies a trial of an experiment; each experiment has its own record.</summary>
public interface ITrialKey
{
    /// <summary>The values of <see cref="IExperiment.KeyColumns"/>, in their order.</summary>
    IReadOnlyList<object> Values { get; }
}

/// <summary>One training: its key, its seed, and how long and how closely it is followed.</summary>
/// <param name="Key">The experiment's record.</param>
/// <param name="Updates">Updates in all.</param>
/// <param name="EvaluateEvery">A row at step 0, at every multiple of this, and at the end.</param>
public sealed record TrialPlan(ITrialKey Key, long Seed, long Updates, long EvaluateEvery)
{
    /// <summary>
    /// A trial of the same run, earlier in its plan, whose model this one begins with: it is trained first. A student's teacher.
    /// </summary>
    public TrialPlan? DependsOn { get; init; }

    /// <summary>
    /// The trial's place, from 0, among those that are trained at the same time: on a machine with several GPUs it decides which one. No
    /// number depends on it.
    /// </summary>
    public int Place { get; init; }

    /// <summary>The fields of its rows before the seed.</summary>
    public IReadOnlyList<object> Keys => Key.Values;

    /// <summary>The fields of its rows before the step, as one text.</summary>
    public string RowKey => Csv.Line([.. Keys, Seed]);

    /// <summary>The name of its files, e.g. rosenbrock-20-sobolev-seed0.</summary>
    public string Name => NameOf(Key, Seed);

    /// <summary>The name of the files of a trial; what a file system reserves becomes a hyphen.</summary>
    public static string NameOf(ITrialKey key, long seed) => NameOf(key.Values.Select(Csv.Field), seed);

    /// <summary>The name from the fields of a row before the seed.</summary>
    public static string NameOf(IEnumerable<string> fields, long seed) =>
        string.Join('-', fields.Append($"seed{seed}")).Replace(':', '-').Replace('/', '-').Replace('\\', '-');

    /// <summary>The key as the record of the experiment that made this plan.</summary>
    public TKey KeyAs<TKey>()
        where TKey : ITrialKey => (TKey)Key;

    public bool EvaluatesAt(long step) => step % EvaluateEvery == 0 || step == Updates;
}
