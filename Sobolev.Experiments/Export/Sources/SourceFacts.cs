using System.Globalization;

namespace Sobolev.Export;

/// <summary>A model as the reader of its source file meets it.</summary>
/// <param name="Name">The file's name without its extension.</param>
/// <param name="Kind">The function, in words.</param>
/// <param name="Model">The model.</param>
/// <param name="HasDeviations">Whether the file computes standard deviations.</param>
internal sealed record SourceFacts(string Name, string Kind, TrainedModel Model, bool HasDeviations)
{
    public int Inputs => Model.Inputs.Count;

    public int Outputs => Model.Outputs.Count;

    public int Partials => Inputs * Outputs;

    /// <summary>Lines of a comment: the origin, the inputs with their ranges, the outputs.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{Kind}, exported by sobolev. 64-bit numbers in the units of the table; needs no other file.";
        yield return "";
        for (var input = 0; input < Inputs; input++)
            yield return $"x[{input}]: {OneLine(Model.Inputs[input])}{Range(input)}";
        for (var output = 0; output < Outputs; output++)
            yield return $"y[{output}]: {OneLine(Model.Outputs[output])}";
    }

    /// <summary>A name as a comment can hold it: no end of a line, and no backslash, which would continue a line of C.</summary>
    private static string OneLine(string name) =>
        string.Concat(name.Select(letter => char.IsControl(letter) || letter is '\\' or '\u2028' or '\u2029' ? '?' : letter));

    private string Range(int input)
    {
        var fitted = Model.Fitted;
        return fitted.Low.Length == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", fitted to rows from {fitted.Low[input]:R} to {fitted.High[input]:R}");
    }
}
