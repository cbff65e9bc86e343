using System.Reflection;
using System.Runtime.InteropServices;

namespace Sobolev.Runs;

/// <summary>Facts of the tool and the processor for a run's record.</summary>
public static class Machine
{
    /// <summary>Version and, after a plus sign, the commit the tool was built from.</summary>
    public static string ToolVersion() =>
        typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The version of a library's package, without the commit that some add to it.</summary>
    public static string VersionOf(Assembly library) =>
        library.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? library.GetName().Version?.ToString() ?? "unknown";

    public static string CpuName()
    {
        const string linux = "/proc/cpuinfo";
        if (!File.Exists(linux))
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
        var line = File.ReadLines(linux).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
