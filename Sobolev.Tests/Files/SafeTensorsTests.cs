using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Sobolev.Files;

namespace Sobolev.Tests.Files;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back() =>
        Gen.Select(Gen.Float.Array[0, 20], Gen.Double.Array[1, 6],
            Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 8], Gen.String)[0, 3]).Sample((floats, doubles, metadata) =>
        {
            metadata.Remove("__metadata__");
            var path = Write(
                [StoredTensor.Of<float>("a", floats), StoredTensor.Of<double>("b.weight", doubles, 1, doubles.Length)], metadata);
            var read = SafeTensors.Read(path);
            Assert.Equal(floats, read["a"].Values<float>());
            Assert.Equal(doubles, read["b.weight"].Values<double>());
            Assert.Equal([1, doubles.Length], read["b.weight"].Shape);
            Assert.Equal(metadata, read.Metadata);
        }, iter: 100, threads: 1);

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        var path = Write([StoredTensor.Of<float>("a", [1, 2, 3])], new Dictionary<string, string> { ["k"] = "v" });
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Equal(ExitCode.DataMissing, Assert.Throws<SobolevException>(() => SafeTensors.Read(path)).ExitCode);
        }
    }

    /// <summary>BF16 is the upper half of IEEE 754's 32 bits: sign, 8 bits of exponent, 7 of the fraction.</summary>
    [Fact]
    public void Brain_floats_are_widened()
    {
        ushort[] bits = [0x3F80, 0xC049, 0x0000, 0x7F80, 0x4B80, 0x0080];
        var tensor = new StoredTensor("a", "BF16", [6], LongBytes.Of<ushort>(bits));
        Assert.Equal([1, -3.140625, 0, double.PositiveInfinity, 16_777_216, Math.Pow(2, -126)], tensor.Doubles());
    }

    public static TheoryData<byte[], string> Foreign => new()
    {
        { Zip("archive/data.pkl"), "a file of PyTorch (torch.save), not a safetensors file; convert it in Python" },
        { Zip("data", "policy.pth"), "an archive of Stable-Baselines3, not a safetensors file; convert its policy" },
        { Zip("weights.safetensors"), "a zip archive, not a safetensors file; unpack it" },
        { [0x80, 2, .. "}q\0."u8], "a Python pickle" },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"u8.ToArray(),
            "a pointer of Git LFS, not a safetensors file; get the file itself: git lfs pull" },
        { "\n<!DOCTYPE html><html>"u8.ToArray(), "a web page" },
        { [0x89, .. "HDF\r\n"u8], "an HDF5 file" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void A_file_of_another_format_is_named_with_the_remedy(byte[] bytes, string expected)
    {
        var path = _folder.File("weights");
        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<SobolevException>(() => SafeTensors.Read(path));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.StartsWith($"{path}: {expected}", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Zip(params string[] names)
    {
        using var memory = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(memory, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write("content"u8);
            }
        }

        return memory.ToArray();
    }

    [Fact]
    public void A_foreign_file_is_refused()
    {
        var path = _folder.File("foreign");
        File.WriteAllText(path, "function,samples,method\nrosenbrock,20,regular\n");
        Assert.Equal(ExitCode.DataMissing, Assert.Throws<SobolevException>(() => SafeTensors.Read(path)).ExitCode);
    }

    /// <summary>Without the check the values would be those of another shape, and the last tensor would be read as a part of
    /// itself.</summary>
    [Theory]
    [InlineData("[2]")]
    [InlineData("[4]")]
    [InlineData("[3,2]")]
    public void A_shape_that_disagrees_with_the_bytes_is_refused(string shape)
    {
        var path = Write([StoredTensor.Of<float>("a", [1, 2, 3])], new Dictionary<string, string>());
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var header = Encoding.UTF8.GetString(bytes, 8, length).TrimEnd().Replace("[3]", shape, StringComparison.Ordinal);
        byte[] changed = [.. new byte[8], .. Encoding.UTF8.GetBytes(header), .. bytes[(8 + length)..]];
        BinaryPrimitives.WriteInt64LittleEndian(changed, header.Length);
        File.WriteAllBytes(path, changed);
        var error = Assert.Throws<SobolevException>(() => SafeTensors.Read(path));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("a: its shape and byte count disagree", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_is_not_there_is_named_with_those_that_are()
    {
        var file = SafeTensors.Read(Write([StoredTensor.Of<float>("a", [1])], new Dictionary<string, string>()));
        Assert.Equal("no tensor b; the file has a", Assert.Throws<SobolevException>(() => file["b"]).Message);
        // a large network's are too many for a line
        var large = SafeTensors.Read(
            Write([.. Enumerable.Range(0, 200).Select(i => StoredTensor.Of<float>($"t{i}", [1]))], new Dictionary<string, string>()));
        Assert.Equal("no tensor b; the file has t0, t1, t2, t3, t4, t5, t6, t7 and 192 more",
            Assert.Throws<SobolevException>(() => large["b"]).Message);
    }

    [Fact]
    public void Sixteen_bit_numbers_are_widened() =>
        Assert.Equal([1.5, -2], StoredTensor.Of<Half>("h", [(Half)1.5, (Half)(-2)]).Doubles());

    private string Write(IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var path = _folder.File("t.safetensors");
        AtomicFile.Write(path, stream => SafeTensors.Write(stream, tensors, metadata));
        return path;
    }
}
