namespace Sobolev.AttentionTransfer;

/// <summary>Statistics that normalise a teacher while students learn from it.</summary>
public enum TeacherStatistics
{
    Batch,
    Running,
}
