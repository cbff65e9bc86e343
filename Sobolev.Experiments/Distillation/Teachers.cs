using System.Security.Cryptography;
using Sobolev.Arcade;
using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Torch;

namespace Sobolev.Distillation;

/// <summary>Loads teachers: a file of the user, or those that ship with the tool.</summary>
internal static class Teachers
{
    /// <summary>Description of the key that names teachers.</summary>
    public const string Key =
        "teacher network, a safetensors file (Stable-Baselines3's names are accepted) or a folder with GAME.safetensors; empty = the one "
        + "that ships";

    /// <param name="given">A file, a folder with GAME.safetensors, or nothing for the teacher that ships.</param>
    /// <param name="game">Game of the teacher.</param>
    /// <param name="atari">Settings of the game, on which its number of actions depends.</param>
    /// <exception cref="SobolevException">The teacher is missing or belongs to another game (exit 3).</exception>
    public static PolicyNetwork Read(string given, string game, AtariOptions atari)
    {
        // a game that cannot be played is reported before a teacher of it is asked for
        var actions = DistilledGames.ActionsOf(game, atari);
        var path = PathOf(given, game);
        var network = PolicyFile.Read(path, PolicyLayers.Teacher);
        if (network.Actions == actions)
            return network;
        var found = network.Actions;
        network.Dispose();
        throw new SobolevException(
            ExitCode.DataMissing,
            $"{path}: the policy has {found} actions, but {game} has {actions}; use a teacher of that game, or train one: sobolev distill "
            + $"teacher --game {game}{(found == 18 ? " (or set atari.actions=full, if the teacher knows all 18 actions)" : "")}");
    }

    /// <summary>Reads it to see that it fits; returns the digest of its file.</summary>
    public static string Check(string given, string game, AtariOptions atari)
    {
        Read(given, game, atari).Dispose();
        return Convert.ToHexString(SHA256.HashData(InputFile.ReadBytes(PathOf(given, game), int.MaxValue)))[..16];
    }

    /// <summary>Facts of a run with teachers: libtorch's, and the digest of each teacher's file.</summary>
    public static IReadOnlyDictionary<string, string> Facts(string given, GameOptions games, ComputeDevice device)
    {
        var facts = TorchFacts.Of(device);
        foreach (var game in games.All())
            facts[$"teacher {game}"] = Check(given, game, games.Atari);
        return facts;
    }

    private static string PathOf(string given, string game)
    {
        var path = given.Length == 0
            ? Path.Combine(AppContext.BaseDirectory, "configs", "distill", "teachers", $"{DistilledGames.FileName(game)}.safetensors")
            : Directory.Exists(given) ? Path.Combine(given, $"{DistilledGames.FileName(game)}.safetensors")
            : given;
        if (File.Exists(path))
            return path;
        throw new SobolevException(ExitCode.DataMissing, given.Length == 0
            ? $"no teacher of {game} ships with this tool; train one: sobolev distill teacher --game {game}, and give it with --teacher"
            : $"{path}: no such file; --teacher needs a safetensors file or a folder with {DistilledGames.FileName(game)}.safetensors");
    }
}
