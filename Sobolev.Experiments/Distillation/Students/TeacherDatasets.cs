using System.Collections.Concurrent;
using Sobolev.Runs;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>The datasets of a run, one for each game and device, each made when the first student needs it.</summary>
internal sealed class TeacherDatasets(DistillConfig config)
{
    private readonly ConcurrentDictionary<(string Game, ComputeDevice Device), Lazy<TeacherDataset>> _known = [];

    /// <summary>The run folder, where the run's own recordings are.</summary>
    public string Folder { get; set; } = "";

    public RecordExperiment Recorder { get; } = new(new RecordConfig
    {
        Game = config.Game,
        Teacher = config.Teacher,
        Frames = config.Frames,
        Play = config.Play,
        Seed = config.Seed,
        Device = config.Device,
    });

    /// <summary>The device of everything outside of trials.</summary>
    public ComputeDevice Device => Devices.Resolve(config.Device);

    public TeacherDataset Of(string game, ComputeDevice device) =>
        _known.GetOrAdd((game, device), _ => new Lazy<TeacherDataset>(() => Make(game, device.ToTorch()))).Value;

    public ITrial Student(TrialPlan plan, Func<TeacherDataset, TimeSplit> split)
    {
        TorchThreads.Set(1);
        var key = plan.KeyAs<StudentKey>();
        var device = Devices.At(config.Device, plan.Place);
        var dataset = Of(key.Game, device);
        var parts = split(dataset);
        if (parts.Test.Length == 0)
            throw new SobolevException(
                ExitCode.Usage,
                $"{key.Game}, fraction {key.Fraction}: no episode starts after the training frames; record more frames (--frames) or train "
                + "on fewer (--fractions)");
        var options = new StudentOptions(key.Method, key.LearningRate, config.BatchSize, config.GradientWeight, config.ProbeFrames,
            config.TestFrames, config.Precision, config.CudaGraphs);
        return new StudentTrial(dataset, parts, options, plan.Seed, device.ToTorch());
    }

    /// <summary>The user's recording, or the one of this run.</summary>
    public string PathOf(string game)
    {
        if (config.Recording.Length == 0)
            return RunResults.ModelPath(Folder, DistillExperiment.Recordings,
                Recorder.Plan().Single(plan => plan.KeyAs<RecordKey>().Game == game));
        var path = Directory.Exists(config.Recording)
            ? Path.Combine(config.Recording, $"{DistilledGames.FileName(game)}.safetensors")
            : config.Recording;
        return File.Exists(path) ? path : throw new SobolevException(
            ExitCode.DataMissing,
            $"{path}: no such file; --recording needs a file of sobolev distill record or a folder with "
            + $"{DistilledGames.FileName(game)}.safetensors");
    }

    private TeacherDataset Make(string game, Device device)
    {
        var path = PathOf(game);
        var recording = Recording.Read(path);
        var teacher = Teachers.Read(config.Teacher, game, config.Game.Atari);
        if (recording.Game == game && recording.Actions == teacher.Actions)
            return new TeacherDataset(recording, teacher, device, config.Precision);
        teacher.Dispose();
        throw new SobolevException(
            ExitCode.DataMissing,
            $"{path}: this is a recording of {recording.Game} with {recording.Actions} actions; give one of {game}");
    }
}
