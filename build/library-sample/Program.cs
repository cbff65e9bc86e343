using Sobolev;

// McCormick's function and its gradient at 40 points of a grid that is turned a little, so that no two coordinates are equal
var x = new double[40, 2];
var y = new double[40, 1];
var dydx = new double[40, 1, 2];
for (var i = 0; i < 40; i++)
{
    (x[i, 0], x[i, 1]) = (-1.5 + 5.5 * ((i % 8 + 0.5 + 0.02 * (i / 8)) / 8.2), -3 + 7 * ((i / 8 + 0.5 + 0.03 * (i % 8)) / 5.4));
    (y[i, 0], (dydx[i, 0, 0], dydx[i, 0, 1])) = McCormick(x[i, 0], x[i, 1]);
}

var surrogate = Surrogate.Fit(x, y, dydx, new SurrogateOptions { Inputs = ["x", "y"], Outputs = ["f"] });
double[] point = [1, 1];
var (value, slope) = McCormick(1, 1);
var (predicted, gradient, deviation) =
    (surrogate.Predict(point)[0], surrogate.PredictGradient(point), surrogate.PredictDeviation(point)[0]);
Console.WriteLine($"f(1, 1) = {predicted:F4} with a standard deviation of {deviation:G2}; it is {value:F4}");
Console.WriteLine($"its gradient = {gradient[0, 0]:F4}, {gradient[0, 1]:F4}; it is {slope.X:F4}, {slope.Y:F4}");

var file = Path.Combine(Path.GetTempPath(), $"mccormick-{Environment.ProcessId}.safetensors");
surrogate.Save(file);
var again = Surrogate.Load(file).Predict(point)[0];
File.Delete(file);
return Math.Abs(predicted - value) < 0.05 && Math.Abs(gradient[0, 0] - slope.X) < 0.1 && again == predicted ? 0 : 1;

static (double Value, (double X, double Y) Slope) McCormick(double x, double y) =>
    (Math.Sin(x + y) + (x - y) * (x - y) - 1.5 * x + 2.5 * y + 1,
        (Math.Cos(x + y) + 2 * (x - y) - 1.5, Math.Cos(x + y) - 2 * (x - y) + 2.5));
