using System.CommandLine;
using System.Text.Json.Nodes;
using Sobolev.Configuration;
using Sobolev.Runs;
using Sobolev.Theory;

namespace Sobolev.Cli;

/// <summary><c>sobolev verify</c>: the paper's theory, executed. Exit code 1 where a statement does not hold.</summary>
internal static class VerifyCommand
{
    private static readonly string[] _options = ["seed", "points", "dim", "model"];

    public static Command Create(Terminal terminal, IReadOnlyList<string> words)
    {
        var command = new Command(Verification.Verb, "check the paper's theory: build what its proofs build and measure it");
        if (!NamedCommands.Include(Verification.Verb, words))
            return command;
        var checks = new Argument<string[]>("CHECK")
        {
            Description = $"checks to run [default: all]: {string.Join(", ", Checks.All.Select(check => check.Name))}",
            Arity = ArgumentArity.ZeroOrMore
        };
        checks.CompletionSources.Add([.. Checks.All.Select(check => check.Name)]);
        var all = ConfigKey.Leaves(ConfigKey.Of(typeof(VerifyConfig))).ToArray();
        KeyOption[] keys =
            [.. KeyOption.Of(typeof(VerifyConfig), () => new VerifyConfig()).Where(option => _options.Contains(option.Key.Option))];
        var common = new CommonOptions(Verification.Verb, typeof(VerifyConfig));
        command.Arguments.Add(checks);
        foreach (var option in keys.Concat<Option>(
            [common.Config, common.Set, common.Out, common.Name, common.Quiet, common.Json, common.Verbose]))
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            List<(string, ConfigKey, string)> given = [.. keys.Where(option => option.TextIn(parsed) is not null)
                .Select(option => (option.Name, option.Key, option.TextIn(parsed)!))];
            if (parsed.GetValue(checks) is { Length: > 0 } names)
                given.Add(("CHECK", all.Single(key => key.Path == "checks"), string.Join(',', names)));
            var config = ConfigLoader.Load<VerifyConfig>(Verification.Verb, new ConfigSources
            {
                PresetFolder = Presets.Folder,
                File = parsed.GetValue(common.Config),
                StandardInput = terminal.Input,
                Sets = parsed.GetValue(common.Set) ?? [],
                Options = given,
            });
            return (int)Run(Checks.Named(config.Checks), config, parsed, common, terminal, words);
        });
        return command;
    }

    private static ExitCode Run(IReadOnlyList<ICheck> checks, VerifyConfig config, ParseResult parsed, CommonOptions common,
        Terminal terminal, IReadOnlyList<string> words)
    {
        var request = new RunRequest
        {
            Out = parsed.GetValue(common.Out) ?? Path.Combine("results", Verification.Verb),
            Name = parsed.GetValue(common.Name),
            ConfigText = ConfigWriter.ToYaml(config, Verification.Verb),
            CommandLine = ["sobolev", .. words],
            AlsoLogTo = parsed.GetValue(common.Verbose) ? to => to.WriteTo.Sink(new ErrorStreamSink(terminal)) : null,
        };
        var json = parsed.GetValue(common.Json);
        var reports = new List<CheckReport>();
        var outcome = Verification.Run(checks, config, request, report =>
        {
            reports.Add(report);
            if (!json)
                Write(report, terminal);
        }, TimeProvider.System);

        if (json)
            ResultScreen.WriteJson(terminal, Json(outcome, reports));
        if (outcome.Message is not null)
            terminal.WriteLine(outcome.Message);
        else if (!parsed.GetValue(common.Quiet))
            terminal.WriteLine($"{outcome.Status}: {outcome.Folder}");
        return outcome.ExitCode;
    }

    private static void Write(CheckReport report, Terminal terminal)
    {
        terminal.Output.WriteLine($"{report.Check.Name}: {report.Check.Statement}");
        terminal.Output.WriteLine($"  built: {report.Result.Built}");
        ResultScreen.WriteTable(
            terminal,
            ["quantity", "measured", "", "bound", "holds"],
            [
                .. report.Result.Findings.Select(
                    finding => new object?[]
                    {
                        finding.Quantity,
                        finding.Measured,
                        finding.Relation,
                        finding.Bound,
                        finding.Holds ? "yes" : "NO",
                    }),
            ]);
        terminal.Output.WriteLine($"  {report.Check.Name} {(report.Result.Holds ? "holds" : "DOES NOT HOLD")}");
        terminal.Output.WriteLine();
    }

    private static JsonObject Json(RunOutcome outcome, IEnumerable<CheckReport> reports) => new()
    {
        ["run_dir"] = outcome.Folder,
        ["verb"] = outcome.Verb,
        ["status"] = outcome.Status,
        ["checks"] = new JsonArray(
            [
                .. reports.Select(
                    report => new JsonObject
                    {
                        ["check"] = report.Check.Name,
                        ["statement"] = report.Check.Statement,
                        ["built"] = report.Result.Built,
                        ["holds"] = report.Result.Holds,
                    }),
            ]),
        ["summary"] = new JsonArray([.. ResultScreen.Rows(outcome.Summary)]),
    };
}
