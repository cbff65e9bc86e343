using Sobolev.Files;
using Sobolev.Runs;
using Sobolev.State;

namespace Sobolev.Distillation;

/// <summary>One recording in the making; its steps are decisions kept.</summary>
internal sealed class RecordTrial(Recorder recorder, string game, int actions, int decisions) : ITrial
{
    private const int StepsAtOnce = 20;

    public long Step => Math.Min(recorder.Kept, decisions);

    /// <returns>0: nothing is learned here.</returns>
    public double Advance()
    {
        for (var step = 0; step < StepsAtOnce && !recorder.IsDone; step++)
            recorder.Step();
        return 0;
    }

    public IReadOnlyList<double> Evaluate()
    {
        var episodes = recorder.Episodes();
        // the last episode may be cut: its score would be too
        var whole = episodes.Count > 1 ? episodes.Take(episodes.Count - 1) : episodes;
        var scores = whole.Select(episode => (double)episode.Rewards.Sum()).ToArray();
        return [episodes.Count, scores.Length == 0 ? double.NaN : scores.Average(), episodes.Sum(episode => (long)episode.Frames.Length)];
    }

    public void Save(TrialState state) => recorder.Save(state);

    public void Load(TrialState state) => recorder.Load(state);

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model() =>
        new RecordingFile(game, actions, recorder.Episodes()).Tensors();

    public void Dispose() => recorder.Dispose();
}
