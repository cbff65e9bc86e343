using System.Text.RegularExpressions;

namespace Sobolev.Data;

/// <summary>The names of a header as the table means them: without units in brackets, and derivatives as dy/dx.</summary>
internal static partial class HeaderNames
{
    /// <summary>x [m] and x (m) are x; ∂y/∂x and d(y)/d(x) are dy/dx.</summary>
    public static string Clean(string name)
    {
        var plain = Derivative().Replace(name.Trim().Replace('∂', 'd'), "d$1/d$2");
        var without = Unit().Replace(plain, "").Trim();
        return without.Length > 0 ? without : plain;
    }

    // a bracket after a blank, or square: f(x) is a name
    [GeneratedRegex(@"\s*\[[^\]]*\]\s*$|\s+\([^()]*\)\s*$")]
    private static partial Regex Unit();

    [GeneratedRegex(@"^d\(([^()]+)\)\s*/\s*d\(([^()]+)\)")]
    private static partial Regex Derivative();
}
