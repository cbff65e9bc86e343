namespace Sobolev.Configuration;

/// <summary>Description of a key in a line: its help, its comment in config.yaml and its description in the schema.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyAttribute(string description) : Attribute
{
    public string Description { get; } = description;

    /// <summary>The verb's own option for this key, without dashes, or null.</summary>
    public string? Option { get; init; }

    /// <summary>The name of the verb's argument for this key, e.g. TABLE, or null.</summary>
    public string? Argument { get; init; }

    /// <summary>The inherited property in front of which the key stands, or null for a place in front of all that are inherited.</summary>
    public string? Before { get; init; }
}

/// <summary>
/// A record whose keys stand among those of the record that holds it, in its place; each record has its own, made by <c>new()</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FlattenedAttribute : Attribute;

/// <summary>A key that may change when a run is resumed.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MayChangeOnResumeAttribute : Attribute;

/// <summary>A whole number that may become greater when a run is resumed: the run is extended.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MayGrowOnResumeAttribute : Attribute;

/// <summary>A list each of whose values has trials, whose numbers do not depend on the other values.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TrialAxisAttribute : Attribute;

/// <summary>Constraint on a key's value, or on each value of its list.</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public abstract class AllowedAttribute : Attribute
{
    /// <summary>In words that follow "must be".</summary>
    public abstract string Constraint { get; }

    public abstract bool Allows(object value);

    private protected static double Number(object value) => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
}

public sealed class AtLeastAttribute(double low) : AllowedAttribute
{
    public double Low { get; } = low;

    public override string Constraint => $"at least {Low}";

    public override bool Allows(object value) => Number(value) >= Low;
}

public sealed class AboveAttribute(double low) : AllowedAttribute
{
    public double Low { get; } = low;

    public override string Constraint => $"above {Low}";

    public override bool Allows(object value) => Number(value) > Low;
}

public sealed class BetweenAttribute(double low, double high) : AllowedAttribute
{
    public double Low { get; } = low;

    public double High { get; } = high;

    public override string Constraint => $"from {Low} to {High}";

    public override bool Allows(object value) => Number(value) >= Low && Number(value) <= High;
}

public sealed class OneOfAttribute(params string[] names) : AllowedAttribute
{
    public IReadOnlyList<string> Names { get; } = names;

    public override string Constraint => $"one of {string.Join(", ", Names)}";

    public override bool Allows(object value) => Names.Contains(value);
}

/// <summary>Words that complete the value of a key which takes others too.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SuggestedAttribute(params string[] words) : Attribute
{
    public IReadOnlyList<string> Words { get; } = words;
}

/// <summary>A word for a key without a value, e.g. auto: read as null, and written for it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NullIsAttribute(string word) : Attribute
{
    public string Word { get; } = word;
}

/// <summary>A list must have at least one item.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotEmptyAttribute : Attribute;
