using System.Runtime.InteropServices;

namespace Sobolev.Torch;

/// <summary>Loads one library by its full path, with the loader's own reason where that fails.</summary>
internal static class NativeLoader
{
    // RTLD_NOW of dlfcn.h in Linux's C libraries
    private const int ResolveNow = 2;

    private delegate nint Open([MarshalAs(UnmanagedType.LPUTF8Str)] string file, int flags);

    private delegate nint Error();

    /// <exception cref="DllNotFoundException">It does not load; the message is one line.</exception>
    public static nint Load(string file)
    {
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            // the runtime's text is a paragraph; the loader's own reason is its last line, which does not name the file on Windows
            var reason = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
            throw new DllNotFoundException(reason.Contains(file, StringComparison.Ordinal) ? reason : $"{file}: {reason}", e);
        }
    }

    /// <summary>
    /// Loads a library and finds every symbol that it needs at once. Linux would otherwise look for a function at its first call, and end
    /// the process in the middle of a training if it is missing; the other systems look for all when they load.
    /// </summary>
    /// <exception cref="DllNotFoundException">It does not load, or a symbol is missing; the message is one line.</exception>
    public static nint LoadWhole(string file)
    {
        var program = OperatingSystem.IsLinux() ? NativeLibrary.GetMainProgramHandle() : 0;
        if (program == 0 || !NativeLibrary.TryGetExport(program, "dlopen", out var open)
            || !NativeLibrary.TryGetExport(program, "dlerror", out var error))
            return Load(file);
        var handle = Marshal.GetDelegateForFunctionPointer<Open>(open)(file, ResolveNow);
        return handle != 0
            ? handle
            : throw new DllNotFoundException(Marshal.PtrToStringUTF8(Marshal.GetDelegateForFunctionPointer<Error>(error)()));
    }
}
