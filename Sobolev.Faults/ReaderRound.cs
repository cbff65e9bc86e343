using System.Diagnostics;
using Sobolev.Randomness;

namespace Sobolev.Faults;

/// <summary>Gives mutated inputs to a reader and counts what happens.</summary>
internal static class ReaderRound
{
    /// <summary>Memory that any input may take, and that each of its bytes may take beside.</summary>
    private const long AlwaysAllowed = 1L << 30, PerByte = 2000;
    private const int MostKept = 10;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(20);

    /// <param name="inputs">Inputs to read.</param>
    /// <param name="until">Timestamp at which it stops before that.</param>
    public static ReaderFigures Run(Reader reader, long inputs, long until, long seed)
    {
        var chance = new RandomStream(seed, reader.Name);
        var escapes = new List<(byte[], string)>();
        var (count, accepted, slowest, most) = (0L, 0L, TimeSpan.Zero, 0L);
        byte[] current = [];
        using var watch = Watch(reader.Name, () => (count, current));
        for (; count < inputs && Stopwatch.GetTimestamp() < until; count++)
        {
            // the seeds themselves come first
            current = count < reader.Seeds.Count
                ? reader.Seeds[(int)count]
                : Mutation.Of(Pick(reader.Seeds, chance), Pick(reader.Seeds, chance), chance);
            var (began, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            var what = Outcome(reader, current, ref accepted);
            var (time, memory) = (Stopwatch.GetElapsedTime(began), GC.GetAllocatedBytesForCurrentThread() - before);
            (slowest, most) = (time > slowest ? time : slowest, Math.Max(most, memory));
            what ??= time > _longest
                ? $"took {time.TotalSeconds:F0} s"
                : memory > AlwaysAllowed + PerByte * current.Length ? $"took {memory >> 20} MiB" : null;
            if (what is not null && escapes.Count < MostKept)
                escapes.Add((current, what));
        }

        return new ReaderFigures(reader.Name, count, accepted, escapes, slowest, most);
    }

    /// <returns>Null where the input was read or refused as it should be; else what happened.</returns>
    public static string? Outcome(Reader reader, byte[] input, ref long accepted)
    {
        try
        {
            reader.Read(input);
            accepted++;
            return null;
        }
        catch (SobolevException error) when (error.ExitCode is ExitCode.Usage or ExitCode.DataMissing or ExitCode.OutOfResources)
        {
            // the lines of a refusal are the tool's own: no name in it makes another one
            return error.Message.Split('\n').All(Printable.Is) ? null : $"control characters in: {Printable.Of(error.Message, 200)}";
        }
        catch (Exception error) when (reader.Refuses.Contains(error.GetType()))
        {
            return null;
        }
        catch (Exception error)
        {
            return $"{error.GetType().Name} "
                + $"{error.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Sobolev.", StringComparison.Ordinal))?.Trim()}: "
                + $"{Printable.Of(error.Message, 200)}";
        }
    }

    private static byte[] Pick(IReadOnlyList<byte[]> seeds, RandomStream chance) => seeds[chance.NextInt(seeds.Count)];

    /// <summary>An input that never ends ends the harness, with the input kept.</summary>
    private static Timer Watch(string name, Func<(long Count, byte[] Input)> now)
    {
        var last = (Count: -1L, Times: 0);
        return new Timer(
            _ =>
            {
                var (count, input) = now();
                last = count == last.Count ? (count, last.Times + 1) : (count, 0);
                if (last.Times < 12)
                    return;
                Sobolev.Files.AtomicFile.Write($"hang-{name}.bin", stream => stream.Write(input));
                Environment.FailFast($"{name}: input {count} does not end; it is in hang-{name}.bin");
            },
            null,
            TimeSpan.FromSeconds(10),
            TimeSpan.FromSeconds(10));
    }
}
