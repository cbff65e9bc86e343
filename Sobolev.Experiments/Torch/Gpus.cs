using System.Globalization;
using TorchSharp;

namespace Sobolev.Torch;

/// <summary>The GPUs of this machine that libtorch finds, and this process's place among those of its job here.</summary>
/// <param name="Count">Their number; 0 without CUDA.</param>
/// <param name="LocalRank">From 0; the first trial or worker of the process has the GPU of this number, in turn.</param>
internal sealed record Gpus(int Count, int LocalRank = 0)
{
    // Open MPI, MPICH and Intel MPI, MVAPICH, Slurm's srun
    private static readonly string[] _localRanks =
        ["OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "MV2_COMM_WORLD_LOCAL_RANK", "SLURM_LOCALID"];

    private static readonly Lazy<Gpus> _ofMachine = new(Find);

    /// <summary>Loads libtorch where there is an NVIDIA driver.</summary>
    public static Gpus OfMachine => _ofMachine.Value;

    /// <summary>The rank among the processes that a launcher started on this machine; 0 without a launcher.</summary>
    /// <param name="variable">The environment.</param>
    public static int LocalRankIn(Func<string, string?> variable) =>
        _localRanks.Select(variable)
            .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rank) ? rank : (int?)null)
            .FirstOrDefault(rank => rank is not null) ?? 0;

    /// <summary>The GPU of a place among the trials and workers that are trained at the same time: all of them in turn.</summary>
    public ComputeDevice At(int place) => new((LocalRank + place) % Count);

    private static Gpus Find()
    {
        if (!NvidiaDriver.IsPresent)
            return new(0);
        LibTorch.EnsureLoaded();
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        return new(count, LocalRankIn(Environment.GetEnvironmentVariable));
    }
}
