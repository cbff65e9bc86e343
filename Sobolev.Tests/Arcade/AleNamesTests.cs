using Sobolev.Arcade;
using Sobolev.Distillation;

namespace Sobolev.Tests.Arcade;

/// <summary>Games by the names that people have in their scripts.</summary>
public sealed class AleNamesTests
{
    /// <summary>Names of Gymnasium's list of Atari environments, and of ale-py's ROMs.</summary>
    [Theory]
    [InlineData("ALE/Pong-v5", "pong")]
    [InlineData("PongNoFrameskip-v4", "pong")]
    [InlineData("Pong-v0", "pong")]
    [InlineData("BreakoutDeterministic-v4", "breakout")]
    [InlineData("ALE/SpaceInvaders-v5", "space_invaders")]
    [InlineData("MsPacmanNoFrameskip-v4", "ms_pacman")]
    [InlineData("ALE/UpNDown-v5", "up_n_down")]
    [InlineData("ALE/TicTacToe3D-v5", "tic_tac_toe_3d")]
    [InlineData("ALE/Atlantis2-v5", "atlantis2")]
    [InlineData("ALE/KungFuMaster-v5", "kung_fu_master")]
    [InlineData("ALE/Qbert-v5", "qbert")]
    [InlineData("pong", null)]
    [InlineData("ale:pong", null)]
    [InlineData("Pong-ram-v5", null)]
    public void Names_of_Gymnasium_are_names_of_ROMs(string name, string? rom) => Assert.Equal(rom, AleNames.RomOf(name));

    [Fact]
    public void Every_way_to_name_a_game_gives_the_same_game()
    {
        Assert.Equal(["ale:tetris"], BuiltIn("ale:tetris", "ALE/Tetris-v5", "TetrisNoFrameskip-v4").All());
        Assert.Equal(["ale:tetris", "ale:space_invaders"], Ale("tetris", "space-invaders").All());
        Assert.Equal(["pong", "ale:pong"], BuiltIn("pong", "ALE/Pong-v5").All());
        Assert.Empty(BuiltIn("pong", "all", "ALE/Tetris-v5", "ale:x.bin").Check());
        Assert.Empty(Ale("tetris").Check());
        Assert.Contains("ale:NAME, ALE/Name-v5 or NAME with env: ale", Assert.Single(BuiltIn("tetris").Check()).Message,
            StringComparison.Ordinal);
        Assert.Contains("sticky actions of v5", Assert.Single(BuiltIn("ALE/Pong-v5", "PongNoFrameskip-v4").Notes()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_named_after_its_games_and_all_are_the_three_of_the_supplement()
    {
        Assert.Equal("all", BuiltIn("all").Label());
        Assert.Equal("all", BuiltIn("space-invaders", "breakout", "pong").Label());
        Assert.Equal("pong-breakout", BuiltIn("pong", "breakout").Label());
        Assert.Equal("ale-tetris-ale-qbert-ale-pong", Ale("tetris", "qbert", "pong").Label());
    }

    private static GameOptions BuiltIn(params string[] games) => new() { Games = games };

    private static GameOptions Ale(params string[] games) => new() { Games = games, Env = GameEnvironment.Ale };

    [Fact]
    public void Built_in_games_refuse_settings_of_the_emulator() =>
        Assert.Equal(ExitCode.Usage,
            Assert.Throws<SobolevException>(() => Games.Create("pong", new AtariOptions { Actions = ActionSet.Full })).ExitCode);

    [Fact]
    public void A_game_that_cannot_be_played_is_reported_before_a_teacher_is_asked_for()
    {
        var error = Assert.Throws<SobolevException>(() => Teachers.Read("", "ale:no_such_game", new AtariOptions()));
        Assert.StartsWith("ale:", error.Message, StringComparison.Ordinal);
    }
}
