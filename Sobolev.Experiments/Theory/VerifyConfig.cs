using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Theory;

/// <summary>The config of <c>verify</c>.</summary>
public sealed record VerifyConfig : RunConfig, IChecked
{
    /// <summary>In the place of a check's name: every check.</summary>
    public const string Everything = "all";

    private const int MostParameters = 4_000_000;

    [Key("names of the checks to run, or all")]
    [NotEmpty]
    public IReadOnlyList<string> Checks { get; init; } = [Everything];

    [Key("number of points with a value and a gradient (proposition-1)", Option = "points")]
    [Between(1, 2000)]
    public int Points { get; init; } = 200;

    [Key("dimension of those points", Option = "dim")]
    [Between(1, 256)]
    public int Dim { get; init; } = 4;

    [Key("model file of sg-cifar whose modules are measured too (proposition-4); empty = none", Option = "model")]
    public string Model { get; init; } = "";

    public IEnumerable<ConfigMistake> Check()
    {
        // four units for each point and coordinate, each with its direction, threshold and coefficient
        var parameters = 4L * Points * Dim * (Dim + 2);
        if (parameters > MostParameters)
            yield return new ConfigMistake(
                "points",
                $"{Points} points in dimension {Dim} need a network of {parameters} parameters; at most {MostParameters} are built, so "
                + "take fewer points or dimensions");
    }
}
