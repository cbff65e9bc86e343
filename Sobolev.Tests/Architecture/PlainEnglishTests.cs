using System.Text.RegularExpressions;

namespace Sobolev.Tests.Architecture;

/// <summary>The text that people read: documentation, presets, and code with its comments, help and messages.</summary>
public sealed class PlainEnglishTests
{
    private const int Width = 140;

    // a phrase that was wrong here, as a regular expression, and a better one; add a row when you find another
    private static readonly (Regex Wrong, string Better)[] _phrases = Compiled(
    [
        (@"\b(is|are|was|were) none\b(?! of)", "'is not a ...', or 'has no ...'"),
        (@"(?<!\b[Tt]here )\b(is|are|was|were) no (?!longer|more|less|smaller|larger|wider|better)\w", "'is not a ...'"),
        (@"\b(has|have) none\b|\bhas it not\b", "name what is missing: 'has no rows'"),
        (@"<summary>(What|Which|Of)\b", "begin with the thing, or with the verb of what a method does"),
        (@"<(param name=""\w+""|returns)>(What|Which|Of|So it)\b", "begin with the thing"),
        (@"\b[Ww]hat (stands|lies)\b", "name the thing"),
        (@"\bstands? (here|there|behind|beside|around)\b", "'is'; on a page: 'this page describes'"),
        (@"\b([Ss]omebody|[Nn]obody|[Ww]hoever)\b", "name the person or the program"),
        (@"\bcards?\b", "'GPU'"),
        (@"\b[Ff]irst weights\b", "'initial weights'"),
        (@"\b(is|are|was|were) told\b", "'reports', 'receives'"),
        (@"\b[Gg]o(es|ing)? on\b", "'resume', 'continue'"),
        (@"\b(is|was|were|be) begun\b", "'started'"),
        (@"\btaken up\b", "'started'"),
        (@"\banew\b", "'again'"),
        (@"\bin (the )?place of\b", "'instead of'"),
        (@"\bjudge[sd]?\b", "'evaluate', 'select'"),
        (@"\b([Gg]radients?|[Dd]erivatives?) written out\b|\bwritten-out\b", "'closed-form'"),
        (@"\b[Mm]end(s|ed|ing)?\b", "'correct', 'repair', 'patch'"),
        (@"\bat hand\b", "'current', 'available'"),
        (@"\b[Ww]hatever\b", "'for every', 'any'"),
        (@"\bbut for\b", "'except'"),
        (@"\bof (its|their) own\b", "'separate', 'its own ...'"),
        (@"\bhabits\b", "'usual preprocessing', 'settings'"),
        (@"\bof no kind\b", "'without a class'"),
        (@"\buntried\b", "'skips the search'"),
        (@"\blays\b", "'sets', 'overrides', 'implies'"),
        (@"\bas (it|they) comes?\b", "'unchanged', 'with defaults'"),
        (@"\bmore than luck\b", "'significant'"),
        (@"\bsays? far more\b", "'carries more information'"),
        (@"\bcalled what\b", "'glossary'"),
        (@"\basks the model\b", "'evaluates the model'"),
        (@"\ba second time; the first\b", "'duplicate key; first defined at'"),
    ]);

    [Fact]
    public void Text_has_no_phrase_that_was_wrong_before()
    {
        var mistakes =
            from file in Documents().Concat(Code())
            let text = File.ReadAllText(file)
            from phrase in _phrases
            from found in phrase.Wrong.Matches(text)
            select $"{file}:{text.AsSpan(0, found.Index).Count('\n') + 1}: '{found.Value}'; better {phrase.Better}";
        AssertNone(mistakes);
    }

    [Fact]
    public void Lines_of_documents_end_at_140_characters() =>
        AssertNone(
            from file in Documents()
            from line in Prose(file)
            where line.Text.Length > Width
            select $"{file}:{line.Number}: {line.Text.Length} characters, at most {Width}");

    [Fact]
    public void Lines_of_code_end_at_140_characters() =>
        AssertNone(
            from file in Code()
            from line in LinesOf(file)
            where line.Text.Length > Width
            select $"{file}:{line.Number}: {line.Text.Length} characters, at most {Width}");

    [Theory]
    [InlineData("what is none is refused")]
    [InlineData("it is no MATLAB file")]
    [InlineData("an array of no kind")]
    [InlineData("/// <summary>What a config asks of data that has it not.</summary>")]
    [InlineData("since somebody asked")]
    [InlineData("0 judges the first weights")]
    [InlineData("the run was begun with another teacher")]
    [InlineData("a run that is killed goes on as if nothing had happened")]
    [InlineData("a single one is taken untried")]
    [InlineData("stands here a second time; the first is at 1:1")]
    [InlineData("keeps 0 unless the error saved is more than luck")]
    public void The_phrases_find_sentences_that_were_wrong(string sentence) =>
        Assert.Contains(_phrases, phrase => phrase.Wrong.IsMatch(sentence));

    [Theory]
    [InlineData("there is no CUDA device")]
    [InlineData("the folder no longer exists, and is no longer needed")]
    [InlineData("none of the images can be read")]
    [InlineData("a killed run can be resumed and gives bit-identical results")]
    public void The_phrases_leave_plain_sentences_alone(string sentence) =>
        Assert.DoesNotContain(_phrases, phrase => phrase.Wrong.IsMatch(sentence));

    /// <summary>Fails with every mistake; Assert.Empty shows the beginning of one.</summary>
    private static void AssertNone(IEnumerable<string> mistakes)
    {
        string[] all = [.. mistakes];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    private static (Regex Wrong, string Better)[] Compiled((string Wrong, string Better)[] phrases) =>
        [.. phrases.Select(phrase => (new Regex(phrase.Wrong, RegexOptions.Compiled), phrase.Better))];

    private static IEnumerable<string> Documents()
    {
        var root = SourceTree.Root();
        return
        [
            Path.Combine(root, "README.md"),
            Path.Combine(root, "CONTRIBUTING.md"),
            .. Directory.GetFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories),
            .. Directory.GetFiles(Path.Combine(root, "configs"), "*.yaml", SearchOption.AllDirectories),
        ];
    }

    private static IEnumerable<string> Code() =>
        from folder in Directory.GetDirectories(SourceTree.Root(), "Sobolev.*").Append(Path.Combine(SourceTree.Root(), "build"))
        from file in Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
        let parts = file.Split(Path.DirectorySeparatorChar)
        where !parts.Contains("obj") && !parts.Contains("bin") && Path.GetFileName(file) != nameof(PlainEnglishTests) + ".cs"
        select file;

    private static IEnumerable<(int Number, string Text)> LinesOf(string file) =>
        File.ReadLines(file).Select((text, index) => (index + 1, text));

    /// <summary>Lines outside tables and code blocks, which cannot be wrapped.</summary>
    private static IEnumerable<(int Number, string Text)> Prose(string file)
    {
        var inCode = false;
        foreach (var line in LinesOf(file))
        {
            if (line.Text.TrimStart().StartsWith("```", StringComparison.Ordinal))
                inCode = !inCode;
            else if (!inCode && !line.Text.StartsWith('|'))
                yield return line;
        }
    }
}
