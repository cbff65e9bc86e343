using Sobolev.Data;

namespace Sobolev.Tests.Data.Images;

/// <summary>The four forms in which CIFAR is published.</summary>
public sealed class CifarFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Two images, pickled by Python 3.11 and NumPy 1.24: pixel k of image i is (7 i + 3 k) mod 256, the labels are 3 and 9.
    /// </summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Arrays_that_Python_pickled_are_read(int protocol)
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "TestData", $"cifar-protocol-{protocol}.pickle"));
        var batch = CifarBatch.OfPickle(bytes, "labels", 2);
        Assert.Equal([3, 9], batch.Labels);
        for (var image = 0; image < 2; image++)
            Assert.Equal(Enumerable.Range(0, 3072).Select(k => (byte)(7 * image + 3 * k)), batch.Image(image).ToArray());
        Assert.Throws<InvalidDataException>(() => CifarBatch.OfPickle(bytes, "fine_labels", 2));
        Assert.Throws<InvalidDataException>(() => CifarBatch.OfPickle(bytes, "labels", 3));
        Assert.Throws<InvalidDataException>(() => CifarBatch.OfPickle(bytes[..^20], "labels", 2));
    }

    [Fact]
    public void A_pickle_that_would_call_something_is_refused_by_name()
    {
        byte[] bytes = [0x80, 2, .. "cos\nsystem\nU\u0002ls"u8, 0x85, .. "R."u8];
        Assert.Contains("asks for os.system", Assert.Throws<InvalidDataException>(() => PickleReader.Read(bytes)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_Python_version_of_CIFAR_10_is_read()
    {
        for (var file = 1; file <= 6; file++)
            File.WriteAllBytes(_folder.File(file == 6 ? "test_batch" : $"data_batch_{file}"), Pickle("labels", 10_000, file, 10));
        File.WriteAllText(_folder.File("batches.meta"), "not looked at");
        var data = ImageSource.Read(_folder.Path);
        Assert.Equal((50_000, 10_000, 10), (data.Training.Count, data.Test.Count, data.Classes.Count));
        Assert.Equal((3 + 7) % 10, data.Training.Labels[20_007]);
        Assert.Equal((3 + 5 * 7 + 1000) % 256, data.Training.Image(20_007)[1000]);
        Assert.Equal("the Python version of CIFAR-10: 50,000 images of train and 10,000 of test, 10 classes", data.Found);

        // torchvision leaves the archive beside the folder
        Directory.CreateDirectory(_folder.File("copy"));
        foreach (var path in Directory.GetFiles(_folder.Path))
            File.Copy(path, _folder.File("copy", Path.GetFileName(path)));
        Assert.Contains("several data sets: the Python version of CIFAR-10 in",
            Assert.Throws<SobolevException>(() => ImageSource.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CIFAR_100_is_read_by_its_fine_labels(bool isBinary)
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(k => $"class {k}")];
        if (isBinary)
        {
            File.WriteAllBytes(_folder.File("train.bin"), Records(50_000, 1));
            File.WriteAllBytes(_folder.File("test.bin"), Records(10_000, 6));
            File.WriteAllLines(_folder.File("fine_label_names.txt"), [.. names, ""]);
            File.WriteAllText(_folder.File("coarse_label_names.txt"), "x");
        }
        else
        {
            File.WriteAllBytes(_folder.File("train"), Pickle("fine_labels", 50_000, 1, 100));
            File.WriteAllBytes(_folder.File("test"), Pickle("fine_labels", 10_000, 6, 100));
            File.WriteAllBytes(_folder.File("meta"),
                [0x80, 2, .. "}(U\u0010fine_label_names](U\u0007class 0"u8, .. names.Skip(1).SelectMany(Text), .. "eu."u8]);
        }

        var data = ImageSource.Read(_folder.Path);
        Assert.Equal((50_000, 10_000, 100), (data.Training.Count, data.Test.Count, data.Classes.Count));
        Assert.Equal("class 42", data.Classes[42]);
        Assert.Equal((1 + 40_007) % 100, data.Training.Labels[40_007]);
        Assert.Equal((6 + 5 * 99 + 3071) % 256, data.Test.Image(99)[3071]);
    }

    private static byte[] Records(int count, int file)
    {
        var bytes = new byte[count * 3074];
        for (var record = 0; record < count; record++)
        {
            var at = bytes.AsSpan(record * 3074, 3074);
            (at[0], at[1]) = (77, (byte)((file + record) % 100));
            Fill(at[2..], file, record);
        }

        return bytes;
    }

    /// <summary>A dictionary as Python 2 pickled it, in protocol 2.</summary>
    private static byte[] Pickle(string labels, int count, int file, int classes)
    {
        var pixels = new byte[count * 3072];
        for (var record = 0; record < count; record++)
            Fill(pixels.AsSpan(record * 3072, 3072), file, record);
        return
        [
            0x80, 2, .. "}q\u0001("u8, .. Text(labels), .. "]q\u0002("u8,
            .. Enumerable.Range(0, count).SelectMany(record => new[] { (byte)'K', (byte)((file + record) % classes) }), .. "e"u8,
            .. Text("data"), .. "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0"u8, 0x85, .. Text("b"), 0x87, .. "R(K\u0001J"u8,
            .. BitConverter.GetBytes(count), .. "M\0\u000C"u8, 0x86,
            .. "cnumpy\ndtype\n"u8, .. Text("u1"), .. "K\0K\u0001"u8, 0x87, .. "R(K\u0003"u8, .. Text("|"), .. "NNNJ"u8, 0xFF, 0xFF, 0xFF,
            0xFF, (byte)'J', 0xFF, 0xFF, 0xFF, 0xFF, .. "K\0tb"u8, 0x89,
            (byte)'T', .. BitConverter.GetBytes(pixels.Length), .. pixels, .. "tbu."u8,
        ];
    }

    private static void Fill(Span<byte> pixels, int file, int record)
    {
        for (var pixel = 0; pixel < pixels.Length; pixel++)
            pixels[pixel] = (byte)(file + 5 * record + pixel);
    }

    private static byte[] Text(string text) => [(byte)'U', (byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text)];
}
