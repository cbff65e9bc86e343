using Sobolev.Arcade;
using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Torch;
using TorchSharp;

namespace Sobolev.Distillation;

/// <summary>Records the frames and decisions of teachers for students.</summary>
public sealed class RecordExperiment(RecordConfig config) : IExperiment
{
    public string Verb => "distill record";

    public RunConfig Config => config;

    public string Label => config.Game.Label();

    public IReadOnlyList<string> KeyColumns => TeacherKey.Columns;

    public IReadOnlyList<string> Metrics => ["episodes", "score", "packed_bytes"];

    public IReadOnlyList<string> SummaryMetrics => ["score", "packed_bytes"];

    public IReadOnlyList<string> Notes => [.. config.Game.Notes()];

    public IReadOnlyDictionary<string, string> Prepare() =>
        Teachers.Facts(config.Teacher, config.Game, Devices.Resolve(config.Device));

    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from game in config.Game.All()
           from seed in config.AllSeeds()
           select new TrialPlan(new RecordKey(game, config.Play.Behaviour), seed, config.Frames, config.Frames),
    ];

    public ITrial Build(TrialPlan plan)
    {
        TorchThreads.Set(1);
        var game = plan.KeyAs<RecordKey>().Game;
        var device = Devices.At(config.Device, plan.Place).ToTorch();
        var teacher = Teachers.Read(config.Teacher, game, config.Game.Atari);
        teacher.to(device);
        var keys = new RecorderOptions(config.Frames, config.Play.Behaviour, config.Play.Epsilon, config.Play.Players, config.Game.Atari);
        return new RecordTrial(new Recorder(teacher, () => Games.Create(game, config.Game.Atari), keys, plan.Seed, device), game,
            teacher.Actions, config.Frames);
    }

    /// <summary>Some of the frames, evenly spaced, per game.</summary>
    public void Draw(RunResults results, PlotFolder plots)
    {
        foreach (var plan in results.Plans)
            plots.Save(plan.Name, results.Models, () => Frames(results, plan));
    }

    private static Figure Frames(RunResults results, TrialPlan plan)
    {
        var recording = new Recording(RecordingFile.Of(results.ModelOf(plan), plan.Name));
        var cells = new GridImage?[4, 8];
        for (var k = 0; k < cells.Length; k++)
            cells[k / 8, k % 8] = FrameImages.Newest(recording.History((int)((long)k * recording.Count / cells.Length)));
        var episodes = recording.Starts.Count - 1;
        var title = $"{plan.KeyAs<RecordKey>().Game}: {recording.Count} frames of the teacher, {episodes} "
            + $"{(episodes == 1 ? "episode" : "episodes")}";
        return ImageGrid.Of(new ImagePage(title, [], [], cells));
    }
}
