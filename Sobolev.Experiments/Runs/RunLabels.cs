namespace Sobolev.Runs;

/// <summary>Tags and note of a run, changed after the run.</summary>
public static class RunLabels
{
    /// <summary>Adds and removes tags, and replaces the note unless it is null.</summary>
    /// <returns>The record as it is now.</returns>
    /// <exception cref="SobolevException">The folder has no run, or a process is at work in it, which holds its record (exit
    /// 2).</exception>
    public static RunRecord Change(string folder, IReadOnlyList<string> add, IReadOnlyList<string> remove, string? note)
    {
        RefuseBadTags(add);
        RunRecord.Read(folder);
        RunCatalogue.RefuseLinks(folder);
        using var held = RunLock.Take(folder);
        var record = RunRecord.Read(folder);
        record.Tags = [.. record.Tags.Except(remove).Concat(add)];
        record.Note = note ?? record.Note;
        record.Write(folder);
        return record;
    }

    /// <exception cref="SobolevException">A tag is empty or has blanks, which separate tags in a list (exit 2).</exception>
    public static void RefuseBadTags(IEnumerable<string> tags)
    {
        if (tags.FirstOrDefault(tag => tag.Length == 0
            || tag.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))) is { } bad)
            throw new SobolevException(ExitCode.Usage, $"the tag \"{Printable.Of(bad)}\" is empty or has blanks; a tag is one word");
    }
}
