using Sobolev.Arcade;
using Sobolev.Randomness;

namespace Sobolev.Tests.Arcade;

public sealed class AtariWrapperTests
{
    public static TheoryData<string> Names { get; } = [.. Games.Names];

    /// <summary>A game whose whole screen shows the number of frames so far, brighter in even frames.</summary>
    private sealed class FrameCounter : IGame
    {
        public List<int> Acts { get; } = [];
        public int EndsAt { get; init; } = int.MaxValue;
        public int LosesLifeAt { get; init; } = int.MaxValue;
        public bool HasFire { get; init; }
        public string Name => "counter";
        public int Actions => 3;
        public int Lives => Acts.Count >= LosesLifeAt ? 1 : 2;
        public bool IsOver => Acts.Count >= EndsAt;
        public bool BlendsFrames { get; init; }
        public static byte Level(int frame) => (byte)(frame % 2 == 0 ? 100 + frame : frame);

        public void Start(ulong seed) => Acts.Clear();

        public double Act(int action)
        {
            Acts.Add(action);
            return Acts.Count;
        }

        public void Screen(Span<byte> grey84x84) => grey84x84.Fill(Level(Acts.Count));

        public void Dispose() { }
    }

    /// <summary>FireResetEnv and EpisodicLifeEnv of Stable-Baselines3: fire and action 2 after a reset, nothing before them after a
    /// life.</summary>
    [Fact]
    public void Fire_is_pressed_at_the_start_and_after_a_life_where_the_keys_say_so()
    {
        var game = new FrameCounter { HasFire = true, LosesLifeAt = 10 };
        var player = Begin(game, new AtariOptions { NoopMax = 0, FireOnReset = true, FrameSkip = 2 });
        Assert.Equal([1, 1, 2, 2], game.Acts);
        Assert.Equal(4, player.Frames);
        player.Act(0);
        player.Act(0);
        game.Acts.Clear();
        var first = new FrameCounter { HasFire = true, LosesLifeAt = 6 };
        var other = Begin(first, new AtariOptions { NoopMax = 0, FireOnReset = true, FrameSkip = 2 });
        var step = other.Act(0);
        Assert.True(step.LifeLost);
        Assert.False(step.Over);
        Assert.Equal([1, 1, 2, 2, 0, 0, 0, 0, 1, 1, 2, 2], first.Acts);
        Assert.Equal(5 + 6 + 7 + 8 + 9 + 10 + 11 + 12, step.Reward);
        Assert.Equal(1 + 2 + 3 + 4 + step.Reward, other.Score);
        Assert.Equal(12, other.Frames);
        var without = new FrameCounter { HasFire = false };
        Begin(without, new AtariOptions { NoopMax = 0, FireOnReset = true });
        Assert.Empty(without.Acts);
    }

    [Fact]
    public void A_life_may_end_an_episode_and_a_history_may_begin_with_zeros()
    {
        var game = new FrameCounter { HasFire = true, LosesLifeAt = 6 };
        var player = Begin(game, new AtariOptions
        {
            NoopMin = 3,
            NoopMax = 3,
            FireOnReset = true,
            LifeEnds = true,
            HistoryStart = HistoryStart.Zeros,
            FrameSkip = 1
        });
        Assert.Equal([0, 0, 0, 1, 2], game.Acts);
        Assert.True(player.History[..(3 * 84 * 84)].ToArray().All(level => level == 0));
        Assert.Equal(FrameCounter.Level(4), player.Frame[0]);
        Assert.True(player.Act(0).Over);
        Assert.Equal(6, game.Acts.Count);
    }

    [Fact]
    public void An_action_is_held_for_four_frames_and_earns_their_rewards()
    {
        var game = new FrameCounter();
        var player = Begin(game, new AtariOptions { NoopMax = 0 });
        Assert.Equal(1 + 2 + 3 + 4, player.Act(1).Reward);
        Assert.Equal(5 + 6 + 7 + 8, player.Act(0).Reward);
        Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0], game.Acts);
        Assert.Equal(36, player.Score);
        Assert.Equal(8, player.Frames);
    }

    [Theory]
    [InlineData(1, 101, false)]
    [InlineData(2, 102, false)]
    [InlineData(3, 103, false)]
    [InlineData(4, 104, false)]
    [InlineData(3, 3, true)]
    public void A_view_is_the_maximum_of_the_last_two_frames_unless_the_game_blends_them_itself(int repeat, int expected, bool blends)
    {
        var player = Begin(new FrameCounter { BlendsFrames = blends }, new AtariOptions { NoopMax = 0, FrameSkip = repeat });
        player.Act(0);
        // of an odd frame and the even one before it, the even one is brighter
        var brightest = blends ? expected : repeat % 2 == 0 ? 100 + repeat : 100 + repeat - 1;
        Assert.Equal(brightest, player.Frame[0]);
        Assert.Equal(brightest, player.Frame[84 * 84 - 1]);
    }

    [Fact]
    public void The_history_is_the_last_four_views_oldest_first()
    {
        var player = Begin(new FrameCounter(), new AtariOptions { NoopMax = 0 });
        Assert.Equal([100, 100, 100, 100], Levels(player));
        player.Act(0);
        Assert.Equal([100, 100, 100, 104], Levels(player));
        for (var k = 0; k < 4; k++)
            player.Act(0);
        Assert.Equal([108, 112, 116, 120], Levels(player));
        player.Start();
        Assert.Equal([100, 100, 100, 100], Levels(player));
        Assert.Equal(0, player.Score);
    }

    [Fact]
    public void An_episode_that_ends_within_an_action_shows_its_last_frame()
    {
        var player = Begin(new FrameCounter { EndsAt = 7 }, new AtariOptions { NoopMax = 0 });
        Assert.False(player.Act(0).Over);
        var step = player.Act(0);
        Assert.True(step.Over);
        Assert.Equal(5 + 6 + 7, step.Reward);
        Assert.Equal(7, player.Frame[0]);
    }

    [Fact]
    public void A_lost_life_is_told_once()
    {
        var player = Begin(new FrameCounter { LosesLifeAt = 6 }, new AtariOptions { NoopMax = 0 });
        Assert.Equal([false, true, false], new[] { player.Act(0).LifeLost, player.Act(0).LifeLost, player.Act(0).LifeLost });
    }

    [Fact]
    public void An_episode_ends_with_its_last_allowed_action()
    {
        var player = Begin(new FrameCounter(), new AtariOptions { MaxEpisodeSteps = 3 });
        Assert.Equal([false, false, true], new[] { player.Act(0).Over, player.Act(0).Over, player.Act(0).Over });
        player.Start();
        Assert.False(player.Act(0).Over);
    }

    [Fact]
    public void Episodes_begin_after_zero_to_thirty_idle_frames()
    {
        var game = new FrameCounter();
        var player = new AtariWrapper(game, new RandomStream(1), new AtariOptions());
        var idle = new HashSet<int>();
        for (var k = 0; k < 1000; k++)
        {
            player.Start();
            Assert.Equal(game.Acts.Count, player.Frames);
            Assert.All(game.Acts, action => Assert.Equal(0, action));
            idle.Add(game.Acts.Count);
        }

        Assert.Equal(Enumerable.Range(0, 31), idle.Order());
    }

    [Theory, MemberData(nameof(Names))]
    public void A_loaded_episode_goes_on_as_the_saved_one(string name)
    {
        using var game = Games.Create(name);
        using var other = Games.Create(name);
        var player = new AtariWrapper(game, new RandomStream(4), new AtariOptions());
        player.Start();
        var rng = new RandomStream(5);
        Play(player, game, rng, 50);
        var loaded = new AtariWrapper(other, new RandomStream(6), new AtariOptions());
        loaded.Start();
        loaded.Act(1);
        loaded.Load(player.Save());
        Same();
        var state = rng.State;
        Play(player, game, rng, 50);
        Play(loaded, other, new RandomStream(state), 50);
        Same();

        void Same()
        {
            Assert.Equal(player.History, loaded.History);
            Assert.Equal((player.Score, player.Frames), (loaded.Score, loaded.Frames));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Acting_allocates_nothing(string name)
    {
        using var game = Games.Create(name);
        var player = new AtariWrapper(game, new RandomStream(4), new AtariOptions());
        player.Start();
        var rng = new RandomStream(5);
        Play(player, game, rng, 20);
        Assert.Equal(0, Allocated.By(() => Play(player, game, rng, 500)));
    }

    private static void Play(AtariWrapper player, IGame game, RandomStream rng, int steps)
    {
        for (var k = 0; k < steps; k++)
            player.Act(rng.NextInt(game.Actions));
    }

    private static AtariWrapper Begin(IGame game, AtariOptions keys)
    {
        var player = new AtariWrapper(game, new RandomStream(1), keys);
        player.Start();
        return player;
    }

    private static byte[] Levels(AtariWrapper player) =>
        [player.History[0], player.History[84 * 84], player.History[2 * 84 * 84], player.History[3 * 84 * 84]];
}
