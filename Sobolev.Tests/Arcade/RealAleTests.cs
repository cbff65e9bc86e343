using System.Globalization;
using Sobolev.Arcade;
using Sobolev.Randomness;

namespace Sobolev.Tests.Arcade;

/// <summary>The true bridge with the real ale_py, where it is installed.</summary>
[Trait("Speed", "Slow")]
public sealed class RealAleTests
{
    public RealAleTests() => Assert.SkipUnless(FakeAle.HasAle, "needs ale-py (pip install ale-py)");

    [Fact]
    public void It_plays_tetris()
    {
        using var game = Games.Create("ale:tetris");
        var player = new AtariWrapper(game, new RandomStream(1), new AtariOptions());
        player.Start();
        var rng = new RandomStream(2);
        for (var k = 0; k < 100; k++)
            player.Act(rng.NextInt(game.Actions));
        Assert.True(player.Frame.ToArray().Distinct().Count() > 1);
        var (saved, view) = (player.Save(), player.History.ToArray());
        player.Start();
        player.Load(saved);
        Assert.Equal(view, player.History);
    }

    /// <summary>Another program that plays the same: each pixel in pieces of 1/2 x 1/21, whose levels are summed.</summary>
    private const string Witness = """
        import sys
        import ale_py
        import numpy as np
        from ale_py import roms

        seed, repeat, actions = int(sys.argv[1]), float(sys.argv[2]), [int(action) for action in sys.argv[3]]
        ale_py.ALEInterface.setLoggerMode(ale_py.LoggerMode.Error)
        ale = ale_py.ALEInterface()
        ale.setFloat("repeat_action_probability", repeat)
        ale.setInt("random_seed", seed)
        ale.loadROM(str(roms.get_rom_path("tetris")))
        ale.reset_game()
        minimal = ale.getMinimalActionSet()
        for action in actions:
            screens = [(ale.act(minimal[action]), ale.getScreenGrayscale())[1] for frame in range(4)]
            pieces = np.maximum(*screens[-2:]).astype(int).repeat(2, 0).repeat(21, 1).reshape(84, 5, 84, 40).sum((1, 3))
            sys.stdout.buffer.write(((2 * pieces + 200) // 400).astype(np.uint8).tobytes())
        """;

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    public void Its_views_are_those_of_another_program(double repeat)
    {
        var rng = new RandomStream(3);
        int[] actions = [.. Enumerable.Range(0, 100).Select(_ => rng.NextInt(5))];
        var witnessed = FakeAle.Output(Witness, "17", repeat.ToString(CultureInfo.InvariantCulture), string.Concat(actions));
        using var game = Games.Create("ale:tetris", new AtariOptions { RepeatActionProbability = repeat });
        // an episode before it must leave no trace: the other program has just loaded the game
        game.Start(5);
        game.Hold(1, 1000);
        game.Start(17);
        var view = new byte[84 * 84];
        foreach (var (action, decision) in actions.Select((action, decision) => (action, decision)))
        {
            game.Hold(action, 4);
            game.Screen(view);
            Assert.True(view.AsSpan().SequenceEqual(witnessed.AsSpan(decision * view.Length, view.Length)), $"decision {decision}");
        }
    }
}
