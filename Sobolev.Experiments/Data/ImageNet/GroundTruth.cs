using System.Globalization;
using System.Text;

namespace Sobolev.Data;

/// <summary>
/// The classes of validation images that lie in one folder. Two kinds of list are understood: lines of an image and its WordNet id,
/// separated by a blank, tab or comma (what follows is left alone, and so is a heading: LOC_val_solution.csv is such a list); and the
/// development kit's ILSVRC2012_validation_ground_truth.txt, a number a line for the images in the order of their names, with
/// synsets.txt beside it: a WordNet id a line, the first being number 1.
/// </summary>
internal sealed class GroundTruth
{
    private const string Kit = "ILSVRC2012_validation_ground_truth.txt";
    private const string Kaggle = "LOC_val_solution.csv";
    private const string Synsets = "synsets.txt";

    private readonly string _source;
    private readonly Dictionary<string, string> _byName = [];
    private readonly List<string> _inOrder = [];

    private GroundTruth(string source, string text, string? synsets)
    {
        _source = source;
        string[] lines = [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        if (lines.All(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            ReadNumbers(lines, synsets);
        else
            ReadNames(lines);
    }

    public static bool IsList(string name) => Path.GetFileName(name) is Kit or Kaggle or Synsets;

    /// <param name="path">The data set, named in errors.</param>
    /// <param name="given">The user's list, or nothing: one of the known names inside the data set.</param>
    /// <param name="lists">The lists inside the data set.</param>
    /// <exception cref="SobolevException">There is none, or it is none (exit 3).</exception>
    public static GroundTruth Of(string path, string given, Dictionary<string, IContent> lists)
    {
        if (given.Length > 0)
        {
            if (!File.Exists(given))
                throw new SobolevException(ExitCode.DataMissing, $"{given}: no such file; ground_truth takes the list of the validation images' classes");
            var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(given))!, Synsets);
            return new GroundTruth(given, File.ReadAllText(given), File.Exists(beside) ? File.ReadAllText(beside) : TextOf(lists, Synsets));
        }

        var name = lists.ContainsKey(Kaggle) ? Kaggle : Kit;
        return TextOf(lists, name) is { } text
            ? new GroundTruth($"{path}: {name}", text, TextOf(lists, Synsets))
            : throw new SobolevException(ExitCode.DataMissing, $"{path}: the images of val lie in one folder, so their classes must come from a list: put {Kaggle} or {Kit} into the data set, or name a list with --ground-truth");
    }

    /// <exception cref="SobolevException">An image is not in the list, or there are more or fewer of them (exit 3).</exception>
    public IEnumerable<(string Class, string Name, IContent Content)> Label(List<(string Name, IContent Content)> images)
    {
        if (_inOrder.Count > 0)
        {
            if (_inOrder.Count != images.Count)
                throw new SobolevException(ExitCode.DataMissing, $"{_source}: {_inOrder.Count} numbers for {images.Count} images in val; the list goes by the order of all their names");
            return images.OrderBy(image => image.Name, StringComparer.Ordinal).Zip(_inOrder, (image, of) => (of, image.Name, image.Content));
        }

        return images.Select(image => _byName.TryGetValue(Path.GetFileNameWithoutExtension(image.Name), out var of)
            ? (of, image.Name, image.Content)
            : throw new SobolevException(ExitCode.DataMissing, $"{_source}: {Path.GetFileName(image.Name)} is not in this list"));
    }

    private void ReadNames(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries) is [var image, var of, ..] && IsWordNetId(of))
                _byName[Path.GetFileNameWithoutExtension(image)] = of;
            else if (i > 0)
                throw new SobolevException(ExitCode.DataMissing, $"{_source}: line {i + 1} is no image with its WordNet id: {lines[i]}");
        }
    }

    private void ReadNumbers(string[] lines, string? synsets)
    {
        string[] ids = [.. (synsets ?? "").Split('\n').Select(line => line.Trim().Split(' ')[0]).Where(IsWordNetId)];
        if (ids.Length == 0)
            throw new SobolevException(ExitCode.DataMissing, $"{_source}: numbers, whose WordNet ids are in the kit's meta.mat; write them to {Synsets} beside it, one a line in the order of ILSVRC2012_ID (scipy.io.loadmat reads that file)");
        foreach (var line in lines)
        {
            var number = int.Parse(line, NumberStyles.None, CultureInfo.InvariantCulture);
            _inOrder.Add(number >= 1 && number <= ids.Length ? ids[number - 1] : throw new SobolevException(ExitCode.DataMissing, $"{_source}: class {number}, but {Synsets} has {ids.Length}"));
        }
    }

    private static bool IsWordNetId(string text) => text.Length == 9 && text[0] == 'n' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static string? TextOf(Dictionary<string, IContent> lists, string name) =>
        lists.TryGetValue(name, out var content) ? Encoding.UTF8.GetString(content.Read()) : null;
}
