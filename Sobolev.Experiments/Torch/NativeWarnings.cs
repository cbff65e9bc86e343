using System.Runtime.InteropServices;

namespace Sobolev.Torch;

/// <summary>libtorch's warnings, which it writes to standard error, where nothing but the tool's own lines may stand.</summary>
/// <remarks>
/// All of them (TORCH_WARN, and NNPACK's line per convolution on processors whose caches it cannot read) go through c10's logger, which
/// asks one number how grave a message must be. The environment variable TORCH_CPP_LOG_LEVEL sets that number in Python only. Errors come
/// as exceptions.
/// </remarks>
internal static class NativeWarnings
{
    // at 1 they are written, as is the trace of an unexpected error
    private const string TraceVariable = "SOBOLEV_TRACE";

    // c10/util/logging_is_not_google_glog.h: 0 info, 1 warning, 2 error, 3 fatal
    private const int Error = 2;

    // a C++ variable outside of any namespace: as written on Linux and macOS, decorated by Visual C++
    private static readonly string[] _names = ["FLAGS_caffe2_log_level", "?FLAGS_caffe2_log_level@@3HA"];

    /// <param name="c10">Handle of libtorch's library c10.</param>
    /// <returns>Whether it has the number; a libtorch built with glog lacks it.</returns>
    public static bool Silence(nint c10)
    {
        if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
            return true;
        foreach (var name in _names)
        {
            if (!NativeLibrary.TryGetExport(c10, name, out var level))
                continue;
            Marshal.WriteInt32(level, Error);
            return true;
        }

        return false;
    }
}
