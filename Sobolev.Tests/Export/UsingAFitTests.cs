using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sobolev.Tests.Cli;

namespace Sobolev.Tests.Export;

/// <summary>The programs of docs/using-a-fit.md run, and write the numbers of <c>predict</c>.</summary>
[Trait("Speed", "Slow")]
public sealed partial class UsingAFitTests : IDisposable
{
    private const string Point = "spot,time,vol\n100,1,0.2\n";

    /// <summary>Collects what a program writes; a class of the global namespace comes before an imported one.</summary>
    private const string Console =
        "public static class Console { public static string Text = \"\"; public static void WriteLine(string line) { Text += line; } }";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Value and partials.</summary>
    private readonly double[] _expected;

    public UsingAFitTests()
    {
        Tool("data", "example", "--out", _folder.File("option.csv"));
        Tool(
            "fit", _folder.File("option.csv"), "--model", "network", "--preset", "quick", "--method", "sobolev",
            "--out", _folder.Path, "--name", "price");
        foreach (var (format, file) in new[] { ("python", "price.py"), ("csharp", "Price.cs"), ("c", "price.c"), ("onnx", "price.onnx") })
            Tool("export", "--model", _folder.File("price"), "--format", format, "--out", _folder.File(file));
        File.Copy(Directory.GetFiles(_folder.File("price", "models"))[0], _folder.File("price.safetensors"));
        var predicted = ToolInProcess.RunWith(Point, "predict", "--model", _folder.File("price.safetensors"), "--data", "-");
        _expected = Numbers(predicted.Output.Split('\n')[1])[3..];
        Assert.Equal(4, _expected.Length);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Python_calls_the_source_file() => Close(Python("import price"), 4, 1e-12);

    [Fact]
    public void Python_reads_the_model_file() => Close(Python("import struct"), 1, 1e-12);

    [Fact]
    public void Python_runs_the_graph()
    {
        var isThere = ChildProgram.Succeeds(ChildProgram.Found("python3"), ["-c", "import numpy, onnxruntime"]);
        Assert.SkipUnless(isThere, "needs numpy and onnxruntime");
        Close(Python("import onnxruntime"), 4, 1e-5);
    }

    [Fact]
    public void C_sharp_calls_the_source_file() => Close(CSharp("Price.Predict", File.ReadAllText(_folder.File("Price.cs"))), 4, 1e-12);

    [Fact]
    public void C_sharp_runs_the_graph() => Close(CSharp("InferenceSession"), 4, 1e-5);

    [Fact]
    public void C_calls_the_source_file()
    {
        File.WriteAllText(_folder.File("main.c"), Program("c", "price_predict"));
        var compiler = ChildProgram.Found("cc", "gcc", "clang");
        _ = ChildProgram.Run(
            compiler,
            ["-std=c99", "-Werror", _folder.File("main.c"), _folder.File("price.c"), "-o", _folder.File("main"), "-lm"]);
        Close(Numbers(ChildProgram.Run(_folder.File("main"), [])), 4, 1e-12);
    }

    private double[] Python(string line) =>
        Numbers(ChildProgram.Run(ChildProgram.Found("python3"), ["-c", Program("python", line)], folder: _folder.Path));

    /// <summary>The program with the names of its files in full, run inside this process.</summary>
    private double[] CSharp(string line, params string[] sources)
    {
        var program = Program("csharp", line).Replace("\"price.onnx\"", $"@\"{_folder.File("price.onnx")}\"", StringComparison.Ordinal);
        var trees = sources.Append(Console).Append(program).Select(source => CSharpSyntaxTree.ParseText(source));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        using var memory = new MemoryStream();
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication);
        var result = CSharpCompilation.Create("program", trees, references, options).Emit(memory);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        var assembly = Assembly.Load(memory.ToArray());
        assembly.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        return Numbers((string)assembly.GetType("Console")!.GetField("Text")!.GetValue(null)!);
    }

    /// <summary>The program of the page in a language that has a text.</summary>
    private static string Program(string language, string part)
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "using-a-fit.md"));
        return Programs().Matches(page).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value)
            .Single(program => program.Contains(part, StringComparison.Ordinal));
    }

    private void Close(double[] numbers, int count, double tolerance)
    {
        Assert.Equal(count, numbers.Length);
        var size = _expected.Max(Math.Abs);
        Assert.All(numbers.Zip(_expected), pair => Assert.Equal(0, (pair.First - pair.Second) / size, tolerance));
    }

    private static double[] Numbers(string text) =>
        [.. Number().Matches(text).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    private static void Tool(params string[] words)
    {
        var run = ToolInProcess.Run(words);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    [GeneratedRegex(@"```(\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Programs();

    [GeneratedRegex(@"-?\d+(\.\d+)?([eE][+-]?\d+)?")]
    private static partial Regex Number();
}
