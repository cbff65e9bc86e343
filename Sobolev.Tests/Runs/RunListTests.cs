using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

/// <summary>A list of runs shows the state of each.</summary>
public sealed class RunListTests : CountingRunTests
{
    [Fact]
    public void A_list_tells_running_dead_and_damaged_runs()
    {
        var path = Stopped("run");
        var record = RunRecord.Read(path);
        record.Resumed(TimeProvider.System, []);
        record.Write(path);
        using (RunFolder.Reopen(path, null))
        {
            var running = Assert.Single(RunCatalogue.Below(Folder.Path));
            Assert.Equal((RunStatus.Running, Environment.MachineName, Environment.ProcessId), (running.Status, running.Host, running.Pid));
        }

        // a killed process leaves its name
        File.WriteAllText(Path.Combine(path, "run.pid"), """{"host":"node7","pid":4242}""");
        var dead = Assert.Single(RunCatalogue.Below(Folder.Path));
        Assert.Equal((RunCatalogue.Dead, "node7", 4242), (dead.Status, dead.Host, dead.Pid));

        foreach (var damage in new[]
        {
            "", "[]", "null", "{\"verb\":", "{\"verb\":\"a\",\"verb\":\"b\"}", "\u0001\u0002", "{\"verb\":1}",
            "{\"verb\":\"\\ud800\",\"status\":\"done\",\"started\":\"x\"}",
            "{\"verb\":\"a\",\"status\":\"done\",\"started\":\"x\",\"facts\":[]}",
        })
        {
            File.WriteAllText(Path.Combine(path, "run.json"), damage);
            var damaged = Assert.Single(RunCatalogue.Below(Folder.Path));
            Assert.Equal(RunCatalogue.Damaged, damaged.Status);
            Assert.Contains("run.json: cannot be read", damaged.Problem, StringComparison.Ordinal);
        }
    }
}
