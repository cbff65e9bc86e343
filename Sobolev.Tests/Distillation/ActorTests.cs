using Sobolev.Arcade;
using Sobolev.Distillation;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Distillation;

/// <summary>The whole way from a game over rollouts to updates, on games that are learned in moments.</summary>
public sealed class ActorTests : IClassFixture<LoadedTorch>
{
    [Fact]
    [Trait("Speed", "Slow")]
    public void An_actor_learns_which_side_is_lit()
    {
        var keys = new A3cKeys { Environments = 8, Rollout = 4 };
        using var network = new PolicyNetwork(PolicyLayers.Teacher, 2);
        network.Draw(new RandomStream(1, "weights"));
        using var shared = FlatParameters.Of(network);
        using var adam = new FlatAdam(shared, 5e-4);
        var own = new PolicyNetwork(PolicyLayers.Teacher, 2);
        own.to(float32);
        EpisodeRunner[] runners = [
            .. Enumerable.Range(0, keys.Environments)
                .Select(
                    runner => new EpisodeRunner(
                        new LitSide(),
                        episode => new RandomStream(2, $"{runner}/{episode}"),
                        new AtariOptions { NoopMax = 0 },
                        0)),
        ];
        using var actor = new Actor(own, new VectorEnv(runners, CPU), keys, new RandomStream(3, "actor"), "actor");
        for (var update = 0; update < 150; update++)
            actor.Rollout(shared, adam.Step);
        // an episode is ten actions; half of them are right by chance
        Assert.True(actor.Finished.TakeLast(16).Average() > 8.5, $"scores {string.Join(' ', actor.Finished.TakeLast(16))}");
        Assert.InRange(actor.Finished.Take(16).Average(), 2, 8);
    }

    /// <summary>One half of the screen is lit, by turns of rng; the action that names it scores, once per four frames.</summary>
    private sealed class LitSide : IGame
    {
        private RandomStream _rng = new(0, "lit");
        private int _frame, _side;

        public string Name => "lit side";

        public int Actions => 2;

        public int Lives => 0;

        public bool IsOver => _frame >= 40;

        // else the maximum of two frames would light both sides
        public bool BlendsFrames => true;

        public void Start(ulong seed)
        {
            _rng = new RandomStream(seed);
            _frame = 0;
            _side = _rng.NextInt(2);
        }

        public double Act(int action)
        {
            if (++_frame % 4 != 0)
                return 0;
            var reward = action == _side ? 1 : 0;
            _side = _rng.NextInt(2);
            return reward;
        }

        public void Screen(Span<byte> grey84x84)
        {
            for (var k = 0; k < grey84x84.Length; k++)
                grey84x84[k] = (byte)((k % 84 < 42) == (_side == 0) ? 255 : 0);
        }

        public void Dispose()
        {
        }
    }
}
