using System.Diagnostics;
using Sobolev.Faults;

namespace Sobolev.Tests.Hostile;

/// <summary>The short part of the harness of faults: some hundred mutated inputs for every reader, the same ones each time.</summary>
[Trait("Speed", "Slow")]
public sealed class ReaderFuzzTests : IDisposable
{
    private const int Inputs = 300;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Names
    {
        get
        {
            using var folder = new TemporaryFolder();
            return [.. new Readers(folder.Path).All.Select(reader => reader.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_input_is_read_or_refused_in_one_line(string name)
    {
        var figures = ReaderRound.Run(new Readers(_folder.Path).All.Single(reader => reader.Name == name), Inputs, long.MaxValue, seed: 7);
        Assert.Equal(Inputs, figures.Inputs);
        Assert.True(figures.Escapes.Count == 0,
            string.Join('\n', figures.Escapes.Select(escape => $"{escape.What}: {Convert.ToBase64String(escape.Input)}")));
    }

    /// <summary>The test itself can fail: a reader that throws something else, or takes time or memory, is found.</summary>
    [Fact]
    public void A_reader_that_is_not_careful_is_found()
    {
        var careless = new Reader("careless", 100, [[1, 2, 3, 4]], bytes => _ = bytes[3]);
        Assert.Contains("IndexOutOfRangeException", ReaderRound.Run(careless, 100, long.MaxValue, seed: 1).Escapes[0].What,
            StringComparison.Ordinal);
        var told = new Reader("told", 100, [[1, 2, 3, 4]], _ => throw new SobolevException(ExitCode.DataMissing, "a\u001bb"));
        Assert.Contains("control characters", ReaderRound.Run(told, 1, long.MaxValue, seed: 1).Escapes[0].What, StringComparison.Ordinal);
        Assert.Equal(0, ReaderRound.Run(told, 10, Stopwatch.GetTimestamp(), seed: 1).Inputs);
    }
}
