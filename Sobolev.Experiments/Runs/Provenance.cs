using System.Collections;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Sobolev.Runs;

/// <summary>
/// Provenance of a run: versions, commit, machine. Of the environment only the variables of Slurm that describe the job are kept: others,
/// of Slurm too, may hold secrets.
/// </summary>
internal static class Provenance
{
    private static readonly HashSet<string> _slurm =
    [
        "SLURM_JOB_ID", "SLURM_JOBID", "SLURM_JOB_NAME", "SLURM_JOB_PARTITION", "SLURM_JOB_QOS", "SLURM_JOB_NODELIST", "SLURM_NODELIST",
        "SLURM_JOB_NUM_NODES", "SLURM_NNODES", "SLURM_JOB_CPUS_PER_NODE", "SLURM_JOB_START_TIME", "SLURM_JOB_END_TIME", "SLURM_JOB_GPUS",
        "SLURM_ARRAY_JOB_ID", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX",
        "SLURM_ARRAY_TASK_STEP", "SLURM_CLUSTER_NAME", "SLURM_SUBMIT_HOST", "SLURM_RESTART_COUNT", "SLURM_STEP_ID", "SLURM_STEPID",
        "SLURM_STEP_NUM_TASKS", "SLURM_STEP_NUM_NODES", "SLURM_STEP_NODELIST", "SLURM_NTASKS", "SLURM_NPROCS", "SLURM_NTASKS_PER_NODE",
        "SLURM_TASKS_PER_NODE", "SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE", "SLURM_MEM_PER_NODE", "SLURM_MEM_PER_CPU", "SLURM_GPUS",
        "SLURM_GPUS_ON_NODE", "SLURM_GPUS_PER_NODE", "SLURM_GPUS_PER_TASK", "SLURM_PROCID", "SLURM_LOCALID", "SLURM_NODEID",
    ];

    private static readonly (string Name, Type Type)[] _libraries =
    [
        ("torchsharp", typeof(TorchSharp.torch)), ("mathnet.numerics", typeof(MathNet.Numerics.Distance)),
        ("skiasharp", typeof(SkiaSharp.SKCanvas)),
        ("scottplot", typeof(ScottPlot.Plot)), ("csvhelper", typeof(CsvHelper.CsvReader)), ("yamldotnet", typeof(YamlDotNet.Core.Parser)),
        ("sharpziplib", typeof(ICSharpCode.SharpZipLib.GZip.GZipInputStream)), ("serilog", typeof(Serilog.Log)),
    ];

    public static JsonObject Collect(IReadOnlyList<string> commandLine, RunConfig config, IReadOnlyDictionary<string, string> facts) =>
        new()
        {
            ["command_line"] = string.Join(' ', commandLine),
            ["versions"] = new JsonObject(Versions()),
            ["git"] = Repository.Around(Environment.CurrentDirectory),
            ["machine"] = new JsonObject
            {
                ["os"] = RuntimeInformation.OSDescription,
                ["cpu"] = Machine.CpuName(),
                ["cores"] = Environment.ProcessorCount,
                ["memory_bytes"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
                ["host"] = Environment.MachineName,
            },
            ["threads"] = config.ThreadCount(),
            ["facts"] = new JsonObject(facts.Select(fact => KeyValuePair.Create(fact.Key, (JsonNode?)fact.Value))),
            ["slurm"] = new JsonObject(SlurmVariables()),
        };

    /// <summary>The tool, .NET, and the libraries that numbers and files come from; libtorch's own version is a fact of the run.</summary>
    private static IEnumerable<KeyValuePair<string, JsonNode?>> Versions()
    {
        yield return KeyValuePair.Create("sobolev", (JsonNode?)Machine.ToolVersion());
        yield return KeyValuePair.Create("dotnet", (JsonNode?)Environment.Version.ToString());
        foreach (var library in _libraries)
            yield return KeyValuePair.Create(library.Name, (JsonNode?)Machine.VersionOf(library.Type.Assembly));
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> SlurmVariables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => _slurm.Contains(variable.Key.ToString()!))
            .OrderBy(variable => variable.Key.ToString(), StringComparer.Ordinal)
            .Select(variable => KeyValuePair.Create(variable.Key.ToString()!, (JsonNode?)variable.Value?.ToString()));
}
