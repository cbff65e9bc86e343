using Sobolev.Cli;

using Sobolev.Torch;

var terminal = Terminal.OfProcess();
LibTorch.Noted += terminal.WriteLine;
return Tool.Run(args, terminal);
