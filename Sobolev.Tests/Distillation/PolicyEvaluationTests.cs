using Sobolev.Arcade;
using Sobolev.Distillation;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.State;
using Sobolev.Tests.Torch;
using static TorchSharp.torch;

namespace Sobolev.Tests.Distillation;

public sealed class PolicyEvaluationTests : IClassFixture<LoadedTorch>
{
    [Fact]
    public void An_episode_has_the_same_score_whatever_is_played_beside_it()
    {
        var few = PolicyEvaluation.Play(Pong, null, Keys(3), CPU);
        // more than are played at a time
        var many = PolicyEvaluation.Play(Pong, null, Keys(70), CPU);
        Assert.Equal(few, many.Take(3));
        Assert.All(many, score => Assert.InRange(score, -11, 11));
        Assert.True(many.Distinct().Count() > 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_match_goes_on_in_the_middle(bool random)
    {
        using var policy = random ? null : new PolicyNetwork(PolicyLayers.Student, 3);
        if (policy is not null)
            HeWeights.Draw(policy, new RandomStream(1, "weights"));
        var keys = Keys(random ? 66 : 3);
        var whole = PolicyEvaluation.Play(Pong, policy, keys, CPU);

        var state = new TrialState();
        using (var stopped = new PolicyEvaluation(Pong, policy, keys, CPU))
        {
            // some of 66 episodes are over then
            for (var step = 0; step < (random ? 300 : 20); step++)
                stopped.Step();
            Assert.Equal(random, stopped.Scores.Any(double.IsFinite));
            Assert.False(stopped.IsDone);
            stopped.Save(state);
        }

        using var resumed = new PolicyEvaluation(Pong, policy, keys, CPU);
        resumed.Load(state);
        while (!resumed.IsDone)
            resumed.Step();
        Assert.Equal(whole, resumed.Scores);
    }

    [Fact]
    public void A_good_policy_and_random_play_differ()
    {
        using var teacher = Teachers.Read("", "pong", new AtariOptions());
        var (played, random) = (PolicyEvaluation.Play(Pong, teacher, Keys(2), CPU), PolicyEvaluation.Play(Pong, null, Keys(20), CPU));
        Assert.True(played.Average() > random.Average() + 8, $"{played.Average()} against {random.Average()}");
    }

    private static EvaluationOptions Keys(int episodes) => new(episodes, 4, "score", new AtariOptions());

    private static IGame Pong() => Games.Create("pong");
}
