using Sobolev.Models;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>A recording in memory: each frame once, histories put together from them.</summary>
internal sealed class Recording
{
    private const int HistorySize = PolicyLayers.History * FrameChunk.FrameSize;

    private readonly byte[][] _frames;
    private readonly int[] _starts;

    /// <exception cref="InvalidDataException">The packed frames are damaged.</exception>
    public Recording(RecordingFile file)
    {
        (Game, Actions) = (file.Game, file.Actions);
        _starts = new int[file.Episodes.Count + 1];
        _frames = new byte[file.Episodes.Count][];
        for (var i = 0; i < _frames.Length; i++)
        {
            _starts[i + 1] = _starts[i] + file.Episodes[i].Count;
            var size = (long)file.Episodes[i].FrameCount * FrameChunk.FrameSize;
            if (size > FrameChunk.LargestFactor * ((long)file.Episodes[i].Frames.Length + 1))
                throw new InvalidDataException("fewer frames than stated");
            _frames[i] = new byte[size];
            FrameChunk.Unpack(file.Episodes[i].Frames, _frames[i]);
        }
    }

    public string Game { get; }

    /// <summary>Actions that the game has.</summary>
    public int Actions { get; }

    /// <summary>Decisions, each with the history that it was made on.</summary>
    public int Count => _starts[^1];

    /// <summary>For each episode its first decision, and at the end the number of all.</summary>
    public IReadOnlyList<int> Starts => _starts;

    /// <summary>Frames of all episodes: each has the three before its first decision, and one for every decision.</summary>
    public long FrameCount => Count + (long)_frames.Length * RecordedEpisode.Lead;

    /// <exception cref="SobolevException">No recording, or a damaged one (exit 3).</exception>
    public static Recording Read(string path)
    {
        try
        {
            var recording = new Recording(RecordingFile.Read(path));
            return recording.Count > 0 ? recording : throw new InvalidDataException("no decisions");
        }
        catch (Exception error) when (error is InvalidDataException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{path}: the recording is damaged ({error.Message}); record again", error);
        }
    }

    /// <summary>The four frames that a decision was made on, (4, 84, 84), oldest first.</summary>
    public ReadOnlySpan<byte> History(int decision)
    {
        var episode = EpisodeOf(decision);
        return _frames[episode].AsSpan((decision - _starts[episode]) * FrameChunk.FrameSize, HistorySize);
    }

    /// <summary>The frames of an episode, (frames, 84 * 84).</summary>
    public byte[] Frames(int episode) => _frames[episode];

    /// <summary>The oldest frame of a decision's history, counted over the frames of all episodes in order.</summary>
    public long FirstFrame(int decision) => decision + (long)EpisodeOf(decision) * RecordedEpisode.Lead;

    /// <summary>The histories of decisions as a network sees them, (count, 4, 84, 84), grey levels from 0 to 1.</summary>
    public Tensor Histories(ReadOnlySpan<int> decisions, Device device)
    {
        using var bytes = empty(decisions.Length, PolicyLayers.History, PolicyLayers.Side, PolicyLayers.Side, dtype: uint8);
        var memory = bytes.bytes;
        for (var row = 0; row < decisions.Length; row++)
            History(decisions[row]).CopyTo(memory[(row * HistorySize)..]);
        return Distillation.Frames.ToGrey(bytes, device);
    }

    private int EpisodeOf(int decision)
    {
        var episode = Array.BinarySearch(_starts, decision);
        return episode < 0 ? ~episode - 1 : episode;
    }
}
