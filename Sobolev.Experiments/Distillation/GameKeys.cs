using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>A trial on a game.</summary>
internal interface IGameKey : ITrialKey
{
    string Game { get; }
}

/// <summary>A teacher's training: the columns are game and method.</summary>
internal sealed record TeacherKey(string Game) : IGameKey
{
    public static IReadOnlyList<string> Columns { get; } = ["game", "method"];

    public IReadOnlyList<object> Values => [Game, "a3c"];
}

/// <summary>Random play, beside the teachers' evaluation.</summary>
internal sealed record RandomPlayKey(string Game) : IGameKey
{
    /// <summary>In the column method.</summary>
    public const string Method = "random";

    public IReadOnlyList<object> Values => [Game, Method];
}

/// <summary>A recording: the columns are game and method, which is the behaviour of the teacher.</summary>
internal sealed record RecordKey(string Game, Behaviour Behaviour) : IGameKey
{
    public IReadOnlyList<object> Values => [Game, ConfigText.Of(Behaviour)];
}

/// <summary>A student.</summary>
/// <param name="Fraction">Share of the recording that the student trains on.</param>
internal sealed record StudentKey(string Game, double Fraction, string Method, double LearningRate) : IGameKey
{
    public static IReadOnlyList<string> Columns { get; } = ["game", "fraction", "method", "learning_rate"];

    public IReadOnlyList<object> Values => [Game, Fraction, Method, LearningRate];
}
