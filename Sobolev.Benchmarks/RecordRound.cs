using System.Diagnostics;
using Sobolev.Arcade;
using Sobolev.Distillation;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Benchmarks;

/// <summary>Decisions a second of recordings: the teachers that ship play 16 episodes at a time on one thread.</summary>
internal static class RecordRound
{
    private const int Turns = 5;
    private const double SecondsPerTurn = 2;

    /// <summary>A line a game: median (least - most of the turns).</summary>
    public static void Write(TextWriter output)
    {
        LibTorch.EnsureLoaded();
        TorchThreads.Set(1);
        foreach (var game in Games.Names)
        {
            var atari = new AtariOptions();
            var options = new RecorderOptions(int.MaxValue, Behaviour.Stochastic, 0, 16, atari);
            using var recorder = new Recorder(Teachers.Read("", game, atari), () => Games.Create(game, atari), options, 0, CPU);
            recorder.Step();
            var rates = new double[Turns];
            for (var turn = 0; turn < Turns; turn++)
            {
                var (watch, steps) = (Stopwatch.StartNew(), 0);
                for (; watch.Elapsed.TotalSeconds < SecondsPerTurn; steps++)
                    recorder.Step();
                rates[turn] = 16 * steps / watch.Elapsed.TotalSeconds;
            }

            Array.Sort(rates);
            output.WriteLine($"{game}: {rates[Turns / 2]:0} ({rates[0]:0} - {rates[^1]:0}) decisions a second, "
                + $"{4 * rates[Turns / 2]:0} machine frames");
        }
    }
}
