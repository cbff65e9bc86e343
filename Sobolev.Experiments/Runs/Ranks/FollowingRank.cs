using Sobolev.Mpi;

namespace Sobolev.Runs;

/// <summary>The loop of all ranks except the first: they execute commands until the end, read data and train; they write nothing.</summary>
public static class FollowingRank
{
    /// <param name="world">The job.</param>
    /// <param name="experimentOf">From the text of the config that the first rank resolved.</param>
    /// <param name="tell">Receives messages that the first rank cannot know, such as images unreadable here.</param>
    /// <returns>The exit code of the run.</returns>
    public static ExitCode Run(MpiWorld world, Func<string, IExperiment> experimentOf, Action<string> tell)
    {
        var channel = new RankChannel(world);
        IExperiment? experiment = null;
        IRankedTrial? trial = null;
        while (true)
        {
            var (command, argument) = channel.Receive();
            switch (command)
            {
                case RankCommand.Config:
                    experiment = experimentOf(channel.ReceiveText(argument));
                    experiment.Prepare();
                    break;
                case RankCommand.Build:
                    trial = (IRankedTrial)experiment!.Build(experiment.Plan()[argument]);
                    break;
                case RankCommand.Advance:
                    trial!.Advance();
                    break;
                case RankCommand.Collect:
                    trial!.Collect();
                    break;
                case RankCommand.Distribute:
                    trial!.Distribute(argument);
                    break;
                case RankCommand.Dispose:
                    foreach (var note in trial!.TakeNotes())
                        tell(note);
                    trial.Dispose();
                    break;
                case RankCommand.End:
                    return (ExitCode)argument;
                default:
                    throw new InvalidOperationException($"command {command}");
            }
        }
    }
}
