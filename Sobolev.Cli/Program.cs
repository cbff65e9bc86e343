using Sobolev.Cli;

using Sobolev.Torch;

var terminal = Terminal.OfProcess();
LibTorch.Noted += terminal.Tell;
return Tool.Run(args, terminal);
