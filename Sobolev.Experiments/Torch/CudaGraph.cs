using System.Runtime.InteropServices;
using Memory = System.Runtime.InteropServices.NativeMemory;

namespace Sobolev.Torch;

/// <summary>
/// The kernels of a computation on one GPU, recorded once and started together: libtorch's at::cuda::CUDAGraph, which TorchSharp does not
/// bind. Its memory stays its own until it is disposed.
/// </summary>
/// <remarks>
/// On Linux only: a C++ class is called by what GCC makes of it. What is called here passes every value in registers, by the Itanium ABI: a
/// stream is a pair of words, a memory pool too. An error in the calls themselves ends the process.
/// </remarks>
internal sealed unsafe class CudaGraph : IDisposable
{
    // at::cuda::CUDAGraph has some 200 bytes in libtorch 2.10 and 2.11
    private const int Size = 4096;

    // cudaStreamCaptureModeThreadLocal: other threads may allocate while this one records
    private const int ThreadLocal = 1;

    private static readonly Lazy<Functions?> _functions = new(Functions.Find);

    private nint _graph;
    private readonly sbyte _gpu;

    /// <param name="gpu">Number of the GPU, from 0.</param>
    private CudaGraph(int gpu)
    {
        _gpu = (sbyte)gpu;
        _graph = (nint)NativeMemoryBlock();
        Of.Construct(_graph, 0);
    }

    /// <summary>Whether this libtorch has graphs that can be recorded here; loads it.</summary>
    public static bool IsAvailable => _functions.Value is not null;

    private static Functions Of => _functions.Value
        ?? throw new InvalidOperationException("this libtorch has no CUDA graphs; ask IsAvailable first");

    /// <summary>
    /// Runs a computation, and does not return before the GPU has done it, on a stream such as <see cref="Record"/> takes.
    /// </summary>
    public static void Rehearse(int gpu, Action computation) => OnStreamOfItsOwn((sbyte)gpu, computation);

    /// <summary>Records the kernels that a computation starts on a GPU, without running them; the host's part of it runs.</summary>
    /// <param name="gpu">Number of the GPU, from 0.</param>
    /// <param name="computation">
    /// Uses fixed tensors, reads no number and copies nothing from or to the host. It has run before, so that libraries have chosen their
    /// kernels.
    /// </param>
    public static CudaGraph Record(int gpu, Action computation)
    {
        var graph = new CudaGraph(gpu);
        OnStreamOfItsOwn((sbyte)gpu, () =>
        {
            Of.BeginCapture(graph._graph, default, ThreadLocal);
            computation();
            Of.EndCapture(graph._graph);
        });
        return graph;
    }

    /// <summary>Starts the kernels, with the fixed tensors as they are then; the host does not wait.</summary>
    public void Replay() => OnDevice(_gpu, () => Of.Replay(_graph));

    public void Dispose()
    {
        if (_graph == 0)
            return;
        OnDevice(_gpu, () =>
        {
            Of.Synchronise();
            Of.Destruct(_graph);
        });
        Memory.AlignedFree((void*)_graph);
        _graph = 0;
    }

    private static void* NativeMemoryBlock()
    {
        var block = Memory.AlignedAlloc(Size, 64);
        Memory.Clear(block, Size);
        return block;
    }

    // A graph cannot be recorded on the default stream; what else the thread computes stays there.
    private static void OnStreamOfItsOwn(sbyte gpu, Action computation) => OnDevice(gpu, () =>
    {
        var before = Of.CurrentStream(gpu);
        Of.Synchronise();
        Of.SetStream(Of.StreamFromPool(0, gpu));
        try
        {
            computation();
        }
        finally
        {
            Of.SetStream(before);
        }

        Of.Synchronise();
    });

    // libtorch takes the stream of the thread's current device
    private static void OnDevice(sbyte gpu, Action work)
    {
        var before = Of.CurrentDevice();
        Of.SetDevice(gpu, 0);
        try
        {
            work();
        }
        finally
        {
            Of.SetDevice(before, 0);
        }
    }

    /// <summary>c10::cuda::CUDAStream: device type and number, then the stream's number.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Stream
    {
        private readonly sbyte _deviceType, _device;
        private readonly long _id;
    }

    /// <summary>c10::MempoolId_t; zeros ask for a new pool.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Pool
    {
        private readonly ulong _first, _second;
    }

    /// <summary>The functions by the names that GCC gives them.</summary>
    private sealed class Functions
    {
        public required delegate* unmanaged<nint, byte, void> Construct { get; init; }

        public required delegate* unmanaged<nint, void> Destruct { get; init; }

        public required delegate* unmanaged<nint, Pool, int, void> BeginCapture { get; init; }

        public required delegate* unmanaged<nint, void> EndCapture { get; init; }

        public required delegate* unmanaged<nint, void> Replay { get; init; }

        public required delegate* unmanaged<byte, sbyte, Stream> StreamFromPool { get; init; }

        public required delegate* unmanaged<sbyte, Stream> CurrentStream { get; init; }

        public required delegate* unmanaged<Stream, void> SetStream { get; init; }

        public required delegate* unmanaged<sbyte> CurrentDevice { get; init; }

        public required delegate* unmanaged<sbyte, byte, void> SetDevice { get; init; }

        public required delegate* unmanaged<void> Synchronise { get; init; }

        /// <returns>Null where one is missing.</returns>
        public static Functions? Find()
        {
            LibTorch.EnsureLoaded();
            var (cuda, core) = (LibTorch.Library(NativeLibraries.CudaName), LibTorch.Library(NativeLibraries.CudaCoreName));
            if (!OperatingSystem.IsLinux() || cuda == 0 || core == 0)
                return null;
            (nint Library, string Name)[] names =
            [
                (cuda, "_ZN2at4cuda9CUDAGraphC1Eb"), (cuda, "_ZN2at4cuda9CUDAGraphD1Ev"),
                (cuda, "_ZN2at4cuda9CUDAGraph13capture_beginESt4pairIyyE21cudaStreamCaptureMode"),
                (cuda, "_ZN2at4cuda9CUDAGraph11capture_endEv"), (cuda, "_ZN2at4cuda9CUDAGraph6replayEv"),
                (core, "_ZN3c104cuda17getStreamFromPoolEba"), (core, "_ZN3c104cuda20getCurrentCUDAStreamEa"),
                (core, "_ZN3c104cuda20setCurrentCUDAStreamENS0_10CUDAStreamE"), (core, "_ZN3c104cuda14current_deviceEv"),
                (core, "_ZN3c104cuda10set_deviceEab"), (core, "_ZN3c104cuda18device_synchronizeEv"),
            ];
            var at = new nint[names.Length];
            for (var i = 0; i < names.Length; i++)
            {
                if (!NativeLibrary.TryGetExport(names[i].Library, names[i].Name, out at[i]))
                    return null;
            }

            return new Functions
            {
                Construct = (delegate* unmanaged<nint, byte, void>)at[0],
                Destruct = (delegate* unmanaged<nint, void>)at[1],
                BeginCapture = (delegate* unmanaged<nint, Pool, int, void>)at[2],
                EndCapture = (delegate* unmanaged<nint, void>)at[3],
                Replay = (delegate* unmanaged<nint, void>)at[4],
                StreamFromPool = (delegate* unmanaged<byte, sbyte, Stream>)at[5],
                CurrentStream = (delegate* unmanaged<sbyte, Stream>)at[6],
                SetStream = (delegate* unmanaged<Stream, void>)at[7],
                CurrentDevice = (delegate* unmanaged<sbyte>)at[8],
                SetDevice = (delegate* unmanaged<sbyte, byte, void>)at[9],
                Synchronise = (delegate* unmanaged<void>)at[10],
            };
        }
    }
}
