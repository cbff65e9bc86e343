namespace Sobolev.Distillation;

/// <summary>One episode, or the beginning of one.</summary>
/// <param name="Frames">
/// Packed (<see cref="FrameChunk"/>): the first history's four frames, then the newest of each following history; so decision k saw frames
/// k to k + 3.
/// </param>
/// <param name="Actions">The action of each decision.</param>
/// <param name="Rewards">The reward of each decision.</param>
internal sealed record RecordedEpisode(byte[] Frames, byte[] Actions, float[] Rewards)
{
    /// <summary>Number of decisions.</summary>
    public int Count => Actions.Length;

    public int FrameCount => Count + Lead;

    /// <summary>Frames before the one that the first decision is about.</summary>
    public const int Lead = Models.PolicyLayers.History - 1;
}
