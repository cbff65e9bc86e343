namespace Sobolev.Files;

/// <summary>Outputs of a command that must not replace what it reads.</summary>
public static class OutputFile
{
    /// <param name="output">Where the command would write.</param>
    /// <param name="input">A file that it reads.</param>
    /// <param name="what">The input, for the message.</param>
    /// <exception cref="SobolevException">Both are one file, under any names and links (exit 2).</exception>
    public static void RefuseInput(string output, string input, string what)
    {
        if (File.Exists(output) && FileStatus.IdentityOf(output) == FileStatus.IdentityOf(input))
            throw new SobolevException(ExitCode.Usage, $"--out {output}: this is {what}; choose another output file");
    }
}
