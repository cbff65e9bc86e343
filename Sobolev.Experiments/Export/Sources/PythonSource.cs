namespace Sobolev.Export;

/// <summary>Python 3, without NumPy.</summary>
internal sealed class PythonSource : SourceWriter
{
    public override void Open(SourceFacts facts)
    {
        foreach (var line in facts.Lines())
            Line($"# {line}".TrimEnd());
        Line();
        Line("import math");
        Line();
        Line($"INPUTS = [{string.Join(", ", facts.Model.Inputs.Select(Quoted))}]");
        Line($"OUTPUTS = [{string.Join(", ", facts.Model.Outputs.Select(Quoted))}]");
    }

    public override void Close(SourceFacts facts)
    {
        Public("predict", "The values at a point: a number for each output.", () => Line("return evaluate(x)[0]"));
        Public("predict_gradient", "The partials at a point: [output][input].", () => Line("return evaluate(x)[1]"));
        Both(facts, "evaluate", "Values and partials at a point.", "_evaluate");
        if (facts.HasDeviations)
            Both(facts, "predict_std", "Standard deviations of values and partials at a point.", "_deviations");
    }

    public override void Function(string name, IReadOnlyList<string> given, IReadOnlyList<string> filled, Action body)
    {
        Line();
        Line();
        Line($"def _{name}({string.Join(", ", given.Concat(filled))}):");
        Indented(body);
    }

    public override void Call(string name, params IReadOnlyList<string> arguments) => Line($"_{name}({string.Join(", ", arguments)})");

    public override void Table(string name, IReadOnlyList<double> numbers)
    {
        Line();
        Line($"{name} = [");
        Numbers(numbers);
        Line("]");
    }

    public override void Array(string name, int length) => Line($"{name} = [0.0] * {length}");

    public override void Number(string name, string value) => Assign(name, value);

    public override void Assign(string target, string value) => Line($"{target} = {Translated(value)}");

    public override void For(string index, string from, int end, Action body)
    {
        Line(from == "0" ? $"for {index} in range({end}):" : $"for {index} in range({from}, {end}):");
        Indented(body);
    }

    public override void If(string condition, Action then, Action? otherwise = null)
    {
        Line($"if {condition}:");
        Indented(then);
        if (otherwise is null)
            return;
        Line("else:");
        Indented(otherwise);
    }

    protected override string FunctionName(string name) => $"math.{name}";

    private void Both(SourceFacts facts, string name, string summary, string core) => Public(name, summary, () =>
    {
        Line($"if len(x) != {facts.Inputs}:");
        Indented(() => Line($"raise ValueError(\"x has {facts.Inputs} numbers\")"));
        Array("y", facts.Outputs);
        Array("dydx", facts.Partials);
        Line($"{core}(x, y, dydx)");
        Line($"return y, [dydx[o * {facts.Inputs}:(o + 1) * {facts.Inputs}] for o in range({facts.Outputs})]");
    });

    private void Public(string name, string summary, Action body)
    {
        Line();
        Line();
        Line($"def {name}(x):");
        Indented(() =>
        {
            Line($"\"\"\"{summary}\"\"\"");
            body();
        });
    }
}
