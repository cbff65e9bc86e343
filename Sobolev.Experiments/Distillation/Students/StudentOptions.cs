using Sobolev.Torch;

namespace Sobolev.Distillation;

/// <summary>One student's training.</summary>
/// <param name="Method">regular or sobolev.</param>
/// <param name="LearningRate">Learning rate of Adam.</param>
/// <param name="BatchSize">Frames of an update.</param>
/// <param name="GradientWeight">Weight of the gradient term (sobolev).</param>
/// <param name="ProbeFrames">Training frames measured.</param>
/// <param name="TestFrames">Test frames measured; 0 takes all.</param>
/// <param name="Precision">Format of an update's convolutions and products.</param>
/// <param name="CudaGraphs">Whether a GPU records an update and repeats it.</param>
internal sealed record StudentOptions(string Method, double LearningRate, int BatchSize, double GradientWeight, int ProbeFrames,
    int TestFrames, ComputePrecision Precision = ComputePrecision.Float32, bool CudaGraphs = true);
