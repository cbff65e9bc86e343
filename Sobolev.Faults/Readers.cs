using System.Text;
using SkiaSharp;
using Sobolev.Configuration;
using Sobolev.Data;
using Sobolev.Distillation;
using Sobolev.Files;
using Sobolev.Kernels;
using Sobolev.Regression;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Surrogates;

namespace Sobolev.Faults;

/// <summary>Every reader of files of unknown origin, with inputs made here or taken from the tests.</summary>
/// <param name="scratch">A folder for readers that open their files themselves; in memory, if the system has such a place.</param>
internal sealed class Readers(string scratch)
{
    private const string RunRecordText =
        """{"verb":"regress","status":"running","started":"2026-01-01T00:00:00Z","finished":null,"resumed":[{"time":"x"}],"""
        + """ "seeds":[0],"facts":{"device":"cpu","data":"a"},"config":{"seeds":"1"}}""";

    public IReadOnlyList<Reader> All =>
    [
        new("configs", 100_000, Configs(), ReadConfig),
        new("safetensors", 1_000_000, [Model(), Safe(("a", [1, 2, 3]), ("b", [4])), Safe()],
            bytes => SafeTensors.Read(() => new MemoryStream(bytes), "f")),
        new("models", 100_000, [Model()], bytes => NetworkModel.Of(SafeTensors.Read(() => new MemoryStream(bytes), "f"))),
        new("tables", 100_000, [Utf8(OptionExample.Csv(5, 0.01, 0.1, 0)), Utf8("a;b;y;dy/da;d2y/dadb\n1;2;3;;1\n4;5;6;7;8\n"),
            Utf8("\"x\"\ty\r\n1\t2\r\n\r\n3\t4\r\n")], ReadTable),
        new("NumPy archives", 20_000, [TestData("numpy-named.npz"), TestData("numpy-plain.npz")], bytes =>
            Kept("table.npz", bytes, path => DerivativeTables.Read(new TableSource(path), new TableOptions([], [])))),
        new("Parquet files", 2_000, [TestData("parquet-frame.parquet"), TestData("parquet-types.parquet")], bytes =>
            Kept("table.parquet", bytes, path => DerivativeTables.Read(new TableSource(path), new TableOptions([], [])))),
        new("images", 20_000, [.. Images()], ReadImage),
        new("archives", 20_000, [TestData("imagenet-slice.tar")[..20_480], SmallTar()], bytes => ReadArchive(bytes, "a.tar")),
        new("compressed archives", 2_000, [TestData("cifar10-slice.tar.gz")[..8192]], bytes => ReadArchive(bytes, "a.tar.gz")),
        new("MATLAB files", 100_000, [TestData("synsets-octave.mat"), TestData("synsets-scipy.mat")],
            bytes => MatStructs.Read(bytes, "synsets"), typeof(InvalidDataException)),
        new("zip archives", 20_000, [SmallZip()], bytes => ReadArchive(bytes, "a.zip")),
        new("pickles", 50_000, [Pickle()], bytes => CifarBatch.OfPickle(bytes, "labels", 2), typeof(InvalidDataException)),
        new("recordings", 20_000, [Recorded()], bytes =>
            _ = new Recording(RecordingFile.Of(SafeTensors.Read(() => new MemoryStream(bytes), "f"), "f")), typeof(InvalidDataException)),
        new("checkpoints", 20_000, [Checkpoint()], ReadCheckpoint),
        new("run records", 100_000, [Utf8(RunRecordText)], bytes =>
            Kept("run.json", bytes, _ => RunRecord.Read(scratch).RefuseOtherData(new Dictionary<string, string> { ["data"] = "a" }))),
        new("run tables", 50_000,
            [Utf8("function,samples,method,seed,step,loss,seconds\na,5,regular,0,0,1.5,0.1\n\"b,c\",5,sobolev,0,1,,0.2\n")], bytes =>
            Kept("summary.csv", bytes, path => Csv.Read(path))),
    ];

    private void ReadConfig(byte[] bytes) => Kept("config", bytes,
        path => ConfigLoader.Load<RegressConfig>("regress", new ConfigSources { PresetFolder = "none", File = path }));

    private static void ReadTable(byte[] bytes)
    {
        using var reader =
            new TableReader(new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true)), "t");
        DerivativeTables.Read(reader, new TableOptions([], []), 1_000_000);
    }

    private static void ReadImage(byte[] bytes)
    {
        new ImageDecoder().Decode(bytes, 16, (width, height) => new Cut(0, 0, width, height, false), new byte[16 * 16 * 3]);
        try
        {
            SmallImage.Decode(bytes);
        }
        catch (InvalidDataException error) when (Printable.Is(error.Message))
        {
            // its caller names the image
        }
    }

    private void ReadArchive(byte[] bytes, string name) => Kept(name, bytes, path =>
    {
        foreach (var read in new Action[] { () => ImageSource.Read(path), () => ImageNetData.Open(path, "", 0) })
        {
            try
            {
                read();
            }
            catch (SobolevException error) when (error.Message.Split('\n').All(Printable.Is))
            {
                // each is to refuse by itself
            }
        }
    });

    /// <summary>A damaged checkpoint is passed over for the one before; what is read is one of the two.</summary>
    private void ReadCheckpoint(byte[] bytes)
    {
        var folder = Path.Combine(scratch, "checkpoints");
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, "000000000001.safetensors"), stream => stream.Write(Checkpoint()));
        // the newest is written as a failing disk would leave it
        using (var newest = new FileStream(Path.Combine(folder, "000000000002.safetensors"), FileMode.Create))
            newest.Write(bytes);
        using var log = new Serilog.LoggerConfiguration().CreateLogger();
        var state = new Checkpoints(folder, log).LastGood(long.MaxValue) ?? throw new InvalidOperationException("no checkpoint was found");
        if (!state.Values<double>("w").SequenceEqual([1.5, 2.5]))
            throw new InvalidOperationException("a damaged checkpoint was read");
    }

    private static byte[] Checkpoint()
    {
        var state = new TrialState();
        state.Put<double>("w", [1.5, 2.5]);
        foreach (var (name, text) in new[] { ("rows", "a,0\na,1"), ("seconds", "1.5"), ("updates", "7"), ("ended", "") })
            state.Put(name, text);
        state.Put("sha256", Checkpoints.DigestOf(state));
        return Bytes([.. state.Tensors], state.Texts);
    }

    private static byte[] Model()
    {
        var shape = new MlpShape(2, [3], 1, Activation.Tanh);
        var (tensors, metadata) = new NetworkModel(shape, Scaling.None(2, 1), new double[shape.ParameterCount]).Tensors();
        return Bytes(tensors, metadata);
    }

    private static byte[] Recorded()
    {
        var frames = new byte[(RecordedEpisode.Lead + 2) * FrameChunk.FrameSize];
        var (tensors, metadata) = new RecordingFile("pong", 3, [new RecordedEpisode(FrameChunk.Pack(frames), [0, 1], [0, 1])]).Tensors();
        return Bytes(tensors, metadata);
    }

    private static IEnumerable<byte[]> Images()
    {
        using var bitmap = new SKBitmap(20, 12);
        bitmap.Erase(SKColors.Orange);
        foreach (var format in new[] { SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp })
            yield return bitmap.Encode(format, 80).ToArray();
        yield return TestData("cmyk.jpg");
    }

    private static byte[] SmallTar()
    {
        using var memory = new MemoryStream();
        using (var tar = new System.Formats.Tar.TarWriter(memory, leaveOpen: true))
        {
            foreach (var name in new[] { "train/n00000001/a.jpg",
                "train/n00000002/" + new string('b', 150) + ".jpg", "val/n00000001/c.jpg" })
                tar.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile,
                    name)
                { DataStream = new MemoryStream(TestData("cmyk.jpg")[..300]) });
        }

        return memory.ToArray();
    }

    private static byte[] SmallZip()
    {
        using var memory = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(memory, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "train/n00000001/a.jpg", "train/n00000002/b.jpg", "val/n00000001/c.jpg", "val/n00000002/d.jpg" })
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(TestData("cmyk.jpg"));
            }
        }

        return memory.ToArray();
    }

    /// <summary>A file of CIFAR-10's Python version with two images, in protocol 2, as Python 2 wrote it.</summary>
    private static byte[] Pickle() =>
    [
        0x80, 2, .. "}q\x01("u8, .. Text("labels"), .. "]q\x02(K\x03K\u0009e"u8, .. Text("data"),
        .. "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0"u8, 0x85,
        .. Text("b"), 0x87, .. "R(K\x01K\x02M\0\x0C"u8, 0x86, .. "cnumpy\ndtype\n"u8, .. Text("u1"), .. "K\0K\x01"u8, 0x87, .. "R(K\x03"u8,
        .. Text("|"), .. "NNNJ"u8,
        0xFF, 0xFF, 0xFF, 0xFF, (byte)'J', 0xFF, 0xFF, 0xFF, 0xFF, .. "K\0tb"u8, 0x89,
        (byte)'T', .. BitConverter.GetBytes(2 * CifarBatch.ImageSize), .. new byte[2 * CifarBatch.ImageSize], .. "tbu."u8,
    ];

    private static byte[] Text(string text) => [(byte)'U', (byte)text.Length, .. Utf8(text)];

    private static byte[] Safe(params (string Name, float[] Values)[] tensors) =>
        Bytes([.. tensors.Select(tensor => StoredTensor.Of<float>(tensor.Name, tensor.Values))],
            new Dictionary<string, string> { ["k"] = "v" });

    private static byte[] Bytes(IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var memory = new MemoryStream();
        SafeTensors.Write(memory, tensors, metadata);
        return memory.ToArray();
    }

    private void Kept(string name, byte[] bytes, Action<string> read)
    {
        var path = Path.Combine(scratch, name);
        using (var file = new FileStream(path, FileMode.Create))
            file.Write(bytes);
        read(path);
    }

    private static byte[] TestData(string name) => InputFile.ReadBytes(Path.Combine(AppContext.BaseDirectory, "TestData", name), 64 << 20);

    private static byte[][] Configs() =>
    [
        Utf8(ConfigWriter.ToYaml(new RegressConfig(), "regress")),
        Utf8("""{"samples":[20,100],"network":{"hidden":[64,64]},"objective":{"order":1}}"""),
        Utf8("samples: 5\nnetwork: {hidden: [8], activation: tanh}\n"),
    ];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
