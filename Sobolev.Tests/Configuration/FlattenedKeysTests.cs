using Sobolev.Configuration;

namespace Sobolev.Tests.Configuration;

/// <summary>Keys of a part that stand among those of the whole.</summary>
public sealed class FlattenedKeysTests
{
    [Fact]
    public void They_stand_in_the_place_of_the_part() =>
        Assert.Equal(["first", "depth", "inner.depth", "second"], ConfigKey.Leaves(ConfigKey.Of(typeof(Whole))).Select(key => key.Path));

    [Fact]
    public void They_are_read_and_written_like_the_others()
    {
        var whole = Load("depth=5", "inner.depth=6");
        Assert.Equal((5, 6), (whole.Part.Depth, whole.Part.Inner.Depth));
        Assert.Equal("verb: whole\nfirst: 1\ndepth: 5\ninner:\n  depth: 6\nsecond: 2\n", ConfigWriter.ToYaml(whole, "whole"));
        Assert.Equal((3, 4), (new Whole().Part.Depth, new Whole().Part.Inner.Depth));
    }

    [Fact]
    public void The_part_checks_them() =>
        Assert.Contains("depth: must be at most inner.depth", Assert.Throws<SobolevException>(() => Load("depth=5")).Message,
            StringComparison.Ordinal);

    private static Whole Load(params string[] sets) =>
        ConfigLoader.Load<Whole>("whole", new ConfigSources { PresetFolder = "", Sets = sets });

    private sealed record Whole
    {
        [Key("before the part")]
        public int First { get; init; } = 1;

        [Flattened]
        public Part Part { get; init; } = new();

        [Key("after the part")]
        public int Second { get; init; } = 2;
    }

    private sealed record Part : IChecked
    {
        [Key("a key of the part")]
        public int Depth { get; init; } = 3;

        [Key("a mapping of the part")]
        public Deeper Inner { get; init; } = new();

        public IEnumerable<ConfigMistake> Check()
        {
            if (Depth > Inner.Depth)
                yield return new ConfigMistake("depth", "must be at most inner.depth");
        }
    }

    private sealed record Deeper
    {
        [Key("a key of the mapping")]
        public int Depth { get; init; } = 4;
    }
}
