using Sobolev.Cli;

return Tool.Run(args, Terminal.OfProcess());
