using Sobolev.Files;
using Sobolev.Mpi;
using Sobolev.Plots;
using Sobolev.State;

namespace Sobolev.Runs;

/// <summary>
/// An experiment as the first rank of a job runs it: the life of the run is that of any other, and each of its trials has the other ranks
/// do the same (<see cref="FollowingRank"/>).
/// </summary>
/// <param name="inner">Its trials are <see cref="IRankedTrial"/>; every rank makes the same plan from the same config.</param>
/// <param name="world">The job.</param>
/// <param name="configText">Config text from which the other ranks build their experiment.</param>
public sealed class LeadingExperiment(IExperiment inner, MpiWorld world, string configText) : IExperiment
{
    private readonly RankChannel _channel = new(world);

    // the interface of a plain experiment is passed on here; a capability would be lost without a word
    private readonly IExperiment _inner = inner is IStagedExperiment or IFolderPlannedExperiment or IDependentExperiment
        or IGroupedExperiment or IReportingExperiment
        ? throw new ArgumentException($"{inner.Verb} has stages, groups or trials that depend on others, which ranks do not run "
            + $"together", nameof(inner))
        : inner;

    public string Verb => _inner.Verb;

    /// <summary>One trial at a time: all ranks are in it.</summary>
    public RunConfig Config => _inner.Config with { Threads = 1 };

    public string Label => _inner.Label;

    public IReadOnlyList<string> KeyColumns => _inner.KeyColumns;

    public IReadOnlyList<string> Metrics => _inner.Metrics;

    public IReadOnlyList<string> SummaryMetrics => _inner.SummaryMetrics;

    public IReadOnlyList<string> ErrorMetrics => _inner.ErrorMetrics;

    public bool UsesDevice => _inner.UsesDevice;

    public IReadOnlyList<string> Notes => [$"{world.Size} processes, {world.Library}", .. _inner.Notes];

    public IReadOnlyDictionary<string, string> Prepare()
    {
        var facts = new Dictionary<string, string>(_inner.Prepare()) { ["ranks"] = $"{world.Size}", ["mpi"] = world.Library ?? "" };
        _channel.Send(RankCommand.Config, configText);
        return facts;
    }

    public IReadOnlyList<TrialPlan> Plan() => _inner.Plan();

    public ITrial Build(TrialPlan plan)
    {
        _channel.Send(RankCommand.Build, _inner.Plan().ToList().FindIndex(other => other.Name == plan.Name));
        return new LeadingTrial((IRankedTrial)_inner.Build(plan), world, _channel);
    }

    public IReadOnlyList<ResultTable> Tables(RunResults results) => _inner.Tables(results);

    public void Draw(RunResults results, PlotFolder plots) => _inner.Draw(results, plots);

    /// <summary>Lets the other ranks go.</summary>
    public static void End(MpiWorld world, ExitCode exitCode) => new RankChannel(world).Send(RankCommand.End, (int)exitCode);

    /// <remarks>
    /// A failure in the middle of an update leaves the other ranks waiting in theirs: the job is ended on the spot, before anything here is
    /// unwound. The last checkpoint stands.
    /// </remarks>
    private sealed class LeadingTrial(IRankedTrial inner, MpiWorld world, RankChannel channel) : ITrial
    {
        public long Step => inner.Step;

        public bool IsFinished => inner.IsFinished;

        public double Advance() => Together(() =>
        {
            channel.Send(RankCommand.Advance);
            return inner.Advance();
        });

        public IReadOnlyList<double> Evaluate() => Together(() =>
        {
            Collect();
            return inner.Evaluate();
        });

        public void Save(TrialState state) => Together(() =>
        {
            Collect();
            inner.Save(state);
            return 0;
        });

        public void Load(TrialState state) => Together(() =>
        {
            inner.Load(state);
            channel.Send(RankCommand.Distribute, checked((int)inner.Step));
            inner.Distribute(inner.Step);
            return 0;
        });

        public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model() => inner.Model();

        public IReadOnlyList<string> TakeNotes() => inner.TakeNotes();

        public IEnumerable<TrialReport> Reports() => inner.Reports();

        public void Dispose() => Together(() =>
        {
            channel.Send(RankCommand.Dispose);
            inner.Dispose();
            return 0;
        });

        private void Collect()
        {
            channel.Send(RankCommand.Collect);
            inner.Collect();
        }

        private T Together<T>(Func<T> work)
        {
            try
            {
                return work();
            }
            catch (Exception error) when (world.EndJob(error))
            {
                throw;
            }
        }
    }
}
