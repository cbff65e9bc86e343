namespace Sobolev.Tests.Cli;

/// <summary>Rows of weight 0, and tables from standard input, through <c>fit</c> and <c>predict</c>.</summary>
[Trait("Speed", "Slow")]
public sealed class FitInputTests : IDisposable
{
    private readonly FittedRun _fitted = new();

    public void Dispose() => _fitted.Dispose();

    /// <summary>To the bit, also in the reports, whose rows keep their numbers.</summary>
    [Fact]
    public void A_row_of_weight_0_is_left_out()
    {
        var rows = File.ReadAllLines(_fitted.File("data.csv"));
        _fitted.Write("weighted.csv",
            string.Join('\n', rows.Select((row, k) => k == 0 ? $"{row},w" : k == 3 ? "7,7,7,7,7,0" : $"{row},1")) + "\n");
        _fitted.Write("shorter.csv", string.Join('\n', rows.Where((_, k) => k != 3)) + "\n");
        var weighted = Fitted("weighted", "--weights", "w");
        var shorter = Fitted("shorter");
        Assert.Equal(File.ReadAllBytes(shorter), File.ReadAllBytes(weighted));
        Assert.Equal(Reported("shorter").Select(number => number > 2 ? number + 1 : number), Reported("weighted"));

        int[] Reported(string name)
        {
            var report = Directory.GetFiles(_fitted.File(name, "reports"), "heldout.csv", SearchOption.AllDirectories)[0];
            return [.. File.ReadLines(report).Skip(1).Select(row => int.Parse(row.Split(',')[0]))];
        }

        string Fitted(string name, params string[] more)
        {
            var run = ToolInProcess.Run(
            [
                "fit", _fitted.File(name + ".csv"), "--holdout", "0.2", "--preset", "quick", "--model", "network", "--method", "sobolev",
                "--out", _fitted.Path, "--name", name, .. more,
            ]);
            Assert.True(run.ExitCode == 0, run.Error);
            return Directory.GetFiles(_fitted.File(name, "models"))[0];
        }
    }

    [Fact]
    public void Tables_and_points_come_from_standard_input()
    {
        var run = ToolInProcess.RunWith(
            File.ReadAllText(_fitted.File("data.csv")),
            "fit", "-", "--holdout", "0.2", "--preset", "quick", "--model", "network", "--out", _fitted.Path, "--name", "piped");
        Assert.True(run.ExitCode == 0, run.Error);
        var model = Directory.GetFiles(_fitted.File("piped", "models"), "*sobolev-seed0.safetensors").Single();
        var ofFile = Directory.GetFiles(_fitted.File("run", "models"), "*sobolev-seed0.safetensors").Single();
        Assert.Equal(File.ReadAllBytes(ofFile), File.ReadAllBytes(model));
        _fitted.Write("new.csv", "x,z\n1,0.5\n2,0.1\n");
        var piped = ToolInProcess.RunWith("x,z\n1,0.5\n2,0.1\n", "predict", "--model", model, "--data", "-");
        Assert.Equal(ToolInProcess.Run("predict", "--model", model, "--data", _fitted.File("new.csv")).Output, piped.Output);
        var refused = ToolInProcess.RunWith("x,z\n1,\n", "predict", "--model", model, "--data", "-");
        Assert.Contains("standard input:2: column z: '' is empty", refused.Error, StringComparison.Ordinal);
        var drawn = ToolInProcess.Run("runs", "draw", _fitted.File("piped"));
        Assert.Equal(2, drawn.ExitCode);
        Assert.Contains("came from standard input, which is read once; save it to a file", drawn.Error, StringComparison.Ordinal);
        var swept = ToolInProcess.RunWith("x,y,dy/dx\n", "fit", "-", "--sweep", "seed=1,2", "--out", _fitted.Path);
        Assert.Equal(2, swept.ExitCode);
        Assert.Contains("can be read once only", swept.Error, StringComparison.Ordinal);
    }
}
