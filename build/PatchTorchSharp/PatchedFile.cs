namespace Sobolev.PatchTorchSharp;

/// <summary>The patched copy of one file of TorchSharp's package.</summary>
internal static class PatchedFile
{
    /// <summary>The version of TorchSharp whose faults docs/known-issues.md describes; another one may have others, or none.</summary>
    public const string KnownVersion = "0.107.0";

    /// <summary>Writes the patched copy of <paramref name="file"/> into <paramref name="folder"/>.</summary>
    /// <exception cref="InvalidDataException">
    /// The version or the file does not have the known fault; the message has the remedy.
    /// </exception>
    public static void Write(string version, string file, string folder)
    {
        if (version != KnownVersion)
            throw new InvalidDataException(
                $"TorchSharp {version} is not known, only {KnownVersion}: see in docs/known-issues.md whether its faults are still there, "
                + "then change or remove build/PatchTorchSharp");
        var patched = Patch(file);
        Directory.CreateDirectory(folder);
        // The old copy may be one file with those in output folders (hard links), which running programs use: it is replaced, never
        // written.
        var path = Path.Combine(folder, Path.GetFileName(file));
        var partial = $"{path}.{Environment.ProcessId}";
        using (var stream = new FileStream(partial, FileMode.Create))
            stream.Write(patched);
        File.Move(partial, path, overwrite: true);
    }

    private static byte[] Patch(string file)
    {
        try
        {
            return Path.GetFileName(file) switch
            {
                "TorchSharp.dll" => LifetimePatch.Apply(File.ReadAllBytes(file), Version.Parse(KnownVersion)),
                "libLibTorchSharp.so" => VersionPatch.MarkWeak(File.ReadAllBytes(file), VersionPatch.UnusedVersion),
                _ => throw new InvalidDataException("no patch is known for a file of this name"),
            };
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{file} cannot be patched: {e.Message}; see docs/known-issues.md", e);
        }
    }
}
