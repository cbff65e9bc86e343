namespace Sobolev.Fitting;

/// <summary>Checks that the data has what the config needs.</summary>
internal static class FitChecks
{
    /// <exception cref="SobolevException">The data and the config do not fit together (exit 2, or 3 for the data alone).</exception>
    public static void Refuse(FitConfig config, FitData data)
    {
        var (file, rows) = (config.Table, data.Table.Count);
        if (rows < 2 && config.HoldoutPart != 0)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{file}: a single row cannot be both trained on and held out; give at least two rows, or --holdout none");
        if (data.Replicates.Points is var points && config.Folds > points)
            throw new SobolevException(ExitCode.Usage,
                $"folds: {config.Folds} folds of {points} {(points == rows ? "rows" : "different points")}; take {points} or fewer");
        if (config.Methods.Contains(FitMethod.Sobolev) && !data.HasPartials)
            throw new SobolevException(
                ExitCode.Usage,
                $"{file}: the table has no partials, so method sobolev has nothing to match; use --method regular, or give columns such as "
                + $"d{data.Table.Outputs[0]}/d{data.Table.Inputs[0]}");
        if (config.Methods.Contains(FitMethod.Regular) && data.OutputsWithoutValues().FirstOrDefault() is { } output)
            throw new SobolevException(
                ExitCode.Usage,
                $"{file}: the table has no value of {output}, so method regular has nothing to train on; use --method sobolev");
    }
}
