using Sobolev.Arcade;
using Sobolev.Randomness;

namespace Sobolev.Tests.Arcade;

/// <summary>Rules of thumb that see nothing but the views of a player: what they reach, a network can learn from pixels.</summary>
internal static class SimplePolicies
{
    public static Func<AtariWrapper, int> Random(IGame game, RandomStream rng) => _ => rng.NextInt(game.Actions);

    public static Func<AtariWrapper, int> Of(string game) => game switch
    {
        "pong" => Pong,
        "breakout" => Breakout,
        "space-invaders" => SpaceInvaders,
        _ => throw new ArgumentException(game),
    };

    /// <summary>Scores of whole episodes and their lengths in actions.</summary>
    public static (double[] Scores, double[] Lengths) Play(string name, bool random, int episodes)
    {
        using var game = Games.Create(name);
        var policy = random ? Random(game, new RandomStream(5, "actions")) : Of(name);
        var player = new AtariWrapper(game, new RandomStream(1, name), new AtariOptions());
        var (scores, lengths) = (new double[episodes], new double[episodes]);
        for (var k = 0; k < episodes; k++)
        {
            player.Start();
            AtariStep step;
            do
            {
                step = player.Act(policy(player));
                lengths[k]++;
            }
            while (!step.Over);
            scores[k] = player.Score;
        }

        return (scores, lengths);
    }

    /// <summary>Goes where the ball is, and back to the middle when it leaves.</summary>
    private static int Pong(AtariWrapper player)
    {
        var (ball, before) = (Thing.Of(player.Frame, 255), Thing.Of(Before(player), 255));
        var paddle = Thing.Of(player.Frame, 190, top: 10);
        var goal = ball is null || before is null || ball.Value.X < before.Value.X ? 46 : ball.Value.Y;
        var way = goal - (paddle?.Y ?? 46);
        return way < -3 ? 1 : way > 3 ? 2 : 0;
    }

    /// <summary>Follows the ball; serves if no ball is in play.</summary>
    private static int Breakout(AtariWrapper player)
    {
        var (ball, paddle) = (Thing.Of(player.Frame, 255), Thing.Of(player.Frame, 200, top: 70));
        if (ball is null)
            return 1;
        var way = ball.Value.X - (paddle?.X ?? 42);
        return way > 3.6 ? 2 : way < -3.6 ? 3 : 0;
    }

    /// <summary>Steps aside from a bomb that comes down on it, else goes below the nearest invader; always shoots.</summary>
    private static int SpaceInvaders(AtariWrapper player)
    {
        var cannon = Thing.Of(player.Frame, 220, top: 70)?.X ?? 42;
        double danger = 0, goal = 1000;
        for (var x = 0; x < 84; x++)
        {
            for (var y = 10; y < 78; y++)
            {
                var level = player.Frame[84 * y + x];
                if (level == 205 && y > 48 && Math.Abs(x - cannon) < 8)
                    danger = x;
                if (level is >= 132 and <= 180 && Math.Abs(x - cannon) < Math.Abs(goal - cannon))
                    goal = x;
            }
        }

        if (danger > 0)
            return (danger > cannon && cannon > 9) || cannon > 75 ? 5 : 4;
        return goal > cannon + 3 ? 4 : goal < cannon - 3 ? 5 : 1;
    }

    private static ReadOnlySpan<byte> Before(AtariWrapper player) => player.History.Slice(2 * 84 * 84, 84 * 84);

    /// <summary>The middle of all pixels of one grey level.</summary>
    private static class Thing
    {
        public static (double X, double Y)? Of(ReadOnlySpan<byte> view, byte level, int top = 0)
        {
            double x = 0, y = 0, count = 0;
            for (var i = top * 84; i < view.Length; i++)
            {
                if (view[i] == level)
                    (x, y, count) = (x + i % 84, y + i / 84, count + 1);
            }

            return count == 0 ? null : (x / count, y / count);
        }
    }
}
