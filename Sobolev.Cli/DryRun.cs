using System.Text.Json.Nodes;
using Sobolev.Configuration;
using Sobolev.Runs;
using Sobolev.Torch;

namespace Sobolev.Cli;

/// <summary>--dry-run: the resolved config and the planned work.</summary>
internal static class DryRun
{
    public static ExitCode Show(IExperiment planned, Terminal terminal, bool json)
    {
        // refuses what the run would refuse, missing data for one
        planned.Prepare();
        var notes = planned.Notes;
        TrialPlan[] plans = [.. planned.Stages().SelectMany(stage => stage.Experiment.Plan()), .. planned.Plan()];
        var updates = plans.Sum(plan => plan.Updates);
        var device = Devices.Expected(planned.Config.Device);
        if (json)
        {
            ResultScreen.WriteJson(
                terminal,
                new JsonObject
                {
                    ["verb"] = planned.Verb,
                    ["status"] = "dry-run",
                    ["trials"] = plans.Length,
                    ["updates"] = updates,
                    ["device"] = device,
                    ["notes"] = new JsonArray([.. notes.Select(note => JsonValue.Create(note))]),
                    ["config"] = ConfigJson.Of(planned.Config),
                });
            return ExitCode.Done;
        }

        terminal.Output.Write(ConfigWriter.ToYaml(planned.Config, planned.Verb));
        foreach (var note in notes)
            terminal.Output.WriteLine($"# {note}");
        terminal.Output.WriteLine($"# planned: {plans.Length} {(plans.Length == 1 ? "trial" : "trials")}, {updates} updates in all, device "
            + $"{device}; nothing was written");
        return ExitCode.Done;
    }
}
