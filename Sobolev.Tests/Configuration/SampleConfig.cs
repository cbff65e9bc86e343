using Sobolev.Configuration;

namespace Sobolev.Tests.Configuration;

/// <summary>A record with a key of every kind.</summary>
public sealed record SampleConfig : IChecked
{
    [Key("a flag")]
    public bool Flag { get; init; }

    [Key("a count", Option = "count")]
    [AtLeast(1)]
    public int Count { get; init; } = 3;

    [Key("a large count")]
    public long Large { get; init; } = 7;

    [Key("a rate")]
    [Above(0)]
    public double Rate { get; init; } = 0.5;

    [Key("a share")]
    [Between(0, 1)]
    public double? Share { get; init; }

    [Key("a word")]
    public string Word { get; init; } = "plain";

    [Key("a colour")]
    public Colour Colour { get; init; } = Colour.DeepRed;

    [Key("a time")]
    [MayChangeOnResume]
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(90);

    [Key("widths", Option = "widths")]
    [NotEmpty]
    [AtLeast(1)]
    public IReadOnlyList<int> Widths { get; init; } = [8, 8];

    [Key("names")]
    [OneOf("alpha", "beta")]
    public IReadOnlyList<string> Names { get; init; } = ["alpha"];

    [Key("what is inside")]
    public Inner Inner { get; init; } = new();

    public IEnumerable<ConfigMistake> Check()
    {
        if (Rate > 1 && Inner.Depth > 4)
            yield return new ConfigMistake("inner.depth", "must be at most 4 where rate is above 1");
    }
}

public sealed record Inner
{
    [Key("a depth")]
    [AtLeast(0)]
    public int Depth { get; init; } = 2;

    [Key("a learning rate")]
    [Above(0)]
    public double LearningRate { get; init; } = 1e-3;
}

public enum Colour
{
    DeepRed,
    Green,
}
