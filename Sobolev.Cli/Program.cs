using System.Text;
using Sobolev.Cli;
using Sobolev.Torch;

// UTF-8 on every system: by itself a Windows console has the code page of its country
Console.OutputEncoding = Console.InputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var terminal = Terminal.OfProcess();
LibTorch.Noted += terminal.WriteLine;
return Tool.Run(args, terminal);
