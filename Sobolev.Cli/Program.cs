using Sobolev.Cli;
using Sobolev.Torch;

using var requests = Signals.IgnoreEarlyRequests();
var terminal = Terminal.OfProcess();
LibTorch.Noted += terminal.WriteLine;
return Tool.Run(args, terminal);
