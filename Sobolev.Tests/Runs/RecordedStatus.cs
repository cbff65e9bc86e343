using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

/// <summary>The status of a run in run.json.</summary>
internal static class RecordedStatus
{
    public static string Of(string folder) => RunRecord.Read(folder).Status;
}
