namespace Sobolev.Configuration;
[AttributeUsage(AttributeTargets.Property)] public sealed class KeyAttribute(string meaning) : Attribute { public string Meaning { get; } = meaning; public string? Option { get; init; } }
[AttributeUsage(AttributeTargets.Property)] public sealed class AtLeastAttribute(double low) : Attribute { public double Low { get; } = low; }
[AttributeUsage(AttributeTargets.Property)] public sealed class BetweenAttribute(double low, double high) : Attribute { public double Low { get; } = low;  public double High { get; } = high;}
[AttributeUsage(AttributeTargets.Property)] public sealed class MayChangeOnResumeAttribute : Attribute;
