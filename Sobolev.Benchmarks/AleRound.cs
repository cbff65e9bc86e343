using System.Diagnostics;
using System.Globalization;
using Sobolev.Arcade;
using Sobolev.Randomness;

namespace Sobolev.Benchmarks;

/// <summary>
/// Random play of a game of the Arcade Learning Environment, preprocessing included, and the same in a plain Python loop (ale/loop.py), by
/// short turns, so that what else the machine does meets both alike.
/// </summary>
internal static class AleRound
{
    private const int Turns = 100, DecisionsPerTurn = 100;

    /// <summary>Until the runtime has compiled what is called often.</summary>
    private const int DecisionsBefore = 2000;

    /// <summary>Decisions a second: medians of the turns, quartiles in brackets.</summary>
    public static void Write(string rom, string loop, TextWriter output)
    {
        using var python = Process.Start(new ProcessStartInfo(new AleOptions().Python, ["-B", loop, rom])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using var game = Games.Create($"ale:{rom}");
        var rng = new RandomStream(1);
        var player = new AtariWrapper(game, new RandomStream(2), new AtariOptions());
        player.Start();
        Ours(DecisionsBefore);
        Theirs("decision", DecisionsBefore);

        double[] ours = new double[Turns], theirs = new double[Turns], emulator = new double[Turns];
        for (var turn = 0; turn < Turns; turn++)
            (ours[turn], theirs[turn], emulator[turn]) = (
                Ours(DecisionsPerTurn), Theirs("decision", DecisionsPerTurn), Theirs("emulator", DecisionsPerTurn));
        Row("sobolev, with preprocessing", ours, "0");
        Row("plain Python loop, the same", theirs, "0");
        Row("the emulator alone, 4 frames", emulator, "0");
        Row("times faster than the loop", [.. ours.Zip(theirs, (our, their) => our / their)], "0.00");

        double Ours(int decisions)
        {
            var watch = Stopwatch.StartNew();
            for (var k = 0; k < decisions; k++)
            {
                if (player.Act(rng.NextInt(game.Actions)).Over)
                    player.Start();
            }

            return decisions / watch.Elapsed.TotalSeconds;
        }

        double Theirs(string what, int decisions)
        {
            python.StandardInput.WriteLine($"{what} {decisions}");
            python.StandardInput.Flush();
            return decisions / double.Parse(python.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        }

        void Row(string name, double[] values, string format)
        {
            Array.Sort(values);
            string Quarter(int k) => values[k * (Turns - 1) / 4].ToString(format, CultureInfo.InvariantCulture);
            output.WriteLine($"{name,-32}{Quarter(2)} ({Quarter(1)} - {Quarter(3)}), least {Quarter(0)}, most {Quarter(4)}");
        }
    }
}
