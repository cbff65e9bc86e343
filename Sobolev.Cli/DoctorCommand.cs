using System.CommandLine;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;
using Sobolev.Runs;
using Sobolev.Torch;

namespace Sobolev.Cli;

/// <summary><c>sobolev doctor</c>: reports what this machine offers, and what is missing with the remedy.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "print JSON on standard output" };
        var command = new Command("doctor", "check machine, devices and libraries") { json };
        command.SetAction(parsed =>
        {
            var torch = TorchVersions.Read();
            DeviceCheck[] checks = torch.LibTorch is null ? [] : [.. Devices.All().Select(DeviceCheck.Of)];
            List<(string Name, string Value)> facts = [.. Facts(torch), .. checks.Select(check => ($"check {check.Device}", $"{check}"))];
            if (parsed.GetValue(json))
                ResultScreen.WriteJson(terminal,
                    new JsonObject(facts.Select(fact => KeyValuePair.Create(fact.Name, (JsonNode?)fact.Value))));
            else
                facts.ForEach(fact => terminal.Output.WriteLine($"{fact.Name,-14} {fact.Value}"));
            if (torch.LibTorchError is not null)
                terminal.WriteLine(torch.LibTorchError);
            return (int)(torch.LibTorchError is null && checks.All(check => check.IsSound) ? ExitCode.Done : ExitCode.Failed);
        });
        return command;
    }

    private static List<(string Name, string Value)> Facts(TorchVersions torch) =>
    [
        ("sobolev", Machine.ToolVersion()),
        ("dotnet", Environment.Version.ToString()),
        ("os", RuntimeInformation.OSDescription),
        ("cpu", $"{Machine.CpuName()}, {Environment.ProcessorCount} cores"),
        ("vectors", Vector512.IsHardwareAccelerated
            ? "512 bits"
            : Vector256.IsHardwareAccelerated ? "256 bits" : Vector128.IsHardwareAccelerated ? "128 bits" : "none"),
        ("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB"),
        ("torchsharp", torch.TorchSharp),
        ("libtorch", torch.LibTorch ?? "does not load"),
        ("convolutions", torch.LibTorch is null ? "unknown" : LibTorch.Convolutions.Name),
        ("devices", torch.LibTorch is null ? "cpu (managed engine only)" : string.Join(", ", Devices.All())),
        ("gpus", torch.LibTorch is null
            ? "unknown"
            : Devices.WhyNoGpu() ?? string.Join(", ", TorchFacts.OfCuda().Select(fact => $"{fact.Key} {fact.Value}"))),
        ("presets", Directory.Exists(Presets.Folder) ? Presets.Folder : $"missing: {Presets.Folder}; reinstall the tool"),
    ];
}
