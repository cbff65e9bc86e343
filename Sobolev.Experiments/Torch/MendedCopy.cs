using System.Security.Cryptography;

namespace Sobolev.Torch;

/// <summary>
/// Keeps the mended copy of a library in the user's cache folder, under the hash of the original. The original is never written: it is
/// one file with the package cache of every other project on the machine.
/// </summary>
internal static class MendedCopy
{
    /// <summary>The path of a copy of <paramref name="library"/> with the version marked weak, made now or by an earlier process.</summary>
    public static string Of(string library, string version, IEnumerable<string> cacheFolders)
    {
        var original = File.ReadAllBytes(library);
        var mended = VersionLabel.MarkWeak(original, version);
        var key = Convert.ToHexStringLower(SHA256.HashData(original));
        Exception? refusal = null;
        foreach (var cache in cacheFolders)
        {
            try
            {
                return Keep(mended, Path.Combine(cache, "libtorchsharp", key), Path.GetFileName(library));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                refusal = e;
            }
        }

        throw new IOException($"no cache folder can be written ({refusal?.Message})", refusal);
    }

    /// <summary>Where the copy may lie, best first: XDG_CACHE_HOME, the home folder's .cache, the temporary folder.</summary>
    public static IEnumerable<string> CacheFolders()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache))
            yield return Path.Combine(cache, "sobolev");
        if (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home)
            yield return Path.Combine(home, ".cache", "sobolev");
        yield return Path.Combine(Path.GetTempPath(), $"sobolev-{Environment.UserName}");
    }

    // The file takes its name when it is whole, in one step: two processes at once both end with a good copy.
    private static string Keep(byte[] mended, string folder, string name)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        // Compared in full, a few megabytes: a damaged copy or one that somebody else put there is replaced.
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(mended))
            return path;
        var partial = Path.Combine(folder, $"{name}.{Guid.NewGuid():N}");
        try
        {
            using (var file = new FileStream(partial, FileMode.CreateNew))
            {
                file.Write(mended);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(partial);
            throw;
        }

        return path;
    }
}
