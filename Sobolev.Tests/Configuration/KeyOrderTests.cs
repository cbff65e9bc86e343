using Sobolev.Configuration;

namespace Sobolev.Tests.Configuration;

/// <summary>The order of the keys of a config that inherits some: what config.yaml and the help follow.</summary>
public sealed class KeyOrderTests
{
    [Fact]
    public void Own_keys_come_first_unless_they_name_another_place_and_overriding_ones_keep_theirs() =>
        Assert.Equal(["own", "last", "word", "between", "among", "count", "seed"], ConfigKey.Of(typeof(Derived)).Select(key => key.Name));

    [Fact]
    public void An_overriding_key_has_the_words_and_limits_of_the_inherited_one_and_a_default_of_its_own()
    {
        var keys = ConfigKey.Of(typeof(Derived)).ToDictionary(key => key.Name);
        Assert.Equal("the inherited words", keys["count"].Description);
        Assert.Equal("count", keys["count"].Option);
        Assert.EndsWith("at least 1", keys["count"].Constraint, StringComparison.Ordinal);
        Assert.Equal("separate words", keys["word"].Description);
        Assert.Equal("verb: derived\nown: 0\nlast: 0\nword: \"\"\nbetween: 0\namong: 0\ncount: 7\nseed: 0\n",
            ConfigWriter.ToYaml(new Derived(), "derived"));
    }

    [Fact]
    public void A_place_that_is_not_inherited_is_an_error_of_the_record() =>
        Assert.Contains("Nowhere", Assert.Throws<ArgumentException>(() => ConfigKey.Of(typeof(Misplaced))).Message,
            StringComparison.Ordinal);

    private abstract record Oldest
    {
        [Key("a seed")]
        public long Seed { get; init; }
    }

    private abstract record Base : Oldest
    {
        public abstract string Word { get; init; }

        [Key("the inherited words", Option = "count")]
        [AtLeast(1)]
        public abstract int Count { get; init; }
    }

    private sealed record Derived : Base
    {
        [Key("a new key")]
        public int Own { get; init; }

        public override int Count { get; init; } = 7;

        [Key("in front of the count", Before = nameof(Count))]
        public int Between { get; init; }

        [Key("there too", Before = nameof(Count))]
        public int Among { get; init; }

        [Key("separate words")]
        public override string Word { get; init; } = "";

        [Key("another new key")]
        public int Last { get; init; }
    }

    private sealed record Misplaced
    {
        [Key("nowhere", Before = "Nowhere")]
        public int Lost { get; init; }
    }
}
