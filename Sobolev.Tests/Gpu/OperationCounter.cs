using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sobolev.Torch;

namespace Sobolev.Tests.Gpu;

/// <summary>
/// Counts the operations that libtorch dispatches on this thread, those of backward passes on the processor included, through its
/// observers (ATen/record_function.h), which TorchSharp does not bind. Linux only.
/// </summary>
internal sealed unsafe class OperationCounter : IDisposable
{
    [ThreadStatic]
    private static Dictionary<string, int>? _counts;

    private static delegate* unmanaged<nint, byte*> _name;

    private readonly Dictionary<string, int> _counted = [];
    private readonly nint _library = LibTorch.CpuLibrary;
    private readonly ulong _handle;

    public OperationCounter()
    {
        _counts = _counted;
        var callback = new Callback { Start = &Started, Sampling = 1 };
        callback.Scopes[0] = 1; // RecordScope::FUNCTION
        _handle = ((delegate* unmanaged<Callback, ulong>)Export("_ZN2at22addThreadLocalCallbackENS_22RecordFunctionCallbackE"))(callback);
        _name = (delegate* unmanaged<nint, byte*>)Export("_ZNK2at14RecordFunction4nameEv");
    }

    public IReadOnlyDictionary<string, int> Counts => _counted;

    public void Dispose()
    {
        ((delegate* unmanaged<ulong, void>)Export("_ZN2at14removeCallbackEm"))(_handle);
        _counts = null;
    }

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);

    // std::unique_ptr<ObserverContext> (*)(const RecordFunction&): the pointer, here none, goes where the hidden first argument says
    [UnmanagedCallersOnly]
    private static nint Started(nint result, nint function)
    {
        *(nint*)result = 0;
        if (_counts is { } counts && Marshal.PtrToStringUTF8((nint)_name(function)) is { } name)
            counts[name] = counts.GetValueOrDefault(name) + 1;
        return result;
    }

    /// <summary>at::RecordFunctionCallback.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Callback
    {
        public delegate* unmanaged<nint, nint, nint> Start;
        public nint End;
        public double Sampling;
        public ScopeFlags Scopes;
        public byte NeedsInputs, NeedsOutputs, NeedsIds;
    }

    /// <summary>A flag for each RecordScope.</summary>
    [InlineArray(10)]
    private struct ScopeFlags
    {
        private byte _first;
    }
}
