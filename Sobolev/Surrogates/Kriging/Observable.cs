namespace Sobolev.Surrogates;

/// <summary>A number that can be observed of an output at a point: its value, a partial, or a second partial.</summary>
/// <param name="First">The input of the first derivative, -1 for the value.</param>
/// <param name="Second">The input of the second derivative, -1 for a value or a first partial.</param>
internal readonly record struct Observable(int First, int Second = -1)
{
    public static Observable Value => new(-1);

    public int Order => First < 0 ? 0 : Second < 0 ? 1 : 2;

    /// <summary>All of an output of so many inputs: the value, the partials, and each second partial once.</summary>
    public static IEnumerable<Observable> All(int inputs, int order) =>
    [
        Value,
        .. order < 1 ? [] : Enumerable.Range(0, inputs).Select(input => new Observable(input)),
        .. order < 2 ? [] : from a in Enumerable.Range(0, inputs) from b in Enumerable.Range(a, inputs - a) select new Observable(a, b),
    ];
}
