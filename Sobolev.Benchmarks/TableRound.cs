using System.Diagnostics;
using System.Globalization;
using Sobolev.Data;

namespace Sobolev.Benchmarks;

/// <summary>Reading a table of 8 inputs, and the same file read by NumPy (tables/load.py), by turns.</summary>
internal static class TableRound
{
    private const int Rows = 300_000, Inputs = 8, Turns = 7;

    /// <summary>Until the runtime has compiled what is called often.</summary>
    private const int TurnsBefore = 2;

    /// <summary>Megabytes a second: medians of the turns, least and most in brackets.</summary>
    public static void Write(string python, string load, TextWriter output)
    {
        var path = Path.GetTempFileName();
        try
        {
            SampleTable.Write(path, SampleTable.Of(Rows, Inputs));
            var megabytes = new FileInfo(path).Length / 1e6;
            using var numpy = Process.Start(new ProcessStartInfo(python, ["-B", load, path])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            for (var turn = 0; turn < TurnsBefore; turn++)
                Ours();
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var turn = 0; turn < Turns; turn++)
            {
                ours.Add(Ours());
                theirs.Add(Theirs());
            }

            output.WriteLine(FormattableString.Invariant($"a table of {Rows} rows of {2 * Inputs + 1} numbers, {megabytes:0} MB"));
            Row("sobolev", new Times(ours), "MB/s", "0");
            Row("numpy.loadtxt", new Times(theirs), "MB/s", "0");
            Row("sobolev over numpy.loadtxt", new Times(ours).Over(new Times(theirs)), "", "0.00");

            double Ours()
            {
                var watch = Stopwatch.StartNew();
                DerivativeTables.Read(new TableSource(path), new TableOptions([], []));
                return megabytes / watch.Elapsed.TotalSeconds;
            }

            double Theirs()
            {
                numpy.StandardInput.WriteLine();
                numpy.StandardInput.Flush();
                return megabytes / double.Parse(numpy.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
            }
        }
        finally
        {
            File.Delete(path);
        }

        void Row(string name, Times rates, string unit, string format)
        {
            string Text(double rate) => rate.ToString(format, CultureInfo.InvariantCulture);
            output.WriteLine($"{name,-28}{Text(rates.Median)} {unit} ({Text(rates.Least)} - {Text(rates.Quantile(1))})");
        }
    }
}
