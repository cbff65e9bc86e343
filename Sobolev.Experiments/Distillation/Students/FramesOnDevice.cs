using Sobolev.Models;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>
/// All frames of a recording on a device, as bytes and each once (7 kB a frame), so that a minibatch is moved there as numbers of frames.
/// </summary>
/// <remarks>They stay there until the run ends, as the policies of the teacher do.</remarks>
internal sealed class FramesOnDevice
{
    private readonly Tensor _frames;
    private readonly Device _device;
    private readonly Recording _recording;

    public FramesOnDevice(Recording recording, Device device)
    {
        (_recording, _device) = (recording, device);
        using var scope = NewDisposeScope();
        _frames = empty(recording.FrameCount, FrameChunk.FrameSize, dtype: uint8, device: device);
        for (var episode = 0; episode + 1 < recording.Starts.Count; episode++)
        {
            var frames = recording.Frames(episode);
            var there = _frames.narrow(0, recording.FirstFrame(recording.Starts[episode]), frames.Length / FrameChunk.FrameSize);
            there.copy_(tensor(frames, there.shape, dtype: uint8));
        }

        _frames.DetachFromDisposeScope();
    }

    /// <summary>As <see cref="Recording.Histories"/>, to the bit.</summary>
    public Tensor Histories(ReadOnlySpan<int> decisions)
    {
        using var scope = NewDisposeScope();
        var numbers = new long[decisions.Length * PolicyLayers.History];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = _recording.FirstFrame(decisions[i / PolicyLayers.History]) + i % PolicyLayers.History;
        var bytes = _frames.index_select(0, NativeTensors.Of(numbers, _device));
        var histories = bytes.view(decisions.Length, PolicyLayers.History, PolicyLayers.Side, PolicyLayers.Side);
        return Distillation.Frames.ToGrey(histories, _device).MoveToOuterDisposeScope();
    }
}
