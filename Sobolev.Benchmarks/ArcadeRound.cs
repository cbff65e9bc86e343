using System.Diagnostics;
using Sobolev.Arcade;
using Sobolev.Randomness;

namespace Sobolev.Benchmarks;

/// <summary>Machine frames a second of games under random play on one thread: the game alone, and with the views of a player.</summary>
internal static class ArcadeRound
{
    private const int Turns = 5, Steps = 500;
    private const double SecondsPerTurn = 1;

    /// <summary>A line a game: medians (least - most of the turns) in thousands of frames a second.</summary>
    /// <param name="names">Games, or none for those that are built in.</param>
    /// <param name="output">Receives the table.</param>
    public static void Write(IReadOnlyList<string> names, TextWriter output)
    {
        foreach (var name in names.Count > 0 ? names : Games.Names)
        {
            using var game = Games.Create(name);
            var (rng, player) = (new RandomStream(1), new AtariWrapper(game, new RandomStream(2), new AtariOptions()));
            player.Start();
            output.WriteLine($"{name}: alone {Rate(() => Play(game, rng))}, by a player {Rate(() => Play(game, player, rng))} "
                + $"thousand frames a second");
        }
    }

    private static long Play(IGame game, RandomStream rng)
    {
        for (var k = 0; k < Steps; k++)
        {
            if (game.IsOver)
                game.Start(rng.NextUInt64());
            game.Act(rng.NextInt(game.Actions));
        }

        return Steps;
    }

    private static long Play(IGame game, AtariWrapper player, RandomStream rng)
    {
        long frames = 0;
        for (var k = 0; k < Steps; k++)
        {
            var before = player.Frames;
            var over = player.Act(rng.NextInt(game.Actions)).Over;
            frames += player.Frames - before;
            if (over)
                player.Start();
        }

        return frames;
    }

    private static string Rate(Func<long> play)
    {
        play();
        var rates = new double[Turns];
        for (var turn = 0; turn < Turns; turn++)
        {
            var (watch, frames) = (Stopwatch.StartNew(), 0L);
            while (watch.Elapsed.TotalSeconds < SecondsPerTurn)
                frames += play();
            rates[turn] = frames / watch.Elapsed.TotalSeconds / 1000;
        }

        Array.Sort(rates);
        return $"{rates[Turns / 2]:0.0} ({rates[0]:0.0} - {rates[^1]:0.0})";
    }
}
