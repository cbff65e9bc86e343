using Sobolev.Mpi;

namespace Sobolev.Tests.Mpi;

public sealed class MpiLaunchTests
{
    [Fact]
    public void A_process_that_nobody_launched_is_alone() => Assert.Null(From());

    [Fact]
    public void A_batch_script_that_asked_for_tasks_is_not_a_launch() => Assert.Null(From(("SLURM_NTASKS", "4"), ("SLURM_JOB_ID", "7")));

    [Fact]
    public void Processes_of_srun_that_have_no_MPI_are_refused()
    {
        var error = Assert.Throws<SobolevException>(() =>
            From(("SLURM_STEP_ID", "0"), ("SLURM_STEP_NUM_TASKS", "2"), ("SLURM_PROCID", "1")));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("--mpi=pmix", error.Message);
        Assert.Null(From(("SLURM_STEP_ID", "0"), ("SLURM_STEP_NUM_TASKS", "1"), ("SLURM_NTASKS", "8")));
    }

    [Fact]
    public void One_rank_needs_no_MPI()
    {
        Assert.Null(From(("OMPI_COMM_WORLD_SIZE", "1"), ("PMIX_RANK", "0")));
        Assert.Null(From(("PMI_SIZE", "1"), ("PMI_RANK", "0")));
        Assert.Null(From(("PMIX_RANK", "0"), ("SLURM_STEP_NUM_TASKS", "1"), ("SLURM_NTASKS", "8")));
    }

    [Fact]
    public void Open_MPI_says_its_size() =>
        Assert.Equal(new("Open MPI's mpirun", 4, OpenMpiFirst: true), From(("OMPI_COMM_WORLD_SIZE", "4"), ("PMIX_RANK", "2")));

    [Fact]
    public void MPICH_says_its_size() =>
        Assert.Equal(new("mpiexec (PMI)", 3, OpenMpiFirst: false), From(("PMI_SIZE", "3"), ("PMI_RANK", "0")));

    [Fact]
    public void Under_srun_the_size_is_that_of_the_step()
    {
        Assert.Equal(new("srun (PMIx)", 2, OpenMpiFirst: true),
            From(("PMIX_RANK", "0"), ("SLURM_STEP_ID", "0"), ("SLURM_STEP_NUM_TASKS", "2"), ("SLURM_NTASKS", "8")));
        Assert.Equal(new("srun (PMI)", 8, OpenMpiFirst: false), From(("PMI_RANK", "0"), ("SLURM_STEP_ID", "0"), ("SLURM_NTASKS", "8")));
    }

    [Fact]
    public void A_size_that_is_not_told_is_left_open() =>
        Assert.Equal(new("mpirun (PMIx)", null, OpenMpiFirst: true), From(("PMIX_RANK", "0")));

    private static MpiLaunch? From(params (string Name, string Value)[] variables) =>
        MpiLaunch.From(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
