using System.Globalization;
using System.Text;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>
/// The classes of validation images that lie in one folder. Two kinds of list are understood: lines of an image and its WordNet id,
/// separated by a blank, tab or comma (the rest of the line and a heading are ignored: LOC_val_solution.csv and Tiny ImageNet's
/// val_annotations.txt are such lists); and the development kit's ILSVRC2012_validation_ground_truth.txt, a number a line for the images in
/// the order of their names. What the numbers mean is in the kit's meta.mat, or in a synsets.txt: a WordNet id a line, the first being
/// number 1.
/// </summary>
internal sealed class GroundTruth
{
    private const int LargestList = 64 << 20;
    private const string Kit = "ILSVRC2012_validation_ground_truth.txt";
    private const string Kaggle = "LOC_val_solution.csv";
    private const string Tiny = "val_annotations.txt";
    private const string Synsets = "synsets.txt";
    private const string Meta = "meta.mat";

    private readonly string _source;
    private readonly Dictionary<string, string> _byName = [];
    private readonly List<string> _inOrder = [];

    /// <param name="source">Named in errors.</param>
    /// <param name="text">The list.</param>
    /// <param name="beside">Reads a file that may lie beside the list.</param>
    private GroundTruth(string source, string text, Func<string, byte[]?> beside)
    {
        _source = source;
        string[] lines = [.. Lines(text)];
        if (lines.All(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            ReadNumbers(lines, beside);
        else
            ReadNames(lines);
    }

    public static bool IsList(string name) => Path.GetFileName(name) is Kit or Kaggle or Tiny or Synsets or Meta;

    /// <summary>Whether a list of classes is among files with known names.</summary>
    public static bool IsAmong(IEnumerable<string> names) => names.Any(name => name is Kit or Kaggle or Tiny);

    /// <param name="path">The data set, named in errors.</param>
    /// <param name="given">The user's list, or nothing: one of the known names inside the data set.</param>
    /// <param name="lists">The lists inside the data set.</param>
    /// <exception cref="SobolevException">The list is missing or is not a list of classes (exit 3).</exception>
    public static GroundTruth Of(string path, string given, Dictionary<string, IContent> lists)
    {
        if (given.Length > 0)
        {
            if (!File.Exists(given))
                throw new SobolevException(
                    ExitCode.DataMissing,
                    $"{given}: no such file; ground_truth must be the list of the validation images' classes");
            var folder = Path.GetDirectoryName(Path.GetFullPath(given))!;
            return new GroundTruth(given, Text(given), name => Path.Combine(folder, name) is var path && File.Exists(path)
                ? Content(new FileContent(path), path)
                : Bytes(name));
        }

        var name = new[] { Kaggle, Tiny }.FirstOrDefault(lists.ContainsKey) ?? Kit;
        return Bytes(name) is { } list
            ? new GroundTruth($"{path}: {name}", Encoding.UTF8.GetString(list), Bytes)
            : throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: the images of val are in one folder, so a list of their classes is needed: put {Kaggle} or {Kit} into the data "
                + "set, or give a list with --ground-truth");

        byte[]? Bytes(string of) => lists.TryGetValue(of, out var content) ? Content(content, $"{path}: {of}") : null;
    }

    private static string Text(string path) => Encoding.UTF8.GetString(Content(new FileContent(path), path)).TrimStart('\uFEFF');

    private static byte[] Content(IContent list, string name)
    {
        try
        {
            return list.Length <= LargestList
                ? list.Read()
                : throw new IOException($"{list.Length} bytes, but at most {LargestList} are expected");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{name}: {error.Message}", error);
        }
    }

    /// <exception cref="SobolevException">An image is not in the list, or there are more or fewer of them (exit 3).</exception>
    public IEnumerable<PlacedImage> Label(IReadOnlyList<PlacedImage> images)
    {
        if (_inOrder.Count > 0)
        {
            if (_inOrder.Count != images.Count)
                throw new SobolevException(
                    ExitCode.DataMissing,
                    $"{_source}: {_inOrder.Count} numbers for {images.Count} images in val; the list must have one number per image, in "
                    + "the order of the names");
            return images.OrderBy(image => image.Name, StringComparer.Ordinal).Zip(_inOrder, (image, of) => image with { Class = of });
        }

        return images.Select(image => _byName.TryGetValue(Path.GetFileNameWithoutExtension(image.Name), out var of)
            ? image with { Class = of }
            : throw new SobolevException(ExitCode.DataMissing, $"{_source}: {Path.GetFileName(image.Name)} is not in this list"));
    }

    private void ReadNames(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries) is [var image, var of, ..] && IsWordNetId(of))
                _byName[Path.GetFileNameWithoutExtension(image)] = of;
            else if (i > 0)
                throw new SobolevException(
                    ExitCode.DataMissing,
                    $"{_source}: line {i + 1} is not an image name with a WordNet id: {Printable.Of(lines[i], 60)}");
        }
    }

    private void ReadNumbers(string[] lines, Func<string, byte[]?> beside)
    {
        var ids = beside(Synsets) is { } synsets ? Lines(Encoding.UTF8.GetString(synsets)).Select(line => line.Split(' ')[0])
            .Where(IsWordNetId).Select((id, i) => (Number: i + 1, id)).ToDictionary()
            : beside(Meta) is { } meta ? IdsOf(meta)
            : throw new SobolevException(
                ExitCode.DataMissing,
                $"{_source}: the list holds class numbers; put the development kit's {Meta}, which has their WordNet ids, beside it");
        foreach (var line in lines)
        {
            _inOrder.Add(ids.TryGetValue(int.Parse(line, NumberStyles.None, CultureInfo.InvariantCulture), out var id)
                ? id
                : throw new SobolevException(
                    ExitCode.DataMissing,
                    $"{_source}: class {Printable.Of(line, 60)} is not among the {ids.Count} classes of {Synsets} or {Meta}"));
        }
    }

    private Dictionary<int, string> IdsOf(byte[] meta)
    {
        try
        {
            var ids = new Dictionary<int, string>();
            foreach (var synset in MatStructs.Read(meta, "synsets"))
            {
                if (synset.GetValueOrDefault("ILSVRC2012_ID") is not double number
                    || synset.GetValueOrDefault("WNID") is not string id || !IsWordNetId(id))
                    throw new InvalidDataException("a synset lacks ILSVRC2012_ID or WNID");
                ids[(int)number] = id;
            }

            return ids;
        }
        catch (InvalidDataException error)
        {
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{_source}: {Meta} beside it cannot be read: {error.Message}; use the file of the development kit",
                error);
        }
    }

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);

    private static bool IsWordNetId(string text) =>
        text.Length == 9 && text[0] == 'n' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
