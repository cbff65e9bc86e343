using System.Buffers.Binary;
using System.Text;

namespace Sobolev.Files;

/// <summary>Recognises files that people give instead of safetensors, by their first bytes, and knows the remedy for each.</summary>
internal static class ForeignFile
{
    private const int Looked = 256;

    private const string Convert =
        "convert it in Python: safetensors.torch.save_file(torch.load(FILE, map_location=\"cpu\", weights_only=True), "
            + "\"FILE.safetensors\")";

    private const string ConvertPolicy =
        "convert its policy in Python: safetensors.torch.save_file(ALGORITHM.load(FILE).policy.state_dict(), \"FILE.safetensors\")";

    /// <param name="file">The file, from its beginning, where it is left.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="SobolevException">It is of another format (exit 3).</exception>
    public static void Refuse(Stream file, string name)
    {
        Span<byte> begin = stackalloc byte[Looked];
        begin = begin[..file.ReadAtLeast(begin, Looked, throwOnEndOfStream: false)];
        file.Position = 0;
        if (Recognised(begin) is var (kind, remedy))
            throw new SobolevException(ExitCode.DataMissing, $"{name}: {kind}, not a safetensors file; {remedy}");
    }

    private static (string Kind, string Remedy)? Recognised(ReadOnlySpan<byte> begin)
    {
        // the header of safetensors follows its length
        if (begin.Length > 8 && begin[8] == (byte)'{')
            return null;
        if (begin.StartsWith("PK\u0003\u0004"u8))
            return OfZip(FirstName(begin));
        if (begin.Length > 2 && begin[0] == 0x80 && begin[1] is >= 2 and <= 5)
            return ("a Python pickle, such as torch.save of an old PyTorch", Convert);
        if (begin.StartsWith("version https://git-lfs"u8))
            return ("a pointer of Git LFS", "get the file itself: git lfs pull");
        if (begin.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']))
            return ("an HDF5 file, such as Keras writes", "convert its weights to safetensors under PyTorch's names");
        if (begin.StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8]))
            return ("an array of NumPy", "write safetensors with safetensors.numpy.save_file");
        return begin.TrimStart(" \r\n\t"u8).StartsWith("<"u8) ? ("a web page", "download the file itself") : null;
    }

    private static (string Kind, string Remedy) OfZip(string first) => first switch
    {
        _ when first.EndsWith("/data.pkl", StringComparison.Ordinal) => ("a file of PyTorch (torch.save)", Convert),
        "data" or "policy.pth" or "pytorch_variables.pth" => ("an archive of Stable-Baselines3", ConvertPolicy),
        _ => ("a zip archive", "unpack it; the weights must be one safetensors file"),
    };

    /// <summary>The name of the first file in a zip archive.</summary>
    private static string FirstName(ReadOnlySpan<byte> zip)
    {
        if (zip.Length < 30)
            return "";
        var length = BinaryPrimitives.ReadUInt16LittleEndian(zip[26..]);
        return Encoding.UTF8.GetString(zip[30..Math.Min(zip.Length, 30 + length)]);
    }
}
