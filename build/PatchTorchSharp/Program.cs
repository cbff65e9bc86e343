using Sobolev.PatchTorchSharp;

if (args is not [var version, var folder, .. { Length: > 0 } files])
{
    Console.Error.WriteLine("PatchTorchSharp VERSION FOLDER FILE...: writes patched copies of TorchSharp's files to FOLDER");
    return 2;
}

try
{
    foreach (var file in files)
        PatchedFile.Write(version, file, folder);
    return 0;
}
catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
{
    // the form in which MSBuild takes a line of a program for an error of the build
    Console.Error.WriteLine($"PatchTorchSharp : error SOBOLEV001: {e.Message}");
    return 1;
}
