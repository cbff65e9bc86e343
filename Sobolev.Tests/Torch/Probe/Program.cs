using Sobolev.Cli;
using Sobolev.Tests.TorchProbe;
using Sobolev.Torch;

// A process whose oneDNN believes the caches that its first word names; what it writes, and whether it survives, is checked in the tests.
//   sound | hidden | hidden-settled | hidden-off    scan        wrong shapes of all: "K of N"
//                                                   update VERB PRESET   largest errors of an update, a line a method
//                                                   tool WORDS  the tool itself
LibTorch.EnsureLoaded();
if (args[0] != "sound")
    HiddenCaches.Pretend();
if (args[0] == "hidden-settled")
    Console.Error.WriteLine(Convolutions.Settle(forced: null, suspect: true));
if (args[0] == "hidden-off")
    Console.Error.WriteLine(Convolutions.Settle(forced: "onednn-off", suspect: true));
switch (args[1])
{
    case "scan":
        Console.WriteLine(ConvolutionScan.Run(int.Parse(args[2])));
        return 0;
    case "update":
        TorchThreads.Set(1);
        foreach (var line in UpdatePrecision.Of(args[2], args[3]))
            Console.WriteLine(line);
        return 0;
    case "tool":
        return Tool.Run(args[2..], Terminal.OfProcess());
    default:
        throw new ArgumentException($"unknown word: {args[1]}");
}
