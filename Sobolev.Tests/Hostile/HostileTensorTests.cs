using System.Buffers.Binary;
using System.Text;
using Sobolev.Files;

namespace Sobolev.Tests.Hostile;

/// <summary>Safetensors whose header lies: each is refused in one line, and takes no more memory than its bytes allow.</summary>
public sealed class HostileTensorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a metadata key twice", """{"__metadata__":{"a":"1","a":"2"}}""", 0)]
    [InlineData("metadata with a number", """{"__metadata__":{"a":1}}""", 0)]
    [InlineData("metadata that is null", """{"__metadata__":{"a":null}}""", 0)]
    [InlineData("metadata that is a list", """{"__metadata__":[]}""", 0)]
    [InlineData("a tensor twice",
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2)]
    [InlineData("two tensors in one place",
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 2)]
    [InlineData("two tensors that overlap",
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3)]
    [InlineData("a hole",
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3)]
    [InlineData("bytes at the end", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 5)]
    [InlineData("a product beyond 64 bits", """{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}""", 0)]
    [InlineData("a product that wraps to the size", """{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0)]
    [InlineData("a negative length", """{"a":{"dtype":"U8","shape":[-1,-1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("an offset beyond 64 bits", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,18446744073709551617]}}""", 1)]
    [InlineData("an unknown type", """{"a":{"dtype":"X9","shape":[1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("a name with line ends", """{"a\ntouch x\n":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("a header that is a list", "[1]", 0)]
    [InlineData("a header that is a number", "17", 0)]
    [InlineData("deep nesting", """{"a":[[[[[[[[[[[[]]]]]]]]]]]]}""", 0)]
    public void A_header_that_lies_is_refused(string what, string header, int bytes)
    {
        Assert.NotEmpty(what);
        var path = Write(header, new byte[bytes]);
        var error = Assert.Throws<SobolevException>(() => SafeTensors.Read(path));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.StartsWith($"{path}: not a complete safetensors file", error.Message, StringComparison.Ordinal);
        Assert.True(Printable.Is(error.Message));
    }

    [Fact]
    public void Many_tensors_in_one_place_take_no_memory()
    {
        var tensors = Enumerable.Range(0, 5000).Select(i => $$"""  "t{{i}}":{"dtype":"U8","shape":[200000],"data_offsets":[0,200000]}""");
        var path = Write("{" + string.Join(',', tensors) + "}", new byte[200_000]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<SobolevException>(() => SafeTensors.Read(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40L << 20);
    }

    /// <summary>An array of bytes ends at 2^31.</summary>
    [Fact]
    [Trait("Speed", "Slow")]
    public void A_tensor_of_more_than_two_gigabytes_is_read_and_written()
    {
        var length = int.MaxValue + 1001L;
        Assert.SkipWhen(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < 4 * length, "needs 9 GB of memory");
        Assert.SkipWhen(new DriveInfo(_folder.Path).AvailableFreeSpace < 2 * length, "needs 5 GB of disk");
        var bytes = new LongBytes(length);
        bytes.Slice(length - 3, 3)[1] = 77;
        bytes.Slice(int.MaxValue - 5L, 10).Fill(9);
        var path = _folder.File("large.safetensors");
        using (var stream = File.Create(path))
            SafeTensors.Write(stream, [StoredTensor.Of<float>("small", [1, 2]), new StoredTensor("large", "U8", [length], bytes)],
                new Dictionary<string, string>());
        var read = SafeTensors.Read(path);
        Assert.Equal([1f, 2], read["small"].Values<float>());
        Assert.Equal([length], read["large"].Shape);
        Assert.Equal([0, 77, 0], read["large"].Bytes.Slice(length - 3, 3).ToArray());
        Assert.Equal(Enumerable.Repeat((byte)9, 10), read["large"].Bytes.Slice(int.MaxValue - 5L, 10).ToArray());
    }

    [Fact]
    public void A_pipe_is_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes differ from files on Linux");
        Pipes.Make(_folder.File("pipe"));
        Assert.Contains("not a regular file", Assert.Throws<SobolevException>(() => SafeTensors.Read(_folder.File("pipe"))).Message,
            StringComparison.Ordinal);
    }

    private string Write(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(_folder.File("f.safetensors"), [.. length, .. text, .. data]);
        return _folder.File("f.safetensors");
    }
}
