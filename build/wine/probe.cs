#:property UsesTorchSharp=false
#:property PublishAot=false
#:property AllowUnsafeBlocks=true
// Does to a program what a user of Windows does, and ends with its exit code: probe EVENT FILE PROGRAM ARGUMENT...
//   ctrl-c    when FILE exists, Ctrl+C
//   kill      when FILE exists, the end of the process
//   hold      FILE is held open from its appearance until the program ends, as an editor holds it: others may read and write it
//   hold-2s   the same for two seconds
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("windows")]

var (action, file, program) = (args[0], args[1], args[2]);
var (output, error) = (Console.OpenStandardOutput(), Console.OpenStandardError());
// Ctrl+C reaches the processes of one console; without a terminal, Wine gives a console that cannot send it
Native.FreeConsole();
Native.AllocConsole();
var start = new ProcessStartInfo(program, args[3..]) { RedirectStandardOutput = true, RedirectStandardError = true };
// it reaches this process too, which ignores it
Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
using var process = Process.Start(start)!;
Task[] copies = [process.StandardOutput.BaseStream.CopyToAsync(output), process.StandardError.BaseStream.CopyToAsync(error)];
while (!Path.Exists(file) && !process.HasExited)
    Thread.Sleep(5);
using var held = action.StartsWith("hold", StringComparison.Ordinal)
    ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)
    : null;
switch (action)
{
    case "ctrl-c":
        Native.GenerateConsoleCtrlEvent(0, 0);
        break;
    case "kill":
        process.Kill();
        break;
    case "hold-2s":
        Thread.Sleep(TimeSpan.FromSeconds(2));
        held!.Dispose();
        break;
}

process.WaitForExit();
Task.WaitAll(copies);
return process.ExitCode;

internal static partial class Native
{
    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool GenerateConsoleCtrlEvent(uint controlEvent, uint processGroup);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool AllocConsole();

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool FreeConsole();
}
