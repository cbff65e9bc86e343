using System.Runtime.CompilerServices;

namespace Sobolev.Tests;

/// <summary>Tests keep decoded data sets in a separate folder, not in the user's.</summary>
internal static class DataOfTests
{
    [ModuleInitializer]
    public static void Choose() =>
        Environment.SetEnvironmentVariable("SOBOLEV_DATA", Path.Combine(Path.GetTempPath(), $"sobolev-test-data-{Environment.UserName}"));
}
