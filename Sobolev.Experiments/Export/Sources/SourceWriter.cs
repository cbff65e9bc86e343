using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sobolev.Export;

/// <summary>
/// A source file as it is written. Expressions are given in the notation that C, C# and Python share, functions of mathematics by their
/// names in C; each language has its statements.
/// </summary>
internal abstract partial class SourceWriter
{
    private const int Width = 120;

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Begins the file: a comment for its reader, and all that comes before tables and functions.</summary>
    public abstract void Open(SourceFacts facts);

    /// <summary>Ends the file with the functions that its user calls.</summary>
    public abstract void Close(SourceFacts facts);

    /// <summary>A function of arrays, of which it fills the last ones.</summary>
    public abstract void Function(string name, IReadOnlyList<string> given, IReadOnlyList<string> filled, Action body);

    public abstract void Call(string name, params IReadOnlyList<string> arguments);

    /// <summary>A constant array.</summary>
    public abstract void Table(string name, IReadOnlyList<double> numbers);

    /// <summary>A local array of zeros.</summary>
    public abstract void Array(string name, int length);

    /// <summary>A local number.</summary>
    public abstract void Number(string name, string value);

    public abstract void Assign(string target, string value);

    public void Add(string target, string value) => Assign(target, $"{target} + {value}");

    public abstract void For(string index, string from, int end, Action body);

    public void For(string index, int end, Action body) => For(index, "0", end, body);

    public abstract void If(string condition, Action then, Action? otherwise = null);

    /// <summary>A number in the shortest form that reads as the same 64 bits.</summary>
    /// <exception cref="SobolevException">The number is not finite (exit 3).</exception>
    public static string Literal(double number)
    {
        if (!double.IsFinite(number))
            throw new SobolevException(ExitCode.DataMissing, "the model has a number that is not finite; fit it again");
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    public sealed override string ToString() => _text.ToString();

    protected void Line(string text = "") => _text.Append(' ', text.Length > 0 ? 4 * _depth : 0).Append(text).Append('\n');

    protected void Indented(Action body)
    {
        _depth++;
        body();
        _depth--;
    }

    /// <summary>The numbers of a table, in lines.</summary>
    protected void Numbers(IReadOnlyList<double> numbers) => Indented(() =>
    {
        var line = new StringBuilder();
        foreach (var number in numbers)
        {
            var literal = Literal(number) + ",";
            if (line.Length > 0 && 4 * _depth + line.Length + 1 + literal.Length > Width)
            {
                Line(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(literal);
        }

        if (line.Length > 0)
            Line(line.ToString());
    });

    /// <summary>An expression with the functions of mathematics as the language names them.</summary>
    protected string Translated(string expression) => Functions().Replace(expression, match => $"{FunctionName(match.Groups[1].Value)}(");

    /// <summary>A string literal of C# and of Python.</summary>
    protected static string Quoted(string text)
    {
        var quoted = text.Select(letter => letter switch
        {
            '"' or '\\' => $"\\{letter}",
            '\u2028' or '\u2029' => $"\\u{(int)letter:x4}",
            _ when char.IsControl(letter) => $"\\u{(int)letter:x4}",
            _ => $"{letter}",
        });
        return $"\"{string.Concat(quoted)}\"";
    }

    /// <param name="name">The function's name in C.</param>
    protected abstract string FunctionName(string name);

    [GeneratedRegex(@"\b(exp|log|tanh|sin|cos|sqrt|fabs)\(")]
    private static partial Regex Functions();
}
