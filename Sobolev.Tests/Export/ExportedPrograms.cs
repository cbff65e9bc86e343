using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sobolev.Tests.Export;

/// <summary>Exported source files, compiled and run by the languages themselves.</summary>
internal static class ExportedPrograms
{
    /// <summary>For each point the numbers that the program computes: values, partials, and their deviations where asked for.</summary>
    public static double[][] Run(string format, string path, double[][] points, int outputs, bool hasDeviations) => format switch
    {
        "python" => Numbers(Python(path, points, hasDeviations)),
        "c" => Numbers(C(path, points, outputs, hasDeviations)),
        _ => CSharp(path, points, outputs, hasDeviations),
    };

    private static string Python(string path, double[][] points, bool hasDeviations)
    {
        var python = ChildProgram.Found("python3", "python");
        var module = Path.GetFileNameWithoutExtension(path);
        var program = $"""
            import sys
            sys.path.insert(0, sys.argv[1])
            sys.dont_write_bytecode = True
            import {module} as model
            for line in sys.stdin:
                x = [float(word) for word in line.split()]
                y, dydx = model.evaluate(x)
                assert y == model.predict(x) and dydx == model.predict_gradient(x)
                numbers = y + sum(dydx, [])
                if {(hasDeviations ? "True" : "False")}:
                    y, dydx = model.predict_std(x)
                    numbers += y + sum(dydx, [])
                print(*map(repr, numbers))
            """;
        return ChildProgram.Run(python, ["-c", program, Path.GetDirectoryName(path)!], Lines(points));
    }

    private static string C(string path, double[][] points, int outputs, bool hasDeviations)
    {
        var compiler = ChildProgram.Found("cc", "gcc", "clang");
        var (folder, name, n) = (Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path), points[0].Length);
        var entries = outputs * (1 + n);
        var std = hasDeviations ? $"{name}_std(x, numbers + {entries}, numbers + {outputs + entries});" : "";
        var main = Path.Combine(folder, "main.c");
        File.WriteAllText(main, $$"""
            #include <stdio.h>
            void {{name}}_predict(const double x[{{n}}], double y[{{outputs}}], double dydx[{{outputs * n}}]);
            void {{name}}_std(const double x[{{n}}], double y[{{outputs}}], double dydx[{{outputs * n}}]);
            int main(void)
            {
                double x[{{n}}], numbers[{{2 * entries}}];
                for (;;)
                {
                    for (int i = 0; i < {{n}}; i++)
                        if (scanf("%lf", &x[i]) != 1)
                            return 0;
                    {{name}}_predict(x, numbers, numbers + {{outputs}});
                    {{std}}
                    for (int k = 0; k < {{(hasDeviations ? 2 : 1) * entries}}; k++)
                        printf("%.17g ", numbers[k]);
                    printf("\n");
                }
            }

            """);
        var program = Path.Combine(folder, "program");
        // without contraction of a * b + c, which rounds otherwise
        _ = ChildProgram.Run(
            compiler,
            ["-std=c99", "-O1", "-ffp-contract=off", "-Wall", "-Wextra", "-pedantic", "-Werror", path, main, "-o", program, "-lm"]);
        return ChildProgram.Run(program, [], Lines(points));
    }

    private static double[][] CSharp(string path, double[][] points, int outputs, bool hasDeviations)
    {
        var type = Compiled(path).GetExportedTypes().Single();
        var (n, evaluate, std) = (points[0].Length, type.GetMethod("Evaluate")!, type.GetMethod("PredictStd"));
        Assert.Equal(hasDeviations, std is not null);
        Assert.Equal(n, ((string[])type.GetProperty("Inputs")!.GetValue(null)!).Length);
        return [.. points.Select(x =>
        {
            var numbers = Filled(evaluate, x);
            Assert.Equal(numbers[..outputs], (double[])type.GetMethod("Predict")!.Invoke(null, [x])!);
            Assert.Equal(numbers[outputs..], ((double[,])type.GetMethod("PredictGradient")!.Invoke(null, [x])!).Cast<double>());
            return std is null ? numbers : [.. numbers, .. Filled(std, x)];
        })];

        double[] Filled(MethodInfo method, double[] x)
        {
            var (y, dydx) = (new double[outputs], new double[outputs * n]);
            method.Invoke(null, [x, y, dydx]);
            return [.. y, .. dydx];
        }
    }

    private static Assembly Compiled(string path)
    {
        var tree = CSharpSyntaxTree.ParseText(File.ReadAllText(path), new CSharpParseOptions(LanguageVersion.CSharp7_3));
        var runtime = MetadataReference.CreateFromFile(typeof(object).Assembly.Location);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, warningLevel: 4);
        using var memory = new MemoryStream();
        var result = CSharpCompilation.Create(Path.GetRandomFileName(), [tree], [runtime], options).Emit(memory);
        var warnings = result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.Empty(warnings.Select(warning => warning.ToString()));
        return Assembly.Load(memory.ToArray());
    }

    private static string Lines(double[][] points) => string.Concat(points.Select(point => string.Join(' ', point.Select(Literal)) + "\n"));

    private static string Literal(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static double[][] Numbers(string text) =>
    [
        .. from line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
           select line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               .Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray(),
    ];
}
