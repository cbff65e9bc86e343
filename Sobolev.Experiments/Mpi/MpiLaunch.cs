using System.Globalization;

namespace Sobolev.Mpi;

/// <summary>Environment variables of the launcher that started this process as one rank of several.</summary>
/// <param name="Launcher">Its name, for messages.</param>
/// <param name="Size">How many ranks it started, where it says so.</param>
/// <param name="OpenMpiFirst">
/// Whether Open MPI's library is tried first; the other family's is the last resort, for a launcher that serves both.
/// </param>
internal sealed record MpiLaunch(string Launcher, int? Size, bool OpenMpiFirst)
{
    /// <param name="variable">A variable of the environment, or null.</param>
    /// <returns>Null without a launcher or with one process, which does not need MPI.</returns>
    /// <exception cref="SobolevException">srun started several processes that cannot find each other (exit 2).</exception>
    public static MpiLaunch? From(Func<string, string?> variable)
    {
        var launch = Find(variable);
        return launch?.Size == 1 ? null : launch;
    }

    private static MpiLaunch? Find(Func<string, string?> variable)
    {
        int? Number(string name) =>
            int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var tasks = Number("SLURM_STEP_NUM_TASKS") ?? Number("SLURM_NTASKS");
        var byWhom = variable("SLURM_STEP_ID") ?? variable("SLURM_STEPID");
        if (Number("OMPI_COMM_WORLD_SIZE") is { } size)
            return new("Open MPI's mpirun", size, OpenMpiFirst: true);
        // PMI is what MPICH, Intel MPI and MS-MPI speak with their launchers; srun speaks it too, and PMIx, which Open MPI prefers.
        if (variable("PMI_RANK") is not null)
            return new(byWhom is null ? "mpiexec (PMI)" : "srun (PMI)", Number("PMI_SIZE") ?? tasks, OpenMpiFirst: false);
        if (variable("PMIX_RANK") is not null)
            return new(byWhom is null ? "mpirun (PMIx)" : "srun (PMIx)", tasks, OpenMpiFirst: true);
        // the variable is of a step, not of a batch script: each process would train the whole run
        if (byWhom is not null && Number("SLURM_STEP_NUM_TASKS") is > 1 and var processes)
            throw new SobolevException(
                ExitCode.Usage,
                $"srun started {processes} processes without MPI, and each would train the whole run; use srun --mpi=pmix (srun --mpi=list "
                + "shows what is there), or mpirun inside the job");
        return null;
    }
}
