using Sobolev.Mpi;
using Sobolev.Runs;

namespace Sobolev.Tests.Runs.Ranks;

/// <summary>The experiment of the first rank passes on every member of the experiment within it, or refuses that experiment.</summary>
public sealed class LeadingExperimentTests
{
    [Fact]
    public void It_passes_on_every_member_that_an_experiment_may_leave_out()
    {
        var map = typeof(LeadingExperiment).GetInterfaceMap(typeof(IExperiment));
        var lost = map.InterfaceMethods.Zip(map.TargetMethods).Where(pair => pair.Second.DeclaringType != typeof(LeadingExperiment))
            .Select(pair => pair.First.Name);
        Assert.Empty(lost);
    }

    [Fact]
    public void It_refuses_an_experiment_whose_stages_or_groups_would_be_lost()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new LeadingExperiment(new CountingExperiment(new CountingExperiment.Keys()), MpiWorld.Alone, ""));
        Assert.Contains("which ranks do not run together", error.Message);
    }

    /// <summary>A new capability needs a line in the constructor: each interface on IExperiment is one.</summary>
    [Fact]
    public void Every_capability_is_refused()
    {
        var capabilities = typeof(IExperiment).Assembly.GetTypes()
            .Where(type => type.IsInterface && type != typeof(IExperiment) && type.IsAssignableTo(typeof(IExperiment)));
        Assert.Equal(["IDependentExperiment", "IFolderPlannedExperiment", "IGroupedExperiment", "IReportingExperiment",
            "IStagedExperiment"], capabilities.Select(type => type.Name).Order());
    }
}
