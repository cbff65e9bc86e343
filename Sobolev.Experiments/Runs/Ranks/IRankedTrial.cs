namespace Sobolev.Runs;

/// <summary>A training that all ranks of a job advance together, each with separate data; the first keeps the run.</summary>
/// <remarks>
/// <see cref="ITrial.Advance"/>, both of these and disposal are collective; evaluation, saving and the model are the first rank's alone.
/// </remarks>
public interface IRankedTrial : ITrial
{
    /// <summary>Collects on the first rank everything it needs to evaluate, save and write the model.</summary>
    void Collect();

    /// <summary>Sends the loaded state of the first rank to the other ranks.</summary>
    /// <param name="step">The updates that were done.</param>
    void Distribute(long step);
}
