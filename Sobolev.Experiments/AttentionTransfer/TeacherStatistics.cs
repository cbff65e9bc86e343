namespace Sobolev.AttentionTransfer;

/// <summary>What a teacher normalises by while students learn from it.</summary>
public enum TeacherStatistics
{
    Batch,
    Running,
}
