using System.Diagnostics;

namespace Sobolev.Tests.Mpi;

/// <summary>The launchers of the two families of MPI, where they are installed side by side or alone.</summary>
public enum Launcher
{
    OpenMpi,
    Mpich,
}

/// <summary>A job of the probe under mpirun: what its ranks wrote and its exit code.</summary>
internal sealed record MpiRun(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<Launcher, Lazy<string?>> _commands = new()
    {
        [Launcher.OpenMpi] = new(() => Find(["mpirun.openmpi", "mpirun"], "Open MPI")),
        [Launcher.Mpich] = new(() => Find(["mpiexec.mpich", "mpiexec.hydra", "mpiexec"], "HYDRA")),
    };

    /// <summary>The lines of standard output, in the order of the alphabet, since ranks write in any order.</summary>
    public string[] Lines =>
        [.. Output.Split('\n', '\r').Select(WithoutTerminalCodes).Where(line => line.Length > 0).Order(StringComparer.Ordinal)];

    public static bool IsInstalled(Launcher launcher) => _commands[launcher].Value is not null;

    public static MpiRun Start(Launcher launcher, int ranks, params string[] words) => StartWith(launcher, ranks, library: null, words);

    /// <param name="library">The value of SOBOLEV_MPI.</param>
    public static MpiRun StartWith(Launcher launcher, int ranks, string? library, params string[] words)
    {
        var command = _commands[launcher].Value;
        Assert.SkipWhen(command is null, $"no launcher of {launcher} is installed");
        var start = new ProcessStartInfo(command!,
            ["-n", $"{ranks}", "dotnet", Path.Combine(AppContext.BaseDirectory, "Sobolev.Tests.MpiProbe.dll"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ForgetLaunchers(start.Environment);
        // Containers run tests as root, on fewer cores than ranks, without ssh.
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        start.Environment["OMPI_MCA_rmaps_base_oversubscribe"] = "1";
        start.Environment["PRTE_MCA_rmaps_default_mapping_policy"] = ":oversubscribe";
        start.Environment["OMPI_MCA_plm_rsh_agent"] = "sh";
        if (library is not null)
            start.Environment["SOBOLEV_MPI"] = library;
        return Finish(start);
    }

    private static MpiRun Finish(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"the job did not end: {output.Result} {error.Result}");
        }

        return new(process.ExitCode, output.Result, error.Result);
    }

    // The tests may themselves run in a job of SLURM or of MPI.
    private static void ForgetLaunchers(IDictionary<string, string?> environment)
    {
        string[] prefixes = ["SOBOLEV_", "OMPI_", "PMI", "PRTE_", "SLURM_", "HYDRA_"];
        foreach (var name in environment.Keys.Where(name => prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            .ToArray())
            environment.Remove(name);
    }

    private static string? Find(string[] names, string mark)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return (from name in names
                from folder in folders
                let file = Path.Combine(folder, name)
                where File.Exists(file) && SaysItIs(file, mark)
                select file).FirstOrDefault();
    }

    private static bool SaysItIs(string file, string mark) =>
        Finish(new ProcessStartInfo(file, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true }).Output.Contains(
            mark, StringComparison.Ordinal);

    // Open MPI gives each rank a terminal, and .NET greets it.
    private static string WithoutTerminalCodes(string line) =>
        line.Replace("\e[?1h", "", StringComparison.Ordinal).Replace("\e=", "", StringComparison.Ordinal);
}
