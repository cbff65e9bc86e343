using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Torch;

/// <summary>
/// A computation that every update repeats with other numbers: on a GPU it is recorded as a <see cref="CudaGraph"/>, which the host starts
/// with one call instead of some hundred, and the kernels of a small network no longer wait for the host.
/// </summary>
/// <remarks>
/// The first updates run operation by operation. On the processor, and where inputs have another shape than when it was recorded, all do.
/// The numbers are the same: the same kernels on the same numbers.
/// </remarks>
/// <param name="computation">
/// From inputs to one tensor, and to what it writes into fixed tensors, such as gradients. It depends on nothing else that changes, reads
/// no number of a tensor, and copies nothing from or to the host.
/// </param>
/// <param name="device">Where its tensors are.</param>
/// <param name="isAllowed">Whether it may be recorded where that is possible.</param>
internal sealed class RecordedPass(Func<IReadOnlyList<Tensor>, Tensor> computation, Device device, bool isAllowed) : IDisposable
{
    // cuDNN chooses kernels, and cuBLAS takes memory, at the first
    private const int Rehearsals = 2;

    private readonly bool _isRecorded = isAllowed && device.type == DeviceType.CUDA && CudaGraph.IsAvailable;
    private int _rehearsed;
    private Tensor[] _inputs = [];
    private Tensor? _output;
    private CudaGraph? _graph;

    /// <returns>Overwritten by the next run; the caller's scope may dispose it.</returns>
    public Tensor Run(params IReadOnlyList<Tensor> inputs)
    {
        if (!_isRecorded)
            return computation(inputs);
        if (_graph is null && _rehearsed++ < Rehearsals)
            return Rehearsed(inputs);
        if (_graph is null)
            Record(inputs);
        if (inputs.Count != _inputs.Length || inputs.Zip(_inputs).Any(pair => !pair.First.shape.AsSpan().SequenceEqual(pair.Second.shape)))
            return computation(inputs);
        using (no_grad())
        {
            foreach (var (from, to) in inputs.Zip(_inputs))
                to.copy_(from);
        }

        _graph!.Replay();
        return _output!.alias();
    }

    public void Dispose()
    {
        _graph?.Dispose();
        _output?.Dispose();
        foreach (var input in _inputs)
            input.Dispose();
    }

    private Tensor Rehearsed(IReadOnlyList<Tensor> inputs)
    {
        Tensor? output = null;
        CudaGraph.Rehearse(device.index, () => output = computation(inputs));
        return output!;
    }

    private void Record(IReadOnlyList<Tensor> inputs)
    {
        using var scope = NewDisposeScope();
        _inputs = [.. inputs.Select(input => input.detach().clone().DetachFromDisposeScope())];
        _graph = CudaGraph.Record(device.index, () => _output = computation(_inputs).detach().DetachFromDisposeScope());
    }
}
