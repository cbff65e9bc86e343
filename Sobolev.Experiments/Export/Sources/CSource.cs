namespace Sobolev.Export;

/// <summary>C99, which compiles as C++ too.</summary>
internal sealed class CSource : BraceSource
{
    public override void Open(SourceFacts facts)
    {
        foreach (var line in facts.Lines())
            Line($"// {line}".TrimEnd());
        Line($"// dydx[o * {facts.Inputs} + i]: the partial derivative of y[o] by x[i]");
        Line("//");
        Line("// Declare and call (cc -c, and link with -lm):");
        foreach (var function in Prototypes(facts))
            Line($"//     {function};");
        Line();
        Line("#include <math.h>");
    }

    public override void Close(SourceFacts facts)
    {
        var prototypes = Prototypes(facts).ToArray();
        Public(prototypes[0], "evaluate(x, y, dydx);");
        if (facts.HasDeviations)
            Public(prototypes[1], "deviations(x, y_std, dydx_std);");
    }

    public override void Function(string name, IReadOnlyList<string> given, IReadOnlyList<string> filled, Action body)
    {
        Line();
        string[] parameters = [.. given.Select(array => $"const double *{array}"), .. filled.Select(array => $"double *{array}")];
        Line($"static void {name}({string.Join(", ", parameters)})");
        Braces(body);
    }

    public override void Call(string name, params IReadOnlyList<string> arguments) => Line($"{name}({string.Join(", ", arguments)});");

    public override void Table(string name, IReadOnlyList<double> numbers)
    {
        Line();
        Line($"static const double {name}[{numbers.Count}] = {{");
        Numbers(numbers);
        Line("};");
    }

    public override void Array(string name, int length) => Line($"double {name}[{length}] = {{0.0}};");

    protected override string FunctionName(string name) => name;

    private static IEnumerable<string> Prototypes(SourceFacts facts)
    {
        var (name, x) = (Identifiers.Snake(facts.Name), $"const double x[{facts.Inputs}]");
        yield return $"void {name}_predict({x}, double y[{facts.Outputs}], double dydx[{facts.Partials}])";
        if (facts.HasDeviations)
            yield return $"void {name}_std({x}, double y_std[{facts.Outputs}], double dydx_std[{facts.Partials}])";
    }

    private void Public(string prototype, string statement)
    {
        Line();
        Line(prototype + ";");
        Line();
        Line(prototype);
        Braces(() => Line(statement));
    }
}
