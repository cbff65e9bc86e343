namespace Sobolev.Plots;

/// <summary>The rectangle a function is drawn on.</summary>
internal sealed record PlotDomain(double X0, double X1, double Y0, double Y1)
{
    /// <summary>The x of node i of n, both ends included: where SurfacePanel.Values are taken.</summary>
    public double NodeX(int i, int n) => X0 + (X1 - X0) * i / (n - 1);

    public double NodeY(int j, int n) => Y0 + (Y1 - Y0) * j / (n - 1);

    /// <summary>The x of the middle of cell i of n: where SurfacePanel's gradients are taken.</summary>
    public double CellX(int i, int n) => X0 + (X1 - X0) * (i + 0.5) / n;

    public double CellY(int j, int n) => Y0 + (Y1 - Y0) * (j + 0.5) / n;

    /// <summary>A place as shares of the domain's width and height.</summary>
    public (double U, double V) Unit(double x, double y) => ((x - X0) / (X1 - X0), (y - Y0) / (Y1 - Y0));
}

/// <summary>A training point (x, y) and the true value there.</summary>
internal sealed record SurfacePoint(double X, double Y, double F);

/// <summary>
/// A function as drawn: Values[ix, iy] on nodes (61 x 61 is good), the gradients on cell middles (15 x 15 is good; 0 x 0 for none).
/// </summary>
internal sealed record SurfacePanel(string Title, double[,] Values, double[,] GradientX, double[,] GradientY)
{
    public IReadOnlyList<SurfacePoint> Points { get; init; } = [];

    /// <summary>Evaluates a function and its gradient on the grids of a panel.</summary>
    public static SurfacePanel Of(string title, PlotDomain domain, Func<double, double, (double F, double Dx, double Dy)> function,
        int nodes = 61, int arrows = 15)
    {
        var values = new double[nodes, nodes];
        var (dx, dy) = (new double[arrows, arrows], new double[arrows, arrows]);
        for (var i = 0; i < nodes; i++)
            for (var j = 0; j < nodes; j++)
                values[i, j] = function(domain.NodeX(i, nodes), domain.NodeY(j, nodes)).F;
        for (var i = 0; i < arrows; i++)
            for (var j = 0; j < arrows; j++)
                (_, dx[i, j], dy[i, j]) = function(domain.CellX(i, arrows), domain.CellY(j, arrows));
        return new SurfacePanel(title, values, dx, dy);
    }
}
