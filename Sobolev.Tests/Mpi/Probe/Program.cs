using Sobolev;
using Sobolev.Mpi;
using Sobolev.Tests.MpiProbe;

// One rank of the jobs that the tests of Mpi launch. What it writes is checked there.
Func<MpiWorld, int> work = args switch
{
    ["who"] => Collectives.Who,
    ["sum", var folder] => world => Collectives.Sum(world, folder),
    ["make-same", var folder] => world => Collectives.MakeSame(world, folder),
    ["broadcast", var folder, var root] => world => Collectives.Broadcast(world, folder, int.Parse(root)),
    ["agree"] => Collectives.Agree,
    ["modules", var folder, var modules, var length, var threads, var pushes] =>
        world => Modules.Train(world, folder, int.Parse(modules), int.Parse(length), int.Parse(threads), int.Parse(pushes)),
    ["null"] => Failures.NullReference,
    ["fail", var rank] => world => Failures.Throw(world, int.Parse(rank)),
    ["kill", var rank] => world => Failures.Kill(world, int.Parse(rank)),
    ["module-fails"] => Failures.ModuleFails,
    ["rates"] => Rates.Measure,
    _ => throw new ArgumentException($"unknown words: {string.Join(' ', args)}"),
};
try
{
    return MpiJob.Run(work, failure => Console.Error.WriteLine($"last words: {failure.Message}"));
}
catch (SobolevException e)
{
    Console.Error.WriteLine($"refused: {e.Message}");
    return (int)e.ExitCode;
}
