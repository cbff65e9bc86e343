using System.CommandLine;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary><c>sobolev runs tag</c>: tags and note of a run.</summary>
internal static class RunsTagCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("RUN") { Description = "a run folder" };
        var add = new Argument<string[]>("TAG") { Description = "tags to add, a word each", Arity = ArgumentArity.ZeroOrMore };
        var remove = new Option<string[]>("--remove") { Description = "remove this tag; repeatable", HelpName = "TAG" };
        var note = new Option<string?>("--note") { Description = "replace the note, a sentence about the run", HelpName = "TEXT" };
        var command = new Command("tag", "add or remove tags of a run, or replace its note; without them, show both")
        { folder, add, remove, note };
        command.SetAction(parsed =>
        {
            var (path, added, removed, text) =
                (parsed.GetRequiredValue(folder), parsed.GetValue(add) ?? [], parsed.GetValue(remove) ?? [], parsed.GetValue(note));
            var record = added.Length + removed.Length == 0 && text is null
                ? RunRecord.Read(path)
                : RunLabels.Change(path, added, removed, text);
            terminal.Output.WriteLine(Printable.Of($"{path}: {(record.Tags.Count == 0 ? "no tags" : string.Join(' ', record.Tags))}"));
            if (record.Note.Length > 0)
                terminal.Output.WriteLine(Printable.Of(record.Note));
            return (int)ExitCode.Done;
        });
        return command;
    }
}
