namespace Sobolev.Tests;

/// <summary>A folder for one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sobolev-test-").FullName;

    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose()
    {
        // an archive is open as long as its images are reachable, and Windows does not remove open files
        if (OperatingSystem.IsWindows())
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Directory.Delete(Path, recursive: true);
    }
}
