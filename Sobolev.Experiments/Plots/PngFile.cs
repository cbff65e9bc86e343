namespace Sobolev.Plots;

/// <summary>Writes a picture whole: a kill leaves the old file or the new one, never half of one.</summary>
internal static class PngFile
{
    private static int _written;

    public static void Save(string path, ReadOnlySpan<byte> png)
    {
        var target = Path.GetFullPath(path);
        // one name per call: two threads may write the same picture
        var temporary = $"{target}.{Environment.ProcessId}-{Interlocked.Increment(ref _written)}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(png);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
