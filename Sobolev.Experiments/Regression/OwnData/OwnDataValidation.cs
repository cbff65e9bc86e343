namespace Sobolev.Regression;

/// <summary>Checks that the data has what the config needs.</summary>
internal static class OwnDataValidation
{
    /// <exception cref="SobolevException">The data and the config do not fit together (exit 2, or 3 for the data alone).</exception>
    public static void Refuse(RegressConfig config, OwnData data)
    {
        var file = config.Data.File;
        if (data.Table.Count < 2)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{file}: a single row cannot be both trained on and held out; give at least two rows");
        if (config.Validation.Folds > data.Table.Count)
            throw new SobolevException(
                ExitCode.Usage,
                $"validation.folds: {config.Validation.Folds} folds of {data.Table.Count} rows; take {data.Table.Count} or fewer");
        if (config.Methods.Contains(RegressMethod.Sobolev) && !data.HasPartials)
            throw new SobolevException(
                ExitCode.Usage,
                $"{file}: the table has no partials, so method sobolev has nothing to match; use --method regular, or give columns such as "
                + $"d{data.Table.Outputs[0]}/d{data.Table.Inputs[0]}");
        if (config.Objective.Order == 2 && data.Table.Hessians is null)
            throw new SobolevException(
                ExitCode.Usage,
                $"{file}: the table has no second partials, which objective.order 2 needs; give columns such as "
                + $"d2{data.Table.Outputs[0]}/d{data.Table.Inputs[0]}2");
        if (config.Methods.Contains(RegressMethod.Regular) && data.OutputsWithoutValues().FirstOrDefault() is { } output)
            throw new SobolevException(
                ExitCode.Usage,
                $"{file}: the table has no value of {output}, so method regular has nothing to train on; use --method sobolev");
    }
}
