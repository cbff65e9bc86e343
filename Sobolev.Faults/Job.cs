using System.Security.Cryptography;

namespace Sobolev.Faults;

/// <summary>A run that is cut short again and again.</summary>
/// <param name="Name">For the report, and the names of its folders.</param>
/// <param name="Verb">The words that a resumed run begins with.</param>
/// <param name="Words">The other words of a new run.</param>
internal sealed record Job(string Name, string[] Verb, params string[] Words)
{
    private static readonly string[] _often = ["--quiet", "--set", "checkpoint_every=0.1s"];

    /// <summary>The jobs of a full run; <paramref name="folder"/> gets the table of own data.</summary>
    public static IReadOnlyList<Job> All(string folder)
    {
        var table = Path.Combine(folder, "table.csv");
        using (var make = ToolProcess.Start("data", "example", "--rows", "60", "--out", table))
            make.Wait();
        var images = Path.Combine(AppContext.BaseDirectory, "TestData", "cifar10-slice.tar.gz");
        return
        [
            new("regress", ["regress"], "--fn", "rosenbrock", "--samples", "20", "--seeds", "2", "--threads", "2", "--set", "updates=20000",
                "--set", "network.hidden=64,64", "--set", "batch_size=7", "--set", "test_samples=200", "--set", "evaluate_every=1000"),
            new("libtorch", ["regress"], "--fn", "beale", "--samples", "20", "--threads", "2", "--set",
                "engine=libtorch", "--set", "updates=2000",
                "--set", "network.hidden=16,16", "--set", "test_samples=100", "--set", "evaluate_every=200"),
            new("fit", ["fit"], table, "--threads", "2"),
            new("distill", ["distill"], "--preset", "quick", "--updates", "10", "--set", "evaluate_every=5", "--set",
                "learning_rate.updates=5", "--threads", "2"),
            new("sg-cifar", ["sg-cifar"], "--preset", "quick", "--data", images, "--updates", "10", "--set",
                "evaluate_every=5", "--threads", "2"),
            new("attention", ["attention"], "--preset", "quick", "--data", images, "--threads", "2"),
        ];
    }

    public ToolProcess Begin(string folder, string name) =>
        ToolProcess.Start([.. Verb, .. Words, .. _often, "--out", folder, "--name", name]);

    public ToolProcess Resume(string run) => ToolProcess.Start([.. Verb, "--resume", run, "--quiet"]);

    /// <summary>Every table and model of a finished run as a text: tables without their seconds, models by their digest.</summary>
    public static IReadOnlyDictionary<string, string> ResultOf(string run) => Directory.GetFiles(run, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetExtension(path) is ".csv" or ".safetensors"
            && !Path.GetRelativePath(run, path).StartsWith("checkpoints", StringComparison.Ordinal))
        .ToDictionary(path => Path.GetRelativePath(run, path), path => path.EndsWith(".csv", StringComparison.Ordinal)
            ? WithoutSeconds(path)
            : Digest(path));

    private static string WithoutSeconds(string path)
    {
        var (header, rows) = Files.Csv.Read(path);
        var seconds = Array.IndexOf(header, "seconds");
        return string.Join('\n', rows.Prepend(header).Select(row => string.Join(',', row.Where((_, column) => column != seconds))));
    }

    private static string Digest(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
