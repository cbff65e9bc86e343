using System.Runtime.InteropServices;
using System.Text;

namespace Sobolev.Mpi;

/// <summary>Finds and loads the MPI library of this machine, once per process.</summary>
internal static partial class MpiLibrary
{
    public const string Variable = "SOBOLEV_MPI";

    // The longest that mpi.h of any family allows for a version; for an error it is 512.
    private const int LongestText = 8192;

    private static nint _handle;

    /// <param name="launch">Decides which family is tried first.</param>
    /// <param name="chosen">The value of SOBOLEV_MPI, or null.</param>
    /// <exception cref="SobolevException">No library loads, or the loaded one is not an MPI library.</exception>
    public static MpiFamily Load(MpiLaunch launch, string? chosen)
    {
        LeaveSignalsAlone();
        if (string.IsNullOrEmpty(chosen))
        {
            var names = Names(launch.OpenMpiFirst);
            if (!names.Any(name => NativeLibrary.TryLoad(name, out _handle)))
                throw Refuse(
                    $"{launch.Launcher} started this process, but no MPI library loads (tried {string.Join(", ", names)}); install the MPI "
                    + $"that the launcher belongs to, or set {Variable} to its library");
        }
        else
        {
            _handle = LoadFile(chosen);
        }

        if (!NativeLibrary.TryGetExport(_handle, "MPI_Init_thread", out _))
            throw Refuse($"{Variable}={chosen} is not an MPI library; set it to libmpi.so.40 of Open MPI or libmpi.so.12 of MPICH");
        NativeLibrary.SetDllImportResolver(typeof(MpiLibrary).Assembly, (name, _, _) => name == MpiFunctions.Library ? _handle : 0);
        return MpiFamily.Of(_handle);
    }

    /// <summary>The library's own words about itself, the first line of them.</summary>
    public static unsafe string Version()
    {
        var text = stackalloc byte[LongestText];
        _ = MpiFunctions.GetLibraryVersion(text, out var length);
        var lines = Encoding.UTF8.GetString(text, Math.Clamp(length, 0, LongestText)).TrimEnd('\0').Split('\n');
        return string.Join(' ', lines[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Turns the return code of a function into an exception with the library's error text.</summary>
    public static unsafe void Check(int code)
    {
        if (code == 0)
            return;
        var text = stackalloc byte[LongestText];
        var length = 0;
        if (MpiFunctions.ErrorString(code, text, out length) != 0)
            length = 0;
        throw new SobolevException(
            ExitCode.Failed,
            $"MPI failed with code {code}: {Encoding.UTF8.GetString(text, Math.Clamp(length, 0, LongestText)).TrimEnd('\0')}; see the "
            + "other ranks' messages if one of them failed first");
    }

    private static string[] Names(bool openMpiFirst)
    {
        if (OperatingSystem.IsWindows())
            return ["msmpi.dll", "impi.dll"];
        if (OperatingSystem.IsMacOS())
            return ["libmpi.40.dylib", "libmpi.12.dylib", "libmpi.dylib"];
        string[] openMpi = ["libmpi.so.40"], mpich = ["libmpich.so.12", "libmpi.so.12"];
        return openMpiFirst ? [.. openMpi, .. mpich, "libmpi.so"] : [.. mpich, .. openMpi, "libmpi.so"];
    }

    private static nint LoadFile(string file)
    {
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            // The runtime's text is a paragraph; the loader's own reason is its last line.
            var reason = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
            throw Refuse(
                $"{Variable}={file} does not load ({reason}); set it to the MPI library that the launcher belongs to, or unset it",
                e);
        }
    }

    // UCX, under both families, takes SIGSEGV for itself; .NET needs it to turn a null reference into an exception. UCX reads the C
    // library's environment, which Environment.SetEnvironmentVariable does not reach.
    private static void LeaveSignalsAlone()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetVariable("UCX_ERROR_SIGNALS", "", overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    private static SobolevException Refuse(string sentence, Exception? inner = null) => new(ExitCode.Usage, sentence, inner);
}
