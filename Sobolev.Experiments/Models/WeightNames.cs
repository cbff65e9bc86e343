using Sobolev.Files;

namespace Sobolev.Models;

/// <summary>
/// Names of weights without what wrappers put before them: module (DataParallel), _orig_mod (torch.compile), policy and model (fields of
/// other programs), state_dict.
/// </summary>
internal static class WeightNames
{
    private const string Compiled = "_orig_mod";

    private static readonly string[] _wrappers = ["module", Compiled, "policy", "model", "state_dict"];

    /// <param name="file">Content of a file.</param>
    /// <param name="known">A name that a file without wrappers has.</param>
    /// <returns>The file itself if it has the name, or if shorter names would not be unambiguous.</returns>
    public static TensorFile Unwrapped(TensorFile file, string known)
    {
        if (file.Tensors.Any(tensor => tensor.Name == known))
            return file;
        // torch.compile of a part of a network leaves its mark in the middle
        var names = file.Tensors.Select(tensor => string.Join('.', tensor.Name.Split('.').Where(part => part != Compiled))).ToArray();
        string[] prefixes = [.. names.Where(name => IsWrapped(name, known)).Select(name => name[..^known.Length]).Distinct()];
        if (prefixes is not [var prefix])
            return file;
        StoredTensor[] tensors = [.. file.Tensors.Zip(names,
            (tensor, name) => tensor with { Name = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name })];
        return tensors.DistinctBy(tensor => tensor.Name).Count() == tensors.Length ? new TensorFile(tensors, file.Metadata) : file;
    }

    private static bool IsWrapped(string name, string known) =>
        name == known
            || (name.EndsWith("." + known, StringComparison.Ordinal) && name[..^(known.Length + 1)].Split('.').All(_wrappers.Contains));
}
