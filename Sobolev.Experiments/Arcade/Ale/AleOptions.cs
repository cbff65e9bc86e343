namespace Sobolev.Arcade;

/// <summary>How the bridge to the Arcade Learning Environment is started.</summary>
public sealed record AleOptions
{
    public const string PythonVariable = "SOBOLEV_PYTHON";

    /// <summary>The Python that has ale_py: SOBOLEV_PYTHON, or python3 of the PATH.</summary>
    public string Python { get; init; } =
        Environment.GetEnvironmentVariable(PythonVariable) is { Length: > 0 } named
            ? named
            : OperatingSystem.IsWindows() ? "python" : "python3";

    /// <summary>A bridge that does not answer for so long hangs. The first import of numpy on a slow disk takes tens of seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Environment variables that the bridge gets in addition to those of this process.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}
