using Sobolev.Arcade;
using Sobolev.Randomness;

namespace Sobolev.Tests.Arcade;

/// <summary>Actions that a game in another process receives before its answer is waited for.</summary>
[Trait("Speed", "Slow")]
public sealed class AleAnnouncementTests : IDisposable
{
    private readonly FakeAle _ale = new();

    public AleAnnouncementTests() => Assert.SkipUnless(FakeAle.HasPython, "needs python3");

    public void Dispose() => _ale.Dispose();

    /// <summary>Games that are asked before the first is waited for play as those that are asked one after the other.</summary>
    [Fact]
    public void Announced_actions_give_the_same_games()
    {
        AleGame[] announced = [_ale.Open("made_up"), _ale.Open("made_up")], inTurn = [_ale.Open("made_up"), _ale.Open("made_up")];
        AtariWrapper[] Players(AleGame[] games) =>
            [.. games.Select((game, k) => new AtariWrapper(game, new RandomStream((ulong)k), new AtariOptions { FireOnReset = true }))];
        var (told, untold) = (Players(announced), Players(inTurn));
        foreach (var player in told.Concat(untold))
            player.Start();
        var (rng, ends) = (new RandomStream(3), 0);
        for (var step = 0; step < 60; step++)
        {
            int[] actions = [rng.NextInt(4), rng.NextInt(4)];
            for (var k = 0; k < 2; k++)
                told[k].Announce(actions[k]);
            for (var k = 0; k < 2; k++)
            {
                Assert.Equal(untold[k].Act(actions[k]), told[k].Act(actions[k]));
                Assert.Equal(untold[k].History, told[k].History);
                if (!announced[k].IsOver)
                    continue;
                told[k].Start();
                untold[k].Start();
                ends++;
            }
        }

        Assert.InRange(ends, 2, 10);
        foreach (var game in announced.Concat(inTurn))
            game.Dispose();
    }

    [Fact]
    public void An_announced_action_is_the_next_one()
    {
        using var game = _ale.Open("made_up");
        game.Start(1);
        game.Announce(2, 4);
        Assert.Throws<InvalidOperationException>(() => game.Announce(2, 4));
        Assert.Throws<InvalidOperationException>(() => game.Hold(1, 4));
        Assert.Throws<InvalidOperationException>(() => game.Start(1));
        Assert.Equal((12.0, 4), game.Hold(2, 4));
        Assert.Equal((3.0, 1), game.Hold(2, 1));
    }
}
