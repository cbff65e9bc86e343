using Sobolev.Distillation;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Benchmarks;

/// <summary>One turn of pytorch/policies.sh: updates of distill on random frames, minibatches included; one thread.</summary>
internal static class PolicyRound
{
    private const double SecondsPerCase = 12;
    private const int Decisions = 2000, Actions = 3, Batch = 200;

    /// <summary>Lines "ours", case, then microseconds per update: median and least, and processor time.</summary>
    public static void Write(TextWriter output)
    {
        LibTorch.EnsureLoaded();
        TorchThreads.Set(1);
        var teacher = new PolicyNetwork(PolicyLayers.Teacher, Actions);
        teacher.Draw(new RandomStream(0, "teacher"));
        var dataset = new TeacherDataset(RandomFrames(Decisions), teacher, CPU);
        foreach (var method in DistillMethod.All)
        {
            int[] all = [.. Enumerable.Range(0, Decisions)];
            using var trial = new StudentTrial(dataset, new TimeSplit(all, all), new StudentOptions(method, 1e-4, Batch, 1, 1, 1), 0, CPU);
            Round.Write(output, method, SecondsPerCase, () => trial.Advance());
        }
    }

    internal static Recording RandomFrames(int decisions)
    {
        var rng = new RandomStream(0, "frames");
        var frames = new byte[(decisions + RecordedEpisode.Lead) * FrameChunk.FrameSize];
        for (var i = 0; i < frames.Length; i++)
            frames[i] = (byte)rng.NextInt(256);
        return new Recording(
            new RecordingFile("pong", Actions, [new RecordedEpisode(FrameChunk.Pack(frames), new byte[decisions], new float[decisions])]));
    }
}
