using Sobolev.Runs;

namespace Sobolev.Tests.Architecture;

/// <summary>
/// The rooms of Sobolev and Sobolev.Experiments and their floors: a room uses rooms below it, never one beside or above.
/// </summary>
public sealed class RoomTests
{
    private static readonly string[][] _floors =
    [
        ["Randomness", "Statistics", "Files", "Torch", "Kernels", "Configuration", "Mpi"],
        ["Objectives", "State"],
        ["Surrogates"],
        ["Models", "Data", "Plots", "Arcade"],
        ["Runs"],
        ["Fitting", "Export", "Regression", "Distillation", "AttentionTransfer", "SyntheticGradients", "Sweeps", "Theory"],
    ];

    [Fact]
    public void Rooms_use_only_rooms_below_them()
    {
        var mistakes =
            from type in Types()
            let room = RoomOf(type)
            where room is not null
            from used in TypeUses.Of(type)
            let other = RoomOf(used)
            where other is not null && other != room && FloorOf(other) >= FloorOf(room)
            select $"{type.FullName} uses {used.FullName}";
        Assert.Empty(mistakes.Distinct());
    }

    [Fact]
    public void Every_room_stands_on_a_floor()
    {
        var rooms = Types().Select(RoomOf).OfType<string>().Distinct();
        Assert.All(rooms, room => Assert.True(FloorOf(room) >= 0, $"{room} is on no floor"));
    }

    /// <summary>The test itself can fail: the life of a run uses files, which lie below it.</summary>
    [Fact]
    public void Uses_inside_method_bodies_are_seen() =>
        Assert.Contains("Files", TypeUses.Of(typeof(Lifecycle)).Select(RoomOf));

    private static int FloorOf(string room) => Array.FindIndex(_floors, floor => floor.Contains(room));

    /// <summary>Both projects: that of the package and that of the experiments.</summary>
    private static IEnumerable<Type> Types() =>
        [.. typeof(SobolevException).Assembly.GetTypes(), .. typeof(IExperiment).Assembly.GetTypes()];

    private static string? RoomOf(Type type) =>
        (type.Assembly == typeof(IExperiment).Assembly || type.Assembly == typeof(SobolevException).Assembly)
            && type.Namespace?.StartsWith("Sobolev.", StringComparison.Ordinal) == true
            ? type.Namespace.Split('.')[1]
            : null;
}
