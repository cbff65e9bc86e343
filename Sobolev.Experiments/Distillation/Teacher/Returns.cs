namespace Sobolev.Distillation;

/// <summary>
/// n-step returns: R_t = r_t + gamma R_(t+1), from the value that is expected where the rollout stops, and 0 past an end.
/// </summary>
internal static class Returns
{
    /// <param name="rewards">(steps, players)</param>
    /// <param name="ends">(steps, players): whether nothing is to be expected after that step.</param>
    /// <param name="last">(players): the expected return after the last step.</param>
    /// <param name="discount">gamma.</param>
    /// <param name="returns">(steps, players), written.</param>
    public static void Discounted(ReadOnlySpan<float> rewards, ReadOnlySpan<bool> ends, ReadOnlySpan<float> last,
        double discount, Span<float> returns)
    {
        var players = last.Length;
        for (var step = rewards.Length / players - 1; step >= 0; step--)
        {
            for (var player = 0; player < players; player++)
            {
                var k = step * players + player;
                var next = k + players < rewards.Length ? returns[k + players] : last[player];
                returns[k] = rewards[k] + (ends[k] ? 0 : (float)discount * next);
            }
        }
    }
}
