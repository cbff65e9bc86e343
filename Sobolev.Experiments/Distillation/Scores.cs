using Sobolev.Arcade;
using Sobolev.Models;
using Sobolev.Randomness;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>What a policy, or nobody, reaches in a game.</summary>
internal static class Scores
{
    private const int SeatsAtOnce = 64;

    /// <summary>The scores of whole episodes, each from its own streams.</summary>
    /// <param name="game">Makes a game.</param>
    /// <param name="policy">The network, or null for random play.</param>
    /// <param name="seed">Of all streams.</param>
    /// <param name="name">Tells these episodes from others of the seed.</param>
    /// <param name="episodes">How many.</param>
    /// <param name="device">Where the network is.</param>
    public static double[] Play(Func<IGame> game, PolicyNetwork? policy, long seed, string name, int episodes, Device device)
    {
        var scores = new double[episodes];
        for (var first = 0; first < episodes; first += SeatsAtOnce)
        {
            Seat[] seats = [.. Enumerable.Range(first, Math.Min(SeatsAtOnce, episodes - first)).Select(episode => new Seat(game(), number => new RandomStream(seed, $"{name}/{number}"), new PlayerKeys(), episode))];
            using var batch = new SeatBatch(seats, device);
            PlayOut(batch, policy, [.. seats.Select(seat => new RandomStream(seed, $"{name}/{seat.Episode}/actions"))]);
            foreach (var seat in seats)
                scores[seat.Episode] = seat.Player.Score;
        }

        return scores;
    }

    private static void PlayOut(SeatBatch batch, PolicyNetwork? policy, RandomStream[] chance)
    {
        using var quiet = no_grad();
        List<int> playing = [.. Enumerable.Range(0, batch.Seats.Count)];
        while (playing.Count > 0)
        {
            using var scope = NewDisposeScope();
            float[] logPolicy = policy is null ? [] : [.. policy.LogPolicy(batch.Histories(playing)).cpu().data<float>()];
            var over = new List<int>();
            for (var row = 0; row < playing.Count; row++)
            {
                var (seat, actions) = (playing[row], batch.Seats[playing[row]].ActionCount);
                var action = policy is null ? chance[seat].NextInt(actions) : PolicyChoice.Draw(logPolicy.AsSpan(row * actions, actions), chance[seat]);
                if (batch.Seats[seat].Act(action).Over)
                    over.Add(seat);
            }

            playing.RemoveAll(over.Contains);
        }
    }
}
