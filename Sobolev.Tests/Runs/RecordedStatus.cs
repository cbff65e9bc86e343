using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

/// <summary>What run.json says of a run.</summary>
internal static class RecordedStatus
{
    public static string Of(string folder) => RunRecord.Read(folder).Status;
}
