namespace Sobolev.Tests.Cli;

/// <summary>
/// <c>results/reproduce.sh</c> over two small reference folders, with a program that writes given summaries instead of training.
/// </summary>
public sealed class ReproduceTests : IDisposable
{
    private const string Header = "method,seeds,error_mean,error_ci95_low,error_ci95_high";

    private readonly TemporaryFolder _folder = new();

    public ReproduceTests()
    {
        var reference = _folder.File("results", "reference");
        File.Copy(Path.Combine(SourceTree.Root(), "results", "reproduce.sh"), Made("results/reproduce.sh"));
        // the longer run comes first in the alphabet
        foreach (var (name, seconds) in new[] { ("a", 7200), ("b", 36) })
        {
            File.WriteAllText(Made($"results/reference/{name}/run.json"), "{\n  \"verb\": \"regress\",\n  \"status\": \"done\"\n}\n");
            File.WriteAllText(Path.Combine(reference, name, "summary.csv"), $"{Header}\nregular,3,2,1,3\nsobolev,1,5,,\n");
            File.WriteAllText(Path.Combine(reference, name, "metrics.csv"),
                $"method,seed,step,error,seconds\nregular,0,0,1,0\nregular,0,10,1,{seconds / 2}\nsobolev,0,10,1,{seconds / 2}\n");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Runs_are_listed_by_their_core_time()
    {
        var (code, output, _) = Run("--list", "exit 1");
        Assert.Equal(0, code);
        Assert.Matches(@"^b +regress +0\.01 core hours\na +regress +2\.00 core hours\n$", output);
    }

    [Fact]
    public void Runs_of_a_GPU_are_listed_last_and_repeated_on_any_device()
    {
        File.WriteAllText(Made("results/reference/b/run.json"),
            "{\n  \"verb\": \"regress\",\n  \"facts\": {\n    \"device\": \"cuda:0\"\n  }\n}\n");
        Assert.Matches(@"^a +regress +2\.00 core hours\nb +regress +0\.01 GPU hours\n$", Run("--list", "exit 1").Output);
        Run("--only b", "exit 75");
        Assert.Contains("--device auto", File.ReadAllText(_folder.File("words")), StringComparison.Ordinal);
    }

    [Theory]
    // inside the interval; one seed has no interval and must agree to one part in a thousand
    [InlineData("regular,3,2.9,2,4\\nsobolev,1,5.004,,", 0, "2 of 2 means are within")]
    [InlineData("regular,3,3.1,2,4\\nsobolev,1,5,,", 1, "regular, error: 3.1, reference 1 to 3")]
    [InlineData("regular,3,2,2,4\\nsobolev,1,5.01,,", 1, "sobolev, error: 5.01, reference 4.995 to 5.005")]
    [InlineData("regular,3,nan,,\\nsobolev,1,5,,", 1, "regular, error: nan")]
    [InlineData("regular,3,2,2,4", 1, "sobolev: missing")]
    [InlineData("regular,3,2,2,4\\nsobolev,1,5,,\\nother,1,5,,", 1, "other: not in the reference")]
    public void Means_are_held_against_the_intervals_of_the_reference(string rows, int expected, string line)
    {
        var (code, output, _) = Run("--only b", $"printf '{Header}\\n{rows}\\n' > \"$to/summary.csv\"");
        Assert.Contains(line, output, StringComparison.Ordinal);
        Assert.Equal(expected, code);
    }

    [Fact]
    public void A_run_without_time_left_is_named_and_resumed_by_the_next_call()
    {
        var (code, output, _) = Run("--only a", "exit 75");
        Assert.Equal(75, code);
        Assert.Contains("no time left for: a; call this script again to resume", output, StringComparison.Ordinal);
        Assert.Contains("--resume auto --max-time", File.ReadAllText(_folder.File("words")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_fails_is_named_with_its_exit_code()
    {
        var (code, output, _) = Run("", "exit 3");
        Assert.Equal(1, code);
        Assert.Contains("did not run: b (exit 3) a (exit 3)", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--budget soon", "--budget soon: must be a number of hours")]
    [InlineData("--only c", "is named c")]
    [InlineData("--fast", "--fast: unknown option")]
    public void Wrong_options_are_refused(string words, string expected)
    {
        var (code, _, error) = Run(words, "exit 0");
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private string Made(string path)
    {
        var full = _folder.File(path.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }

    /// <param name="words">Options of the script.</param>
    /// <param name="program">Body of the program, in bash; <c>$to</c> is its run folder.</param>
    private (int Code, string Output, string Error) Run(string words, string program)
    {
        File.WriteAllText(_folder.File("program"), $$"""
            echo "$*" >> '{{_folder.File("words")}}'
            while (($#)); do case $1 in --out) out=$2 ;; --name) name=$2 ;; esac; shift; done
            to=$out/$name; mkdir -p "$to"
            {{program}}
            """);
        using var script = ToolProcess.StartShell(
            $"cd '{_folder.Path}'; printf '#!/bin/bash\\n' | cat - program > sobolev; chmod +x sobolev; SOBOLEV=./sobolev bash "
            + $"results/reproduce.sh {words}");
        return script.Wait();
    }
}
