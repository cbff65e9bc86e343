namespace Sobolev;

/// <summary>An error the user can act on: one line that says what, where and what to do, and the exit code that scripts read.</summary>
public sealed class SobolevException(ExitCode exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode ExitCode { get; } = exitCode;
}
