using System.Buffers.Binary;
using System.Globalization;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>The built-in images as data sets: small ones in memory, and larger ones as files that are drawn when they are read.</summary>
internal static class ShapeSets
{
    private const int SmallSide = 32, SmallTraining = 2000, SmallTest = 500;
    private const int LargeSide = 64, LargeTraining = 1000, LargeValidation = 300;

    public static ImageData Small()
    {
        var (training, test) = (Set("train", SmallTraining), Set("test", SmallTest));
        return new ImageData(training, test, Shapes.Classes) { Found = Describe(SmallTraining, SmallTest, "test", SmallSide) };
    }

    public static LabelledImages Large() => new(
        Shapes.Classes,
        Files("train", LargeTraining),
        Files("val", LargeValidation),
        Describe(LargeTraining, LargeValidation, "val", LargeSide));

    private static string Describe(int training, int other, string split, int side) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Shapes.Title}, drawn by code: {training:N0} images of train and {other:N0} of {split}, {side}x{side}, "
            + $"{Shapes.Classes.Count} classes");

    private static ImageSet Set(string split, int count)
    {
        var size = 3 * SmallSide * SmallSide;
        var (pixels, labels) = (new LongBytes((long)count * size), new byte[count]);
        for (var number = 0; number < count; number++)
        {
            Shapes.Draw(split, number, SmallSide, pixels.Slice((long)number * size, size));
            labels[number] = (byte)(number % Shapes.Classes.Count);
        }

        return new ImageSet(3, SmallSide, SmallSide, pixels, labels);
    }

    private static EncodedImage[] Files(string split, int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => new EncodedImage(
            $"{split}/{Shapes.Classes[number % Shapes.Classes.Count]}/{number}.bmp",
            number % Shapes.Classes.Count,
            new Bitmap(split, number))).OrderBy(image => image.Name, StringComparer.Ordinal),
    ];

    /// <summary>An image as a Windows bitmap of 24 bits: its bytes are the same on every system.</summary>
    private sealed class Bitmap(string split, int number) : IContent
    {
        private const int HeaderSize = 54;

        public long Length => HeaderSize + 3 * LargeSide * LargeSide;

        public byte[] Read()
        {
            var planes = new byte[3 * LargeSide * LargeSide];
            Shapes.Draw(split, number, LargeSide, planes);
            var file = new byte[Length];
            "BM"u8.CopyTo(file);
            foreach (var (at, value) in new[] { (2, file.Length), (10, HeaderSize), (14, 40), (18, LargeSide),
                (22, LargeSide), (26, 1 | 24 << 16) })
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
            // the last row first, blue before green before red
            for (var y = 0; y < LargeSide; y++)
            {
                for (var x = 0; x < LargeSide; x++)
                {
                    for (var channel = 0; channel < 3; channel++)
                        file[HeaderSize + ((LargeSide - 1 - y) * LargeSide + x) * 3 + 2 - channel] =
                            planes[(channel * LargeSide + y) * LargeSide + x];
                }
            }

            return file;
        }
    }
}
