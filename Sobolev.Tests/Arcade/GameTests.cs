using System.Security.Cryptography;
using Sobolev.Arcade;
using Sobolev.Randomness;

namespace Sobolev.Tests.Arcade;

public sealed class GameTests
{
    public static TheoryData<string> Names { get; } = [.. Games.Names];

    [Theory, MemberData(nameof(Names))]
    public void The_same_seed_and_actions_give_the_same_game(string name) => Assert.Equal(Film(name, 7, 9), Film(name, 7, 9));

    [Theory, MemberData(nameof(Names))]
    public void Another_seed_gives_another_game(string name) => Assert.NotEqual(Film(name, 7, 9), Film(name, 8, 9));

    [Theory, MemberData(nameof(Names))]
    public void Other_actions_give_another_game(string name) => Assert.NotEqual(Film(name, 7, 9), Film(name, 7, 10));

    /// <summary>Teachers that ship with the tool learned these very games: a change here takes their worth from them.</summary>
    [Theory]
    [InlineData("pong", "c5da719a27b23bdb")]
    [InlineData("breakout", "3d14cd23e5f82685")]
    [InlineData("space-invaders", "78f5a35d78a96c31")]
    public void A_game_is_what_its_teacher_learned(string name, string film) => Assert.Equal(film, Film(name, 1, 2));

    [Theory, MemberData(nameof(Names))]
    public void Starting_again_forgets_the_game_before(string name)
    {
        using var used = Games.Create(name);
        using var fresh = Games.Create(name);
        Film(used, 3, 4);
        Assert.Equal(Film(fresh, 5, 6), Film(used, 5, 6));
    }

    [Theory, MemberData(nameof(Names))]
    public void Playing_and_drawing_allocate_nothing(string name)
    {
        using var game = Games.Create(name);
        var (rng, screen) = (new RandomStream(2), new byte[84 * 84]);
        game.Start(1);
        Play(game, rng, screen, 100);
        Assert.Equal(0, Allocated.By(() => Play(game, rng, screen, 2000)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Rewards_stop_when_the_game_is_over(string name)
    {
        using var game = Games.Create(name);
        var rng = new RandomStream(3);
        game.Start(1);
        for (var k = 0; k < 100_000 && !game.IsOver; k++)
            game.Act(rng.NextInt(game.Actions));
        Assert.True(game.IsOver);
        var screen = new byte[84 * 84];
        var later = new byte[84 * 84];
        game.Screen(screen);
        for (var k = 0; k < 200; k++)
            Assert.Equal(0, game.Act(k % game.Actions));
        game.Screen(later);
        Assert.Equal(screen, later);
    }

    [Theory, MemberData(nameof(Names))]
    public void An_action_that_the_game_does_not_know_is_refused(string name)
    {
        using var game = Games.Create(name);
        game.Start(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => game.Act(game.Actions));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.Act(-1));
    }

    [Fact]
    public void A_game_that_is_not_built_in_is_refused_with_the_names_of_those_that_are()
    {
        var refusal = Assert.Throws<SobolevException>(() => Games.Create("tetris"));
        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.All(Games.Names, name => Assert.Contains(name, refusal.Message));
    }

    [Theory]
    [InlineData("breakout", 5)]
    [InlineData("space-invaders", 3)]
    public void Lives_are_lost_one_by_one_and_the_last_ends_the_game(string name, int lives)
    {
        using var game = Games.Create(name);
        game.Start(1);
        Assert.Equal(lives, game.Lives);
        while (!game.IsOver)
        {
            var before = game.Lives;
            game.Act(0);
            Assert.InRange(game.Lives, before - 1, before);
        }

        Assert.Equal(0, game.Lives);
    }

    private static string Film(string name, ulong seed, ulong actions)
    {
        using var game = Games.Create(name);
        return Film(game, seed, actions);
    }

    /// <summary>A digest of the screens, rewards and lives of 2,000 frames or a whole game.</summary>
    private static string Film(IGame game, ulong seed, ulong actions)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (rng, screen) = (new RandomStream(actions), new byte[84 * 84]);
        var action = 0;
        game.Start(seed);
        for (var k = 0; k < 2000 && !game.IsOver; k++)
        {
            if (k % 4 == 0)
                action = rng.NextInt(game.Actions);
            digest.AppendData([(byte)(sbyte)game.Act(action), (byte)game.Lives]);
            game.Screen(screen);
            digest.AppendData(screen);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset())[..16];
    }

    private static void Play(IGame game, RandomStream rng, byte[] screen, int frames)
    {
        for (var k = 0; k < frames; k++)
        {
            game.Act(rng.NextInt(game.Actions));
            game.Screen(screen);
        }
    }
}
