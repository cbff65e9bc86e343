namespace Sobolev.Mpi;

/// <summary>The job that mpirun, mpiexec or srun started this process in.</summary>
public static class MpiJob
{
    /// <summary>Whether a launcher started this process as one of several; asking loads nothing.</summary>
    public static bool Launched => MpiLaunch.From(Environment.GetEnvironmentVariable) is not null;

    /// <summary>Does the work as one rank of the job, or as the only rank without a launcher; at most once per process.</summary>
    /// <param name="work">Returns on every rank, or fails.</param>
    /// <param name="lastWords">
    /// Says what failed, on the failed rank, before the job is ended and with it this process. In a job of one rank the exception
    /// propagates instead.
    /// </param>
    /// <exception cref="SobolevException">No MPI library is usable; nothing was started.</exception>
    public static T Run<T>(Func<MpiWorld, T> work, Action<Exception> lastWords)
    {
        if (MpiLaunch.From(Environment.GetEnvironmentVariable) is not { } launch)
            return work(MpiWorld.Alone);
        using var world = MpiWorld.Join(launch, Environment.GetEnvironmentVariable(MpiLibrary.Variable), lastWords);
        try
        {
            var result = work(world);
            world.Complete();
            return result;
        }
        // A filter runs before anything is unwound: no Dispose on the way can wait for ranks that wait for this one.
        catch (Exception e) when (world.EndJob(e))
        {
            throw;
        }
    }
}
