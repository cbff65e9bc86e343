namespace Sobolev.SyntheticGradients;

/// <summary>
/// Turns of workers that share a GPU: so many compute at a time, the others wait, so that the activations of that many lie in its memory.
/// Workers on the processor do not wait.
/// </summary>
/// <param name="places">For each worker the places of its device, or null where no worker waits.</param>
internal sealed class GpuTurns(IReadOnlyList<SemaphoreSlim?> places) : IDisposable
{
    /// <param name="devices">The workers' devices, by torch's names.</param>
    /// <param name="atOnce">Workers that compute at the same time on one GPU.</param>
    public static GpuTurns Of(IReadOnlyList<string> devices, int atOnce)
    {
        var places = devices.Distinct().ToDictionary(device => device, device => device == "cpu" ? null : new SemaphoreSlim(atOnce));
        return new([.. devices.Select(device => places[device])]);
    }

    /// <summary>Does a worker's part of an update when it is its turn.</summary>
    public void Take(int worker, Action work)
    {
        places[worker]?.Wait();
        try
        {
            work();
        }
        finally
        {
            places[worker]?.Release();
        }
    }

    public void Dispose()
    {
        foreach (var place in places.Distinct())
            place?.Dispose();
    }
}
