using SharpFuzz;
using Sobolev.Files;

namespace Sobolev.Faults;

/// <summary>A reader for guided.sh: its first inputs as files, and as a target of AFL++, which looks for inputs that reach new branches.
/// </summary>
internal static class GuidedRound
{
    /// <param name="args">seeds READER FOLDER, or guided READER.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["seeds", var name, var folder]:
                return WriteSeeds(name, folder);
            case ["guided", var name]:
                // marked code must not run before AFL++'s memory is there, so the reader is made at the first input
                var reader = new Lazy<Reader>(() => All().Single(reader => reader.Name == name));
                Fuzzer.OutOfProcess.Run(stream => Read(reader.Value, stream));
                return 0;
            default:
                Console.Error.WriteLine("seeds READER FOLDER, or guided READER");
                return 2;
        }
    }

    private static int WriteSeeds(string name, string folder)
    {
        var readers = All();
        if (readers.FirstOrDefault(reader => reader.Name == name)?.Seeds is not { } seeds)
        {
            Console.Error.WriteLine($"{name}: there are the readers {string.Join(", ", readers.Select(reader => reader.Name))}");
            return 2;
        }

        Directory.CreateDirectory(folder);
        for (var seed = 0; seed < seeds.Count; seed++)
            AtomicFile.Write(Path.Combine(folder, $"{seed}"), stream => stream.Write(seeds[seed]));
        return 0;
    }

    private static IReadOnlyList<Reader> All() => new Readers(Directory.CreateTempSubdirectory("sobolev-guided-").FullName).All;

    /// <exception cref="InvalidOperationException">The input was neither read nor refused as it should be; AFL++ keeps it.</exception>
    private static void Read(Reader reader, Stream stream)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var accepted = 0L;
        if (ReaderRound.Outcome(reader, bytes.ToArray(), ref accepted) is { } what)
            throw new InvalidOperationException(what);
    }
}
