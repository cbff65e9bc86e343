namespace Sobolev.Export;

/// <summary>C# 7.3, which .NET Framework and Unity take too.</summary>
internal sealed class CSharpSource : BraceSource
{
    // a class and its member cannot have the same name
    private static readonly string[] _members =
    [
        "Inputs", "Outputs", "Predict", "Evaluate", "Values", "Deviations", "Network", "Process", "System",
        "PARAMETERS", "FACTORS", "FLOORS",
    ];

    /// <summary>The name of the class of a file.</summary>
    public static string ClassName(string file) =>
        Identifiers.Pascal(file) is var name && _members.Any(member => name.StartsWith(member, StringComparison.Ordinal))
            ? "Model" + name
            : name;

    public override void Open(SourceFacts facts)
    {
        foreach (var line in facts.Lines())
            Line($"// {line}".TrimEnd());
        Line();
        Line($"public static class {ClassName(facts.Name)}");
        Line("{");
        Indented(() =>
        {
            Names("Inputs", facts.Model.Inputs);
            Names("Outputs", facts.Model.Outputs);
        });
    }

    public override void Close(SourceFacts facts)
    {
        Indented(() =>
        {
            Public("The values at a point.", "double[] Predict(double[] x)", () =>
            {
                Array("y", facts.Outputs);
                Line($"Evaluate(x, y, new double[{facts.Partials}]);");
                Line("return y;");
            });
            Public("The partials at a point: [output, input].", "double[,] PredictGradient(double[] x)", () =>
            {
                Array("dydx", facts.Partials);
                Line($"Evaluate(x, new double[{facts.Outputs}], dydx);");
                Line($"double[,] gradient = new double[{facts.Outputs}, {facts.Inputs}];");
                For("k", facts.Partials, () => Line($"gradient[k / {facts.Inputs}, k % {facts.Inputs}] = dydx[k];"));
                Line("return gradient;");
            });
            Filling(facts, "Values and partials at a point, into arrays of the caller.", "Evaluate", "y", "dydx", "Values");
            if (facts.HasDeviations)
                Filling(facts, "Standard deviations of values and partials at a point.", "PredictStd", "yStd", "dydxStd", "Deviations");
        });
        Line("}");
    }

    public override void Function(string name, IReadOnlyList<string> given, IReadOnlyList<string> filled, Action body) => Indented(() =>
    {
        var parameters = given.Concat(filled).Select(array => $"double[] {array}");
        Line();
        Line($"private static void {Method(name)}({string.Join(", ", parameters)})");
        Braces(body);
    });

    public override void Call(string name, params IReadOnlyList<string> arguments) =>
        Line($"{Method(name)}({string.Join(", ", arguments)});");

    public override void Table(string name, IReadOnlyList<double> numbers) => Indented(() =>
    {
        Line();
        Line($"private static readonly double[] {name} =");
        Line("{");
        Numbers(numbers);
        Line("};");
    });

    public override void Array(string name, int length) => Line($"double[] {name} = new double[{length}];");

    protected override string FunctionName(string name) =>
        $"System.Math.{(name == "fabs" ? "Abs" : char.ToUpperInvariant(name[0]) + name[1..])}";

    private static string Method(string name) => name switch
    {
        "evaluate" => "Values",
        _ => char.ToUpperInvariant(name[0]) + name[1..],
    };

    private void Names(string property, IReadOnlyList<string> names)
    {
        Line();
        Line($"public static string[] {property}");
        Braces(() => Line($"get {{ return new[] {{ {string.Join(", ", names.Select(Quoted))} }}; }}"));
    }

    private void Filling(SourceFacts facts, string summary, string name, string y, string dydx, string core) => Public(
        $"{summary} {dydx}[o * {facts.Inputs} + i] is of output o by input i.",
        $"void {name}(double[] x, double[] {y}, double[] {dydx})",
        () =>
        {
            Line($"if (x.Length != {facts.Inputs} || {y}.Length != {facts.Outputs} || {dydx}.Length != {facts.Partials})");
            Indented(() => Line(
                $"throw new System.ArgumentException(\"x has {facts.Inputs} numbers, {y} {facts.Outputs} and {dydx} {facts.Partials}\");"));
            Line($"{core}(x, {y}, {dydx});");
        });

    private void Public(string summary, string signature, Action body)
    {
        Line();
        Line($"/// <summary>{summary}</summary>");
        Line($"public static {signature}");
        Braces(body);
    }
}
