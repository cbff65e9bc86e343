using Sobolev.Torch;

namespace Sobolev.Tests.Torch;

/// <summary>The GPU of each trial, on machines that are not here.</summary>
public sealed class GpusTests
{
    private static readonly Func<Gpus> _four = () => new Gpus(4), _none = () => new Gpus(0);

    [Theory]
    [InlineData("cuda", 0, "cuda:0")]
    [InlineData("cuda", 3, "cuda:3")]
    [InlineData("cuda", 5, "cuda:1")]
    [InlineData("auto", 2, "cuda:2")]
    [InlineData("cuda:1", 2, "cuda:1")]
    [InlineData("cpu", 2, "cpu")]
    public void Trials_take_the_GPUs_in_turn_unless_one_is_named(string name, int place, string device) =>
        Assert.Equal(device, Devices.At(name, place, _four).ToString());

    [Theory]
    [InlineData(0, "cuda:0")]
    [InlineData(3, "cuda:3")]
    [InlineData(6, "cuda:2")]
    public void Each_rank_begins_with_another_GPU(int rank, string device) =>
        Assert.Equal(device, Devices.At("cuda", 0, () => new Gpus(4, rank)).ToString());

    [Theory]
    [InlineData("cuda", 16, 1, 1, 4)]
    [InlineData("cuda", 16, 3, 1, 12)]
    [InlineData("cuda", 2, 1, 1, 2)]
    [InlineData("cuda:2", 16, 1, 1, 1)]
    [InlineData("cuda:2", 16, 2, 1, 2)]
    [InlineData("cuda", 16, 1, 2, 2)]
    [InlineData("cuda", 16, 1, 34, 1)]
    [InlineData("cpu", 16, 1, 1, 16)]
    public void As_many_trials_at_once_as_GPUs_times_trials_per_gpu(string name, int threads, int perGpu, int workers, int trials) =>
        Assert.Equal(trials, Devices.TrialsAtOnce(name, threads, perGpu, workers, _four));

    [Fact]
    public void Without_a_GPU_auto_is_the_processor_and_the_rest_an_error()
    {
        Assert.Equal(ComputeDevice.Cpu, Devices.At("auto", 3, _none));
        Assert.Equal(16, Devices.TrialsAtOnce("auto", 16, 1, 1, _none));
        Assert.Equal(ExitCode.Usage, Assert.Throws<SobolevException>(() => Devices.At("cuda", 0, _none)).ExitCode);
        Assert.Contains("has CUDA devices 0 to 3", Assert.Throws<SobolevException>(() => Devices.At("cuda:4", 0, _four)).Message);
    }

    [Theory]
    [InlineData("OMPI_COMM_WORLD_LOCAL_RANK", "3", 3)]
    [InlineData("MPI_LOCALRANKID", "2", 2)]
    [InlineData("SLURM_LOCALID", "1", 1)]
    [InlineData("SLURM_LOCALID", "x", 0)]
    [InlineData("LANG", "7", 0)]
    public void The_launcher_says_the_local_rank(string name, string value, int rank) =>
        Assert.Equal(rank, Gpus.LocalRankIn(variable => variable == name ? value : null));

    [Fact]
    public void MPI_is_believed_before_Slurm() =>
        Assert.Equal(1,
            Gpus.LocalRankIn(variable => variable == "OMPI_COMM_WORLD_LOCAL_RANK" ? "1" : variable == "SLURM_LOCALID" ? "0" : null));
}
