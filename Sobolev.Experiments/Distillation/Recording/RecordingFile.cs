using System.Globalization;
using System.Security.Cryptography;
using Sobolev.Files;

namespace Sobolev.Distillation;

/// <summary>
/// A recording on disk, a safetensors file: the episodes' packed frames one after another (frames, with frame_ends), actions and rewards of
/// all decisions, and where episodes end (episode_ends).
/// </summary>
internal sealed record RecordingFile(string Game, int Actions, IReadOnlyList<RecordedEpisode> Episodes)
{
    private const string Format = "sobolev-recording";
    private const string Version = "1";

    /// <summary>The digest that the file was read with.</summary>
    public string Sha256 { get; private init; } = "";

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Tensors()
    {
        var episodes = Episodes;
        StoredTensor[] tensors =
        [
            FramesOf(episodes),
            StoredTensor.Of<long>("frame_ends", Ends(episodes, episode => episode.Frames.Length)),
            StoredTensor.Of<long>("episode_ends", Ends(episodes, episode => episode.Count)),
            StoredTensor.Of<byte>("actions", [.. episodes.SelectMany(episode => episode.Actions)]),
            StoredTensor.Of<float>("rewards", [.. episodes.SelectMany(episode => episode.Rewards)]),
        ];
        return (tensors, new Dictionary<string, string>
        {
            ["format"] = Format,
            ["version"] = Version,
            ["game"] = Game,
            ["actions"] = Actions.ToString(CultureInfo.InvariantCulture),
            ["sha256"] = Digest(tensors),
        });
    }

    /// <exception cref="SobolevException">No recording, of another version, truncated or damaged (exit 3).</exception>
    public static RecordingFile Read(string path) => Of(SafeTensors.Read(path), path);

    /// <inheritdoc cref="Read"/>
    /// <param name="file">Content of the file.</param>
    /// <param name="path">Its name in messages.</param>
    public static RecordingFile Of(TensorFile file, string path)
    {
        if (file.Metadata.GetValueOrDefault("format") != Format)
            throw Refused(path, "not a recording of this tool (make one with sobolev distill record)");
        if (file.Metadata.GetValueOrDefault("version") != Version)
            throw Refused(path, $"a recording of version {file.Metadata.GetValueOrDefault("version")}, but this tool reads version "
                + $"{Version}; record again");
        string[] names = ["frames", "frame_ends", "episode_ends", "actions", "rewards"];
        if (names.FirstOrDefault(name => file.Tensors.All(tensor => tensor.Name != name)) is { } missing)
            throw Refused(path, $"the recording lacks {missing}; record again");
        if (Digest([.. names.Select(name => file[name])]) != file.Metadata.GetValueOrDefault("sha256"))
            throw Refused(path, "the recording is damaged (its digest does not match); record again");
        if (!int.TryParse(file.Metadata.GetValueOrDefault("actions"), NumberStyles.None, CultureInfo.InvariantCulture, out var actions))
            throw Refused(path, "the recording lacks the number of actions");
        return new RecordingFile(file.Metadata.GetValueOrDefault("game") ?? "", actions, [.. Split(file)])
        {
            Sha256 = file.Metadata["sha256"],
        };
    }

    private static IEnumerable<RecordedEpisode> Split(TensorFile file)
    {
        var (frames, actions, rewards) = (file["frames"].Bytes, file["actions"].Values<byte>(), file["rewards"].Values<float>());
        var (frame, decision) = (0L, 0);
        foreach (var (frameEnd, episodeEnd) in file["frame_ends"].Values<long>().Zip(file["episode_ends"].Values<long>()))
        {
            yield return new RecordedEpisode(frames.Slice(frame, checked((int)(frameEnd - frame))).ToArray(),
                actions[decision..(int)episodeEnd], rewards[decision..(int)episodeEnd]);
            (frame, decision) = (frameEnd, (int)episodeEnd);
        }
    }

    private static StoredTensor FramesOf(IReadOnlyList<RecordedEpisode> episodes)
    {
        var frames = new LongBytes(episodes.Sum(episode => (long)episode.Frames.Length));
        var start = 0L;
        foreach (var episode in episodes)
        {
            episode.Frames.CopyTo(frames.Slice(start, episode.Frames.Length));
            start += episode.Frames.Length;
        }

        return new StoredTensor("frames", "U8", [frames.Length], frames);
    }

    private static long[] Ends(IReadOnlyList<RecordedEpisode> episodes, Func<RecordedEpisode, long> length)
    {
        var end = 0L;
        return [.. episodes.Select(episode => end += length(episode))];
    }

    private static string Digest(IEnumerable<StoredTensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in tensors)
            tensor.Bytes.AppendTo(hash);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static SobolevException Refused(string path, string why) => new(ExitCode.DataMissing, $"{path}: {why}");
}
