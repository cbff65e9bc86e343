using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serilog;
using Sobolev.Files;
using Sobolev.State;

namespace Sobolev.Runs;

/// <summary>
/// The checkpoints of one trial: its whole state and its rows so far. The last two are kept, so that a damaged one costs little.
/// </summary>
internal sealed class Checkpoints(string folder, ILogger log)
{
    private const int Kept = 2;
    private const string Digest = "sha256";

    /// <summary>
    /// The newest checkpoint that is whole, of those at a step or before; damaged ones are named in the log and passed over.
    /// </summary>
    public TrialState? LastGood(long atMost)
    {
        foreach (var path in Newest().Where(path => StepOf(path) <= atMost))
        {
            try
            {
                var state = TrialState.Of(SafeTensors.Read(path));
                if (state.Text(Digest) == DigestOf(state))
                {
                    // what every checkpoint says about its trial; an error here is damage too
                    _ = TrialFiles.Known(state);
                    return state;
                }

                log.Warning("{Path}: the checkpoint is damaged (its digest does not match); using the previous checkpoint", path);
            }
            catch (SobolevException error)
            {
                log.Warning("{Message}; using the previous checkpoint", error.Message);
            }
        }

        return null;
    }

    public void Write(TrialState state, long step)
    {
        Directory.CreateDirectory(folder);
        state.Put(Digest, DigestOf(state));
        AtomicFile.Write(Path.Combine(folder, $"{step:D12}.safetensors"),
            stream => SafeTensors.Write(stream, [.. state.Tensors], state.Texts));
        // one that is held is removed after a later checkpoint, or with the folder
        foreach (var old in Newest().Skip(Kept))
            HeldFile.TryDelete(old);
    }

    /// <summary>Removes the checkpoints after a step that the trial goes back to.</summary>
    public void ForgetAfter(long step)
    {
        foreach (var path in Newest().Where(path => StepOf(path) > step))
            HeldFile.Change(path, changes => changes.Delete(path));
    }

    private static long StepOf(string path) => long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture);

    private IReadOnlyList<string> Newest() =>
        Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.safetensors").Where(IsNumbered).OrderDescending(StringComparer.Ordinal)]
            : [];

    /// <summary>Whether a file has the name of a checkpoint; a copy that a user kept does not.</summary>
    private static bool IsNumbered(string path) =>
        Path.GetFileNameWithoutExtension(path) is { Length: 12 } name && name.All(char.IsAsciiDigit);

    internal static string DigestOf(TrialState state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in state.Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name} {tensor.Type} {string.Join(',', tensor.Shape)}\n"));
            tensor.Bytes.AppendTo(hash);
        }

        foreach (var (name, text) in state.Texts.Where(pair => pair.Key != Digest).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}={text}\n"));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
