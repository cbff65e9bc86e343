namespace Sobolev.Export;

/// <summary>A format for other programs.</summary>
public sealed class ExportFormat
{
    private readonly Func<string, string> _fileName;
    private readonly Action<TrainedModel, ExportOptions, Stream> _write;

    private ExportFormat(string name, Func<string, string> fileName, Action<TrainedModel, ExportOptions, Stream> write) =>
        (Name, _fileName, _write) = (name, fileName, write);

    public static IReadOnlyList<ExportFormat> All { get; } =
    [
        new("onnx", model => model + ".onnx", OnnxExport.Write),
        new("safetensors", model => model + ".safetensors", SafetensorsExport.Write),
        Source("csharp", model => CSharpSource.ClassName(model) + ".cs", () => new CSharpSource()),
        Source("python", model => Identifiers.Snake(model) + ".py", () => new PythonSource()),
        Source("c", model => Identifiers.Snake(model) + ".c", () => new CSource()),
    ];

    public string Name { get; }

    /// <summary>The name of a file for a model of this name.</summary>
    public string FileNameOf(string model) => _fileName(model);

    /// <exception cref="SobolevException">The format cannot hold the model, or the model has no deviations (exit 2).</exception>
    public void Write(TrainedModel model, ExportOptions options, Stream stream)
    {
        if (options.HasDeviations)
            model.RequireUncertainty();
        _write(model, options, stream);
    }

    private static ExportFormat Source(string name, Func<string, string> fileName, Func<SourceWriter> writer) =>
        new(name, fileName, (model, options, stream) => SourceExport.Write(writer(), model, options, stream));
}
