namespace Sobolev;

/// <summary>An error the user can act on: one line with the problem, the place and the remedy, and the exit code.</summary>
public sealed class SobolevException(ExitCode exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode ExitCode { get; } = exitCode;
}
