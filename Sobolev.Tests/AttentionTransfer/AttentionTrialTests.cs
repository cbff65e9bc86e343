using Sobolev.AttentionTransfer;
using Sobolev.Files;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Tests.Data.Images;
using Sobolev.Tests.Torch;
using TorchSharp;

namespace Sobolev.Tests.AttentionTransfer;

/// <summary>Teachers and students on real images, very small.</summary>
[Trait("Speed", "Slow")]
public sealed class AttentionTrialTests : IClassFixture<LoadedTorch>
{
    private static readonly NetworkOptions _tiny = new() { Depth = 10, Width = 0.25 };

    private static readonly AttentionConfig _small = new()
    {
        Data = CifarSlice.Path,
        TrainImages = 60,
        TestImages = 20,
        ProbeImages = 16,
        BatchSize = 8,
        Updates = 6,
        EvaluateEvery = 3,
        Teacher = new TeacherOptions { Network = _tiny },
        Student = _tiny,
        Optimiser = new OptimiserOptions { LearningRate = 0.05, DropsAt = [4] },
    };

    [Theory]
    [InlineData("student", 1)]
    [InlineData("transfer", 1)]
    [InlineData("sobolev", 1)]
    [InlineData("transfer", 3)]
    public void A_student_goes_on_exactly(string method, int parts)
    {
        var experiment = new AttentionExperiment(_small with { Methods = [method], MicroBatches = parts });
        var (teacher, plan) = (Model(experiment, experiment.Plan()[0]), experiment.Plan()[1]);
        using var whole = experiment.Build(plan, teacher);
        using var stopped = experiment.Build(plan, teacher);
        using var resumed = experiment.Build(plan, teacher);
        for (var i = 0; i < 3; i++)
            Assert.Equal(whole.Advance(), stopped.Advance());
        Assert.Equal(whole.Evaluate(), stopped.Evaluate());
        var state = new TrialState();
        stopped.Save(state);
        resumed.Load(state);
        for (var i = 0; i < 3; i++)
            Assert.Equal(whole.Advance(), resumed.Advance());
        Assert.Equal(whole.Evaluate(), resumed.Evaluate());
        Assert.Equal(Bytes(whole), Bytes(resumed));
    }

    [Fact]
    public void An_evaluation_changes_nothing()
    {
        var experiment = new AttentionExperiment(_small with { Methods = ["sobolev"] });
        var (teacher, plan) = (Model(experiment, experiment.Plan()[0]), experiment.Plan()[1]);
        using var watched = experiment.Build(plan, teacher);
        using var alone = experiment.Build(plan, teacher);
        for (var i = 0; i < 3; i++)
        {
            watched.Evaluate();
            Assert.Equal(alone.Advance(), watched.Advance());
        }

        Assert.Equal(alone.Evaluate(), watched.Evaluate());
    }

    [Fact]
    public void For_one_seed_every_method_begins_with_the_same_student_and_the_same_teacher()
    {
        var experiment = new AttentionExperiment(_small with { Alphas = [0.1, 1] });
        var teacher = Model(experiment, experiment.Plan()[0]);
        var starts = experiment.Plan().Skip(1).Select(plan =>
        {
            using var trial = experiment.Build(plan, teacher);
            return trial.Evaluate();
        }).ToArray();
        // student; transfer and sobolev with two alphas each
        Assert.Equal(5, starts.Length);
        Assert.All(starts, start => Assert.Equal(starts[0], start));
    }

    [Fact]
    public void Students_wait_for_the_teacher_of_their_seed()
    {
        var plans = new AttentionExperiment(_small with { Seeds = 2, Alphas = [0.1, 1, 10] }).Plan();
        Assert.Equal(2 * (1 + 1 + 3 + 3), plans.Count);
        Assert.All(plans.Take(2), plan => Assert.True(plan.Keys[0] is "teacher" && plan.DependsOn is null));
        Assert.All(plans.Skip(2), plan => Assert.Equal($"teacher-0-seed{plan.Seed}", plan.DependsOn?.Name));
        Assert.Equal([0.0, 0.0, 0.1, 0.1, 1.0, 1.0, 10.0, 10.0],
            plans.Where(plan => plan.Keys[0] is "student" or "transfer").Select(plan => (double)plan.Keys[1]));
    }

    /// <summary>Remark 2: at the teacher the Sobolev cost is zero, to the bit, and stays; the transfer cost has somewhere to go.</summary>
    [Theory]
    [InlineData(GradientDiscrepancy.Norm)]
    [InlineData(GradientDiscrepancy.SquaredNorm)]
    public void Begun_at_the_teacher_the_Sobolev_student_stays_and_the_transfer_student_leaves(GradientDiscrepancy discrepancy)
    {
        var experiment = new AttentionExperiment(
            _small with
            {
                Methods = ["transfer", "sobolev"],
                Start = StudentStart.Teacher,
                Derivative = discrepancy,
                Optimiser = _small.Optimiser with { L2 = 0 },
            });
        var teacher = Model(experiment, experiment.Plan()[0]);
        foreach (var plan in experiment.Plan().Skip(1))
        {
            using var trial = experiment.Build(plan, teacher);
            var losses = Enumerable.Range(0, 6).Select(_ => trial.Advance()).ToArray();
            trial.Evaluate();
            var probes = Probes(trial);
            if ((string)plan.Keys[0] == "sobolev")
            {
                Assert.All(losses, loss => Assert.Equal(0, loss));
                Assert.Equal(0, probes("sobolev_cost")[^1]);
                Assert.Equal(0, probes("weight_change")[^1]);
            }
            else
            {
                Assert.True(probes("weight_change")[^1] > 1e-3);
                Assert.True(probes("sobolev_cost")[^1] > 1e-2);
            }
        }
    }

    /// <summary>
    /// The teacher's own probe is the oracle of what its students see; the sensitivity lies between difference and sum of the lengths.
    /// </summary>
    [Fact]
    public void A_probe_has_the_lengths_of_both_input_gradients()
    {
        var experiment = new AttentionExperiment(_small with { Methods = ["sobolev"] });
        using var teacher = experiment.Build(experiment.Plan()[0]);
        while (teacher.Step < 6)
            teacher.Advance();
        teacher.Evaluate();
        using var student = experiment.Build(experiment.Plan()[1], Stored(teacher));
        student.Evaluate();
        student.Advance();
        student.Evaluate();
        var (taught, probes) = (Probes(teacher), Probes(student));
        Assert.True(taught("student_gradient")[^1] > 0);
        Assert.True(double.IsNaN(taught("teacher_gradient")[^1]));
        Assert.All(probes("teacher_gradient"), length => Assert.Equal(taught("student_gradient")[^1], length, 1e-6));
        for (var i = 0; i < 2; i++)
        {
            var (ours, theirs) = (probes("student_gradient")[i], probes("teacher_gradient")[i]);
            Assert.InRange(probes("sensitivity")[i], Math.Abs(ours - theirs), ours + theirs);
        }
    }

    [Fact]
    public void A_teacher_that_normalises_by_its_own_statistics_is_another_target()
    {
        var experiment = new AttentionExperiment(_small with
        {
            Methods = ["sobolev"],
            Start = StudentStart.Teacher,
            Teacher = _small.Teacher with { Statistics = TeacherStatistics.Running }
        });
        var teacher = Model(experiment, experiment.Plan()[0]);
        using var trial = experiment.Build(experiment.Plan()[1], teacher);
        Assert.True(trial.Advance() > 0);
    }

    [Fact]
    public void A_teacher_learns_and_is_read_back_whole()
    {
        var experiment =
            new AttentionExperiment(_small with { Updates = 40, Optimiser = new OptimiserOptions { LearningRate = 0.1, DropsAt = [] } });
        using var trial = experiment.Build(experiment.Plan()[0]);
        var before = trial.Evaluate()[0];
        while (trial.Step < 40)
            trial.Advance();
        var after = trial.Evaluate();
        Assert.True(after[0] < 0.9 * before, $"from {before} to {after[0]}");
        Assert.True(double.IsNaN(after[2]));
        var (tensors, metadata) = trial.Model();
        Assert.Equal(_tiny, Classifier.KeysOf(new TensorFile(tensors, metadata)));
        // started at the teacher, a student is the teacher: the same loss on the same probe, the same test accuracy
        var started = new AttentionExperiment(_small with { Start = StudentStart.Teacher });
        using var student = started.Build(started.Plan()[1], new TensorFile(tensors, metadata));
        Assert.Equal(after.Take(2), student.Evaluate().Take(2));
    }

    [Fact]
    public void Updates_leave_no_tensors_behind()
    {
        var experiment = new AttentionExperiment(_small);
        var teacher = Model(experiment, experiment.Plan()[0]);
        using var trial = experiment.Build(experiment.Plan()[^1], teacher);
        trial.Advance();
        trial.Evaluate();
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++)
            trial.Advance();
        trial.Evaluate();
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static TensorFile Model(AttentionExperiment experiment, TrialPlan plan)
    {
        using var trial = experiment.Build(plan);
        while (trial.Step < plan.Updates)
            trial.Advance();
        trial.Evaluate();
        return Stored(trial);
    }

    private static TensorFile Stored(ITrial trial)
    {
        var (tensors, metadata) = trial.Model();
        return new TensorFile(tensors, metadata);
    }

    /// <summary>Columns of probes.csv by name, a number per evaluation.</summary>
    private static Func<string, double[]> Probes(ITrial trial)
    {
        var report = trial.Reports().Single();
        Assert.Equal("probes", report.Name);
        return column => [.. report.Rows.Select(row => (double)row[report.Header.ToList().IndexOf(column)]!)];
    }

    private static byte[] Bytes(ITrial trial) => [.. trial.Model().Tensors.SelectMany(tensor => tensor.Bytes.ToArray<byte>())];
}
