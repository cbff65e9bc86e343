namespace Sobolev.Export;

/// <summary>The statements that C and C# share: those with braces and semicolons.</summary>
internal abstract class BraceSource : SourceWriter
{
    public sealed override void Number(string name, string value) => Line($"double {name} = {Translated(value)};");

    public sealed override void Assign(string target, string value) => Line($"{target} = {Translated(value)};");

    public sealed override void For(string index, string from, int end, Action body)
    {
        Line($"for (int {index} = {from}; {index} < {end}; {index}++)");
        Braces(body);
    }

    public sealed override void If(string condition, Action then, Action? otherwise = null)
    {
        Line($"if ({condition})");
        Braces(then);
        if (otherwise is null)
            return;
        Line("else");
        Braces(otherwise);
    }

    protected void Braces(Action body)
    {
        Line("{");
        Indented(body);
        Line("}");
    }
}
