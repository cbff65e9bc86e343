using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Sobolev.Data;
using Sobolev.Files;

namespace Sobolev.Cli;

/// <summary><c>sobolev data</c>: gets, imports and checks the data sets that verbs read.</summary>
internal static class DataCommand
{
    private const string Cifar10 = "cifar10";

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    public static Command Create(Terminal terminal) => new("data", "get, import and check data sets")
    {
        Get(terminal), Check(terminal), Example(terminal),
    };

    private static Command Get(Terminal terminal)
    {
        var from = new Option<string?>("--from")
        {
            Description =
                "import from a folder or archive with CIFAR as it is published, or with images train/CLASS/*.jpg|png, "
                    + "instead of downloading",
            HelpName = "PATH",
        };
        var url = new Option<string?>("--url")
        {
            Description = "mirror of the official archive; the digest is checked too",
            HelpName = "URL",
        };
        var replace = new Option<bool>("--replace") { Description = "replace other images that the cache holds under this name" };
        var mostUnreadable = new Option<int>("--most-unreadable")
        {
            Description = "with --from: images that may be unreadable; each is named and left out",
            HelpName = "N",
            DefaultValueFactory = _ => 0,
        };
        var command = new Command(Cifar10,
            "download CIFAR-10 (163 MB) from its home page, or import it with --from PATH, into the cache (folder: SOBOLEV_DATA)")
        { from, url, replace, mostUnreadable };
        command.SetAction(parsed =>
        {
            var cache = DataCache.OfUser();
            var source = parsed.GetValue(from) ?? Download(cache, Mirror(parsed.GetValue(url)), terminal);
            if (parsed.GetValue(mostUnreadable) < 0)
                throw new SobolevException(ExitCode.Usage, "--most-unreadable: must be 0 or more");
            var data = cache.Import(Cifar10, source, parsed.GetValue(replace), parsed.GetValue(mostUnreadable));
            foreach (var note in data.UnreadableNotes)
                terminal.WriteLine(note);
            terminal.WriteLine(data.Found);
            terminal.Output.WriteLine($"{cache.PathOf(Cifar10)}: {Describe(data)}");
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command Check(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "print JSON on standard output" };
        var command = new Command("check", "read the cached data sets and compare their checksums") { json };
        command.SetAction(parsed =>
        {
            var cache = DataCache.OfUser();
            var data = cache.Load(Cifar10);
            if (parsed.GetValue(json))
                ResultScreen.WriteJson(
                    terminal,
                    new JsonObject
                    {
                        ["name"] = Cifar10,
                        ["path"] = cache.PathOf(Cifar10),
                        ["training"] = data.Training.Count,
                        ["test"] = data.Test.Count,
                        ["classes"] = new JsonArray([.. data.Classes.Select(name => JsonValue.Create(name))]),
                    });
            else
                terminal.Output.WriteLine($"{cache.PathOf(Cifar10)}: whole; {Describe(data)}");
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command Example(Terminal terminal)
    {
        var rows = new Option<int>("--rows")
        {
            Description = "number of points [1 to 1000000]",
            HelpName = "N",
            DefaultValueFactory = _ => 200,
        };
        var noise = new Option<double>("--noise")
        {
            Description = "noise on prices and partials, relative to their root mean square [0 or more]",
            HelpName = "X",
            DefaultValueFactory = _ => 0.01,
        };
        var missing = new Option<double>("--missing")
        {
            Description = "fraction of the partials left empty [0 to 1]",
            HelpName = "X",
            DefaultValueFactory = _ => 0.1,
        };
        var seed = new Option<long>("--seed") { Description = "random seed of the table", HelpName = "N", DefaultValueFactory = _ => 0 };
        var to = new Option<string?>("--out") { Description = "output file [default: standard output]", HelpName = "FILE" };
        var command = new Command("example", "write an example table: option prices with noisy partials, some of them missing")
        { rows, noise, missing, seed, to };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(rows) is < 1 or > 1_000_000 || parsed.GetValue(noise) is not (>= 0 and < 1e6)
                || parsed.GetValue(missing) is not (>= 0 and <= 1))
                throw new SobolevException(ExitCode.Usage, "data example: --rows is 1 to 1,000,000, --noise 0 or more, --missing 0 to 1");
            var text = OptionExample.Csv(parsed.GetValue(rows), parsed.GetValue(noise), parsed.GetValue(missing), parsed.GetValue(seed));
            if (parsed.GetValue(to) is { } path and not "-")
                AtomicFile.WriteText(path, text);
            else
                terminal.Output.Write(text);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Uri? Mirror(string? url)
    {
        if (url is null)
            return null;
        return Uri.TryCreate(url, UriKind.Absolute, out var mirror) && mirror.Scheme is "http" or "https"
            ? mirror : throw new SobolevException(
            ExitCode.Usage,
            $"--url {url}: must be an address such as https://example.org/{CifarArchive.Official.FileName}");
    }

    private static string Download(DataCache cache, Uri? mirror, Terminal terminal)
    {
        var archive = mirror is null ? CifarArchive.Official : CifarArchive.Official with { Address = mirror };
        var last = 0L;
        using var client = Sobolev.Data.Download.NewClient();
        return new Download(client, DownloadLimits.Usual, TimeProvider.System, (done, of) =>
        {
            if (done < of && Stopwatch.GetElapsedTime(last) < _pause)
                return;
            last = Stopwatch.GetTimestamp();
            terminal.WriteLine($"{archive.FileName}: {done >> 20} of {of >> 20} MiB");
        }).Get(archive, cache.Folder);
    }

    private static string Describe(ImageData data) =>
        $"{data.Training.Count} training and {data.Test.Count} test images of {data.Training.Width}x{data.Training.Height}, "
            + $"{data.Classes.Count} classes";
}
