using Sobolev.Runs;

namespace Sobolev.Regression;

/// <summary>For several functions one page of all surfaces, and one of what the gradients bought.</summary>
internal static class RegressOverview
{
    public static void Draw(RegressConfig config, RunResults results, string folder)
    {
    }
}
