using Sobolev.Data;
using Sobolev.Randomness;
using Sobolev.State;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Surrogates;

/// <summary>A search of the likelihood gives the same bits after any interruption and with any number of threads.</summary>
public sealed class KrigingSearchTests
{
    /// <summary>150 rows of a value and two partials are 450 equations: the race is on 300, its winner continues with all.</summary>
    private const int Rows = 150;

    private static readonly Observations _data = Drawn();

    [Fact]
    public void Saved_and_resumed_after_each_step_it_finds_the_same_process()
    {
        var (whole, steps) = Ended(Search(threads: 1), search => search);
        var (resumed, resumedSteps) = Ended(Search(threads: 1), search =>
        {
            var state = new TrialState();
            search.Save(state);
            var next = Search(threads: 1);
            next.Load(state);
            return next;
        });
        Assert.Equal(steps, resumedSteps);
        Assert.Equal(whole.Solution.Weights, resumed.Solution.Weights);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit() =>
        Assert.Equal(Ended(Search(threads: 1), search => search).Model.Solution.Weights,
            Ended(Search(threads: 4), search => search).Model.Solution.Weights);

    private static KrigingSearch Search(int threads) => new(_data, [.. Enumerable.Range(0, Rows)], () => threads);

    private static (KrigingModel Model, int Steps) Ended(KrigingSearch search, Func<KrigingSearch, KrigingSearch> interrupted)
    {
        var steps = 0;
        for (; !search.HasEnded; steps++)
        {
            search.Advance();
            search = interrupted(search);
        }

        return (search.Model!, steps);
    }

    private static Observations Drawn()
    {
        var training = FunctionSamples.Uniform(BenchmarkFunctions.Named("styblinski-tang"), Rows, new RandomStream(0, "training"));
        return Observations.Of(TableScaling.Of(training).Scale(training with { Hessians = [] }), 0, 1);
    }
}
