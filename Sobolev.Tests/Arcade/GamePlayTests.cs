namespace Sobolev.Tests.Arcade;

/// <summary>The games can be played: rng reaches little, a rule of thumb that looks at the screen far more.</summary>
public sealed class GamePlayTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("pong", -7, 6)]
    [InlineData("breakout", 10, 300)]
    [InlineData("space-invaders", 400, 1200)]
    public void Random_play_scores_low_and_a_rule_of_thumb_far_higher(string name, double randomMost, double ruleLeast)
    {
        var (random, rule) = (SimplePolicies.Play(name, true, 20), SimplePolicies.Play(name, false, 10));
        output.WriteLine(
            $"{name}: random {random.Scores.Average():0.0} ({random.Lengths.Average():0} actions), rule {rule.Scores.Average():0.0} "
            + $"({rule.Lengths.Average():0} actions); {string.Join(" ", rule.Scores)} / {string.Join(" ", random.Scores)}");
        Assert.True(random.Scores.Average() < randomMost, $"random play: {random.Scores.Average()}");
        Assert.True(rule.Scores.Average() > ruleLeast, $"the rule: {rule.Scores.Average()}");
    }
}
