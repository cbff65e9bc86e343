using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>A recording, its teacher, and the teacher's log probabilities for each frame; shared by all students of a game.</summary>
internal sealed class TeacherDataset
{
    private const int RowsAtOnce = 256;

    private readonly Device _device;
    private readonly FramesOnDevice? _frames;

    /// <param name="recording">Recorded frames.</param>
    /// <param name="teacher">Teacher with the same number of actions; moved to the device.</param>
    /// <param name="device">Device of the students.</param>
    /// <param name="precision">Format of the students' convolutions.</param>
    public TeacherDataset(Recording recording, PolicyNetwork teacher, Device device,
        ComputePrecision precision = ComputePrecision.Float32)
    {
        (Recording, Teacher, _device) = (recording, teacher, device);
        IsChannelsLast = ChannelsLast.SuitsPolicies(device, precision);
        teacher.to(device);
        foreach (var parameter in teacher.parameters())
            parameter.requires_grad_(false);
        if (IsChannelsLast)
            ChannelsLast.Arrange(teacher);
        var (bytes, most) = (recording.FrameCount * (long)FrameChunk.FrameSize, ResidentData.MostBytes(device));
        Note = ResidentData.NoteOf($"frames of {recording.Game}", bytes, most);
        if (bytes <= most)
            _frames = new FramesOnDevice(recording, device);
        LogPolicy = PolicyOf(teacher, [.. Enumerable.Range(0, recording.Count)]).DetachFromDisposeScope();
    }

    public Recording Recording { get; }

    public PolicyNetwork Teacher { get; }

    /// <summary>The sentence that the frames do not fit on the GPU; null where they do, and on the processor.</summary>
    public string? Note { get; }

    /// <summary>(decisions, actions): the teacher's.</summary>
    public Tensor LogPolicy { get; }

    /// <summary>Whether histories and weights are <see cref="ChannelsLast"/>.</summary>
    public bool IsChannelsLast { get; }

    /// <summary>The histories of decisions, (count, 4, 84, 84).</summary>
    public Tensor Histories(ReadOnlySpan<int> decisions)
    {
        var histories = _frames?.Histories(decisions) ?? Recording.Histories(decisions, _device);
        return IsChannelsLast ? ChannelsLast.Of(histories) : histories;
    }

    /// <summary>The teacher's log probabilities for these frames, (count, actions).</summary>
    public Tensor LogPolicyOf(ReadOnlySpan<int> decisions)
    {
        using var rows = NativeTensors.Of(Array.ConvertAll(decisions.ToArray(), decision => (long)decision), _device);
        return LogPolicy.index_select(0, rows);
    }

    /// <summary>A network's log probabilities for decisions, (count, actions), without a graph.</summary>
    public Tensor PolicyOf(PolicyNetwork network, int[] decisions)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var parts = new List<Tensor>();
        for (var start = 0; start < decisions.Length; start += RowsAtOnce)
        {
            using var inner = NewDisposeScope();
            parts.Add(network.LogPolicy(Histories(decisions.AsSpan(start, Math.Min(RowsAtOnce, decisions.Length - start))))
                .MoveToOuterDisposeScope());
        }

        return cat(parts).MoveToOuterDisposeScope();
    }

    /// <summary>The teacher at these histories: its policy as it is known where no derivative is wanted, computed again where one
    /// is.</summary>
    public FunctionJet TeacherAt(Tensor histories, Tensor known, int order) => order > 0
        ? new FunctionJet(Teacher.LogPolicy, histories, Graph.Detached, order)
        : new FunctionJet(_ => known, histories, Graph.Detached, order: 0);
}
