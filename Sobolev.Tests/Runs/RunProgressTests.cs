using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

public sealed class RunProgressTests
{
    private readonly RunProgress _progress = new([.. Enumerable.Range(0, 3).Select(seed => new TrialPlan(new Key("a"), seed, 10, 5))]);

    [Fact]
    public void The_trial_that_trains_is_shown_even_where_it_is_not_the_first_of_the_plan()
    {
        Assert.Equal(0, _progress.Current);
        _progress.Report(2, 1, 0.5);
        Assert.Equal(2, _progress.Current);
    }

    /// <summary>Trials that train at once do not take turns.</summary>
    [Fact]
    public void A_trial_is_shown_until_it_is_done()
    {
        _progress.Report(1, 1, 0.5);
        _progress.Report(2, 1, 0.5);
        Assert.Equal(1, _progress.Current);
        _progress.Report(1, 10, 0.4);
        _progress.Report(2, 2, 0.5);
        Assert.Equal(2, _progress.Current);
        Assert.Equal(1, _progress.TrialsDone);
    }

    [Fact]
    public void Trials_that_end_before_their_last_update_are_done()
    {
        _progress.Report(0, 3, 0.5);
        _progress.Skip(0);
        _progress.Report(1, 4, double.NaN);
        Assert.Equal(2, _progress.TrialsDone);
        Assert.Equal(2, _progress.Current);
        _progress.Report(2, 10, 0.1);
        Assert.Null(_progress.Current);
        Assert.Equal(24, _progress.UpdatesDone);
    }

    [Fact]
    public void Updates_of_an_earlier_process_are_counted_and_a_trial_shows_no_loss_before_its_first_update()
    {
        _progress.Resume(1, 7);
        Assert.Equal(7, _progress.UpdatesDone);
        Assert.Equal(0, _progress.Current);
        Assert.Null(_progress.LossOf(1));
        _progress.Report(1, 8, 0.5);
        Assert.Equal(0.5, _progress.LossOf(1));
        _progress.Report(1, 9, double.NaN);
        Assert.Null(_progress.LossOf(1));
    }

    private sealed record Key(string Name) : ITrialKey
    {
        public IReadOnlyList<object> Values => [Name];
    }
}
