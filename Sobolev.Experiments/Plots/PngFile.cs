using Sobolev.Files;

namespace Sobolev.Plots;

/// <summary>Writes a picture whole: a kill leaves the old file or the new one, never half of one.</summary>
internal static class PngFile
{
    public static void Save(string path, byte[] png) => AtomicFile.Write(path, stream => stream.Write(png));
}
