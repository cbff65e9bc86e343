using System.Text.Json;
using Sobolev.Files;

namespace Sobolev.Benchmarks;

/// <summary>Times by the name of what was timed, as a file that <see cref="CommitComparison"/> reads.</summary>
/// <param name="Schema">Grows when a property changes its meaning or is gone.</param>
/// <param name="Cases">Seconds of each round, in the order of measurement.</param>
internal sealed record Measurements(int Schema, IReadOnlyDictionary<string, IReadOnlyList<double>> Cases)
{
    private const int Current = 1;

    private static readonly JsonSerializerOptions _snakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
    };

    public static Measurements Of(IEnumerable<(string Name, Times Times)> cases) =>
        new(Current, cases.ToDictionary(one => one.Name, one => one.Times.Seconds));

    public void Write(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, _snakeCase) + "\n");

    /// <exception cref="InvalidDataException">The file is of another version.</exception>
    public static Measurements Read(string path)
    {
        var read = JsonSerializer.Deserialize<Measurements>(File.ReadAllText(path), _snakeCase)!;
        return read.Schema == Current ? read : throw new InvalidDataException($"{path}: schema {read.Schema}, but {Current} is known");
    }
}
