using Sobolev.Mpi;

namespace Sobolev.Runs;

/// <summary>What the ranks but the first do: as they are told, until it is over. They read data and train; they write nothing.</summary>
public static class FollowingRank
{
    /// <param name="world">The job.</param>
    /// <param name="experimentOf">From the text of the config that the first rank resolved.</param>
    /// <param name="tell">Told what the first rank cannot know, such as images unreadable here.</param>
    /// <returns>The exit code of the run.</returns>
    public static ExitCode Run(MpiWorld world, Func<string, IExperiment> experimentOf, Action<string> tell)
    {
        var orders = new Orders(world);
        IExperiment? experiment = null;
        IRankedTrial? trial = null;
        while (true)
        {
            var (order, argument) = orders.Hear();
            switch (order)
            {
                case Order.Config:
                    experiment = experimentOf(orders.HearText(argument));
                    experiment.Prepare();
                    break;
                case Order.Build:
                    trial = (IRankedTrial)experiment!.Build(experiment.Plan()[argument]);
                    break;
                case Order.Advance:
                    trial!.Advance();
                    break;
                case Order.Collect:
                    trial!.Collect();
                    break;
                case Order.Distribute:
                    trial!.Distribute(argument);
                    break;
                case Order.Dispose:
                    foreach (var note in trial!.TakeNotes())
                        tell(note);
                    trial.Dispose();
                    break;
                case Order.End:
                    return (ExitCode)argument;
                default:
                    throw new InvalidOperationException($"order {order}");
            }
        }
    }
}
