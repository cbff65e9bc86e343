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
    private const int Turns = 100, DecisionsPerTurn = 96;

    /// <summary>The environments of an actor, as the preset of the paper has them; divides the decisions of a turn.</summary>
    private const int GamesAtOnce = 16;

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
        IGame[] games = [.. Enumerable.Range(0, GamesAtOnce).Select(_ => Games.Create($"ale:{rom}"))];
        var rng = new RandomStream(1);
        AtariWrapper[] players = [.. games.Select((game, k) => new AtariWrapper(game, new RandomStream((ulong)k), new AtariOptions()))];
        foreach (var player in players)
            player.Start();
        Ours(1, DecisionsBefore);
        Ours(GamesAtOnce, DecisionsBefore);
        Theirs("decision", DecisionsBefore);

        double[] one = new double[Turns], several = new double[Turns], theirs = new double[Turns], emulator = new double[Turns];
        for (var turn = 0; turn < Turns; turn++)
            (one[turn], several[turn], theirs[turn], emulator[turn]) = (
                Ours(1, DecisionsPerTurn), Ours(GamesAtOnce, DecisionsPerTurn),
                Theirs("decision", DecisionsPerTurn), Theirs("emulator", DecisionsPerTurn));
        foreach (var game in games)
            game.Dispose();
        Row("sobolev, one game", one, "0");
        Row($"sobolev, {GamesAtOnce} games at a time", several, "0");
        Row("plain Python loop, the same", theirs, "0");
        Row("the emulator alone, 4 frames", emulator, "0");
        Row("one game, of the loop's rate", [.. one.Zip(theirs, (our, their) => our / their)], "0.00");
        Row($"{GamesAtOnce} games, of the loop's rate", [.. several.Zip(theirs, (our, their) => our / their)], "0.00");

        double Ours(int count, int decisions)
        {
            var watch = Stopwatch.StartNew();
            var chosen = new int[count];
            for (var k = 0; k < decisions; k += count)
            {
                for (var player = 0; player < count; player++)
                    players[player].Announce(chosen[player] = rng.NextInt(games[player].Actions));
                for (var player = 0; player < count; player++)
                {
                    if (players[player].Act(chosen[player]).Over)
                        players[player].Start();
                }
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
